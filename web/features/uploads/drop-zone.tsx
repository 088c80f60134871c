"use client";

import { Upload as Arrow } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { Button } from "@/components/ui/button";
import { classes } from "@/lib/words";

type DropZoneProps = { onFiles: (files: File[]) => void; tall?: boolean };

const ACCEPT = ".csv,.tsv,.txt,.xlsx,.parquet,.gz,text/csv";

/** Drop or choose; the whole area takes a drop, one button takes the keyboard. */
export function DropZone({ onFiles, tall }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    setOver(isOver);
  };
  const take = (files: FileList | null) => {
    const chosen = [...(files ?? [])];
    if (chosen.length > 0) onFiles(chosen);
  };
  return (
    <div
      onDragEnter={(event) => drag(event, true)}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer.files);
      }}
      className={classes(
        "flex flex-wrap items-center gap-x-5 gap-y-3 rounded-panel border border-dashed px-6 transition-colors duration-120 max-md:px-4",
        tall ? "min-h-44 py-8" : "min-h-24 py-5",
        over ? "border-brand bg-brand-wash" : "border-rule",
      )}
    >
      <Arrow className="size-6 shrink-0 text-muted" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 flex-1 max-md:basis-4/5">
        <p className="text-lead font-medium">{over ? "Let go to read it" : "Drop a sales file here"}</p>
        <p className="text-small text-muted">CSV, XLSX or Parquet, up to 200 MB, as your till or web shop exports it. Nothing is posted before you have seen it.</p>
      </div>
      <Button kind="main" className="max-md:w-full" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        multiple
        hidden
        data-testid="file"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
    </div>
  );
}
