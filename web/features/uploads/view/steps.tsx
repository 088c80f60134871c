import type { UploadState } from "@/lib/api/types";

const STEPS = ["Drop a file", "Check what we understood", "Post"];
const STEP_OF: Partial<Record<UploadState, number>> = { posting: 2, done: 3, voided: 3 };

/** Where the file is on its way; the current step is the loudest, done ones are quiet. */
export function Steps({ state }: { state: UploadState }) {
  const at = STEP_OF[state] ?? 1;
  return (
    <ol className="mb-[18px] flex flex-wrap gap-x-7 gap-y-1 font-medium">
      {STEPS.map((word, index) => (
        <li key={word} aria-current={index === at ? "step" : undefined} className={index === at ? "font-semibold" : index < at ? "text-muted" : "text-faint"}>
          {index + 1} {word}
        </li>
      ))}
    </ol>
  );
}
