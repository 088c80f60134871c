"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { useUploadAction, useUploadPreview } from "@/lib/api/hooks/uploads";
import { plainProblem } from "@/lib/api/problems";
import type { Upload, UploadPreview } from "@/lib/api/types";
import { plural } from "@/lib/words";
import { FIELD_WORDS, fieldWord } from "../words";
import { LEFT_OUT, mappingAnswers } from "./mapping";

type PreviewColumn = UploadPreview["columns"][number];

/** Each column of the file: what it became, its first values, and what we made sure of. */
export function ColumnsTable({ upload, storeId }: { upload: Upload; storeId: string }) {
  const { data, error, refetch, isPending } = useUploadPreview(storeId, upload);
  const [changes, setChanges] = useState<Record<number, string>>({});
  const action = useUploadAction(storeId, upload.upload_id);
  const editable = upload.state === "staged" || upload.state === "needs_answer";
  if (error && !data) return <ErrorState title="The columns could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return isPending ? <SkeletonRows rows={8} label="Looking at the columns" /> : null;
  return (
    <section className="min-w-0">
      <h2>{headline(data.columns)}</h2>
      <div className="max-md:-mx-4 max-md:overflow-x-auto max-md:px-4">
        <table className="mt-0.5 w-full text-small max-md:min-w-[560px]">
          <thead>
            <tr className="text-tiny text-muted">
              {["In the file", "In Aisle", "First values", "Check"].map((head) => (
                <th key={head} scope="col" className="border-b border-rule py-2 pe-3 text-start font-normal last:pe-0">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.columns.map((column, index) => (
              <ColumnRow key={`${column.header}${index}`} column={column} chosen={changes[index] ?? column.field ?? LEFT_OUT} onChoose={editable ? (field) => setChanges({ ...changes, [index]: field }) : undefined} />
            ))}
          </tbody>
        </table>
      </div>
      {Object.keys(changes).length > 0 && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button busy={action.isPending && "Reading again"} onClick={() => action.mutate({ verb: "answers", answers: mappingAnswers(data.columns, changes) }, { onSuccess: () => setChanges({}) })}>
            Read it again like this
          </Button>
          <Button kind="bare" onClick={() => setChanges({})}>
            Undo
          </Button>
          {action.error && (
            <p role="alert" className="text-danger">
              {plainProblem(action.error).text}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

const FIELD_OPTIONS = [{ value: LEFT_OUT, label: "left out" }, ...Object.entries(FIELD_WORDS).map(([value, label]) => ({ value, label }))];

function ColumnRow({ column, chosen, onChoose }: { column: PreviewColumn; chosen: string; onChoose?: (field: string) => void }) {
  const used = chosen !== LEFT_OUT;
  return (
    <tr className={used ? "" : "text-faint"}>
      <th scope="row" className="max-w-40 truncate border-b border-hair py-2 pe-3 text-start font-medium" title={column.header}>
        {column.header || "no name"}
      </th>
      <td className={`border-b border-hair pe-3 whitespace-nowrap ${used ? "font-medium" : ""}`}>
        <span className="me-2 text-faint" aria-hidden>
          →
        </span>
        {onChoose ? <Select look="bare" label={`${column.header} is`} value={chosen} options={FIELD_OPTIONS} onChange={onChoose} /> : used ? fieldWord(chosen) : "left out"}
      </td>
      <td className="nums max-w-72 truncate border-b border-hair pe-3 text-muted" title={column.first_values.join(" · ")}>
        {column.first_values.slice(0, 3).map((value) => value || "–").join(" · ")}
      </td>
      <td className="border-b border-hair text-muted">{column.note}</td>
    </tr>
  );
}

function headline(columns: PreviewColumn[]): string {
  const used = columns.filter((column) => column.field !== null).length;
  const left = columns.length - used;
  const rest = left > 0 ? `, ${left} left out` : "";
  return `${columns.length} ${plural(columns.length, "column")}: ${used} understood${rest}`;
}
