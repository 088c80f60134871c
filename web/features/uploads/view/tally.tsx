import { isAtWork } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { tally, warningWords } from "../words";

/** Parts that add up to the rows read; the sum stands below a rule, so anybody can check it. */
export function Tally({ upload }: { upload: Upload }) {
  const reading = isAtWork(upload.state) && upload.state !== "posting";
  return (
    <section>
      <h2>Every row ends up somewhere</h2>
      <dl className="mt-1.5 text-small">
        {tally(upload).map((part) => (
          <div key={part.label} className="grid grid-cols-[16px_1fr_auto] items-center border-b border-hair py-1.5">
            <i className="size-2 rounded-mark" style={{ background: part.color }} aria-hidden />
            <dt>{part.label}</dt>
            <dd className="nums font-medium">{formatNumber(part.count)}</dd>
          </div>
        ))}
        <div className="-mt-px grid grid-cols-[16px_1fr_auto] border-t border-rule py-1.5 font-semibold">
          <i aria-hidden />
          <dt>{reading ? "read so far" : "rows in the file"}</dt>
          <dd className="nums">{formatNumber(upload.rows_read)}</dd>
        </div>
      </dl>
      {upload.warnings.length > 0 && (
        <ul className="mt-2 grid gap-1 text-small text-attention">
          {upload.warnings.map((warning) => (
            <li key={warning.code}>{warningWords(warning)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
