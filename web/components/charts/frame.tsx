"use client";

import { useState, type ReactNode } from "react";
import { TextButton } from "@/components/ui/button";

export type ChartTable = { head: string[]; rows: (string | number | null)[][] };

type ChartFrameProps = {
  /** The finding as a sentence: "Saturdays carry the week". Without one, leave the chart out. */
  title: string;
  note?: ReactNode;
  table: ChartTable;
  children: ReactNode;
};

/** Title, the picture, and the same numbers "as table". */
export function ChartFrame({ title, note, table, children }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-baseline justify-between gap-4">
        <span>
          <span className="font-semibold">{title}</span>
          {note && <span className="ms-2 text-small text-muted">{note}</span>}
        </span>
        <TextButton quiet className="shrink-0 text-tiny" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "as chart" : "as table"}
        </TextButton>
      </figcaption>
      {asTable ? <NumbersTable label={title} table={table} /> : children}
    </figure>
  );
}

function NumbersTable({ label, table }: { label: string; table: ChartTable }) {
  return (
    <div className="max-h-[360px] overflow-auto" tabIndex={0} role="region" aria-label={`${label}, as table`}>
      <table className="w-full text-small">
        <thead className="sticky top-0 bg-(--chart-ground,var(--color-ground))">
          <tr>
            {table.head.map((head, index) => (
              <th key={head} scope="col" className={`border-b border-rule py-1.5 pe-3 font-normal text-muted last:pe-0 ${index ? "text-end" : "text-start"}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={`border-b border-hair py-1 pe-3 last:pe-0 ${index ? "nums text-end" : ""}`}>
                  {cell ?? "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
