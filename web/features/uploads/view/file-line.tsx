"use client";

import { Pace, Progress } from "@/components/ui/progress";
import { Tag } from "@/components/ui/tag";
import { isAtWork } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { formatBytes } from "@/lib/format";
import { usePace } from "@/lib/hooks/pace";
import { dialectWords, STATE_WORDS, stepRows, tally } from "../words";

/** The file, its habits, how far it is and how fast, over one bar in which every row has its colour. */
export function FileLine({ upload }: { upload: Upload }) {
  const { word, tone } = STATE_WORDS[upload.state];
  const { done, total } = stepRows(upload);
  const { perSecond, secondsLeft } = usePace(upload.state, done, total);
  const share = total > 0 && done > 0 ? Math.min(1, done / total) : null;
  return (
    <section className="grid gap-2 border-t border-b border-t-rule border-b-hair pt-3 pb-3.5">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <b className="font-semibold break-all">{upload.file_name}</b>
        <span className="text-muted">{[formatBytes(upload.bytes_total), dialectWords(upload)].filter(Boolean).join(" · ")}</span>
        <span className="ms-auto">
          {isAtWork(upload.state) ? (
            <span className="flex flex-wrap items-baseline gap-x-3">
              <Tag tone={tone}>{word}</Tag>
              <Pace share={share} ratePerSecond={perSecond} secondsLeft={secondsLeft} />
            </span>
          ) : (
            <Tag tone={tone}>{word}</Tag>
          )}
        </span>
      </div>
      <Progress label={`${word}: ${upload.file_name}`} parts={tally(upload)} total={Math.max(1, total)} />
    </section>
  );
}
