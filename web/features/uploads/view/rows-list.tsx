"use client";

import { useState } from "react";
import { Table, type Column } from "@/components/table";
import { TextButton } from "@/components/ui/button";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Tabs, type Tab } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";
import { downloadUploadRows, useUploadRows } from "@/lib/api/hooks/uploads";
import { plainProblem } from "@/lib/api/problems";
import type { RowOutcome, Upload, UploadRow } from "@/lib/api/types";
import { saveFile } from "@/lib/csv";
import { formatNumber } from "@/lib/format";
import { useUrlState } from "@/lib/hooks/url-state";
import { fieldWord } from "../words";

const COLUMNS: Column<UploadRow>[] = [
  { key: "row", head: "Row", width: "84px", cell: (one) => <span className="nums">{formatNumber(one.row)}</span>, value: (one) => one.row },
  { key: "column", head: "Column", width: "148px", cell: (one) => (one.column ? fieldWord(one.column) : "–"), value: (one) => one.column },
  { key: "value", head: "Value", width: "200px", cell: (one) => <code className="font-mono text-tiny break-all">{one.value ?? "–"}</code>, value: (one) => one.value },
  { key: "why", head: "Why", cell: (one) => one.message, value: (one) => one.message },
  { key: "hint", head: "What to do", cell: (one) => <span className="text-muted">{one.hint}</span>, value: (one) => one.hint },
];

/** The rows that did not become sales, each with its reason and what to do about it. */
export function RowsList({ upload, storeId }: { upload: Upload; storeId: string }) {
  const tabs = outcomeTabs(upload);
  const [chosen, choose] = useUrlState("outcome", tabs[0]?.value ?? "rejected");
  const outcome = (tabs.find((tab) => tab.value === chosen)?.value ?? tabs[0]?.value ?? "rejected") as RowOutcome;
  if (tabs.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="mb-1">Rows that did not become sales</h2>
      <Tabs label="Outcome" value={outcome} onChange={choose} tabs={tabs} end={<SaveRows upload={upload} outcome={outcome} />}>
        <Rows upload={upload} storeId={storeId} outcome={outcome} />
      </Tabs>
    </section>
  );
}

function outcomeTabs(upload: Upload): Tab[] {
  const all = [
    { value: "rejected", label: "Rejected", count: upload.rows_rejected },
    { value: "set_aside", label: "Set aside", count: upload.rows_set_aside },
    { value: "duplicate", label: "Duplicate", count: upload.rows_duplicate },
  ];
  return all.filter((tab) => tab.count > 0);
}

function Rows({ upload, storeId, outcome }: { upload: Upload; storeId: string; outcome: RowOutcome }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useUploadRows(storeId, upload.upload_id, outcome, true);
  if (error && !data) return <ErrorState title="The rows could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={6} label="Reading the rows" />;
  return (
    <Table
      label="Rows"
      columns={COLUMNS}
      rows={data.pages.flatMap((page) => page.items)}
      rowKey={(one) => `${one.row}`}
      more={{ has: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
      narrow={(one) => <NarrowRow row={one} />}
      empty={<p className="py-4 text-muted">The rows themselves were deleted 30 days after the upload; their number stays.</p>}
    />
  );
}

function NarrowRow({ row }: { row: UploadRow }) {
  return (
    <div>
      <p>
        <span className="nums me-2 text-muted">{formatNumber(row.row)}</span>
        <span className="font-medium">{row.message}</span>
      </p>
      <p className="text-small text-muted">
        {row.column && `${fieldWord(row.column)}: `}
        {row.value && <code className="font-mono text-tiny break-all">{row.value}</code>} {row.hint}
      </p>
    </div>
  );
}

function SaveRows({ upload, outcome }: { upload: Upload; outcome: RowOutcome }) {
  const [busy, setBusy] = useState(false);
  const toast = useToast();
  const save = async () => {
    setBusy(true);
    try {
      saveFile(`${upload.file_name}-${outcome}.csv`, await downloadUploadRows(upload.upload_id, outcome));
    } catch (error) {
      toast({ text: plainProblem(error).text, tone: "danger" });
    }
    setBusy(false);
  };
  return (
    <TextButton quiet disabled={busy} onClick={() => void save()}>
      {busy ? "Saving" : "CSV of all"}
    </TextButton>
  );
}
