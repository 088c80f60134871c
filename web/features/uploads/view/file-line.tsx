import { Pace, Progress } from "@/components/ui/progress";
import { Tag } from "@/components/ui/tag";
import { isAtWork } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { formatBytes } from "@/lib/format";
import { dialectWords, shareDone, STATE_WORDS, tally } from "../words";

/** The file, its habits, how far it is and how fast, over one bar in which every row has its colour. */
export function FileLine({ upload }: { upload: Upload }) {
  const working = isAtWork(upload.state);
  const share = shareDone(upload);
  const { word, tone } = STATE_WORDS[upload.state];
  return (
    <section className="grid gap-2 border-t border-b border-t-rule border-b-hair pt-3 pb-3.5">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <b className="font-semibold break-all">{upload.file_name}</b>
        <span className="text-muted">{[formatBytes(upload.bytes_total), dialectWords(upload)].filter(Boolean).join(" · ")}</span>
        <span className="ms-auto">{working ? <Pace share={share} ratePerSecond={upload.rows_per_second || null} secondsLeft={upload.eta_s} /> : <Tag tone={tone}>{word}</Tag>}</span>
      </div>
      <Progress label={`${word}: ${upload.file_name}`} parts={tally(upload)} total={barTotal(upload, share)} />
    </section>
  );
}

/** While reading, the rows still to come are not known: they are guessed from the bytes that are. */
function barTotal(upload: Upload, share: number | null): number {
  if (!isAtWork(upload.state) || upload.state === "posting") return Math.max(1, upload.rows_read);
  return share && upload.rows_read > 0 ? Math.round(upload.rows_read / share) : 1;
}
