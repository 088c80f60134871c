"use client";

import { useRouter } from "next/navigation";
import { Page } from "@/components/frame/page";
import { CsvButton, Table, type Column } from "@/components/table";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { useUploads } from "@/lib/api/hooks/uploads";
import type { Upload } from "@/lib/api/types";
import { formatAgo, formatDays, formatMoney, formatNumber } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { useLastingQuery } from "@/lib/hooks/url-state";
import { DropZone } from "./drop-zone";
import { Transfers, useSend } from "./transfers";
import { STATE_WORDS } from "./words";

export function UploadsPage() {
  const { store } = useStore();
  const { send } = useSend(store.store_id);
  return (
    <Page title="Upload sales" note="From a till, a web shop or a spreadsheet, into the book">
      <div className="grid gap-6">
        <DropZone onFiles={(files) => send(files, { mode: "stage" })} />
        <Transfers storeId={store.store_id} />
        <History storeId={store.store_id} />
      </div>
    </Page>
  );
}

const days = (one: Upload) => (one.first_date && one.last_date ? formatDays(one.first_date, one.last_date) : "");
const money = (one: Upload) => one.totals.map((total) => formatMoney(total.gross_sales_minor + total.returns_minor, total.currency, { whole: true })).join(", ");

const COLUMNS: Column<Upload>[] = [
  { key: "file", head: "File", cell: (one) => <span className="two-lines font-medium" title={one.file_name}>{one.file_name}</span>, value: (one) => one.file_name },
  { key: "state", head: "State", width: "136px", cell: (one) => <StateTag upload={one} />, value: (one) => STATE_WORDS[one.state].word },
  { key: "days", head: "Days in it", width: "216px", cell: days, value: (one) => one.first_date },
  { key: "posted", head: "Rows posted", width: "112px", align: "end", cell: (one) => formatNumber(one.rows_posted), value: (one) => one.rows_posted },
  { key: "rejected", head: "Rejected", width: "88px", align: "end", cell: (one) => formatNumber(one.rows_rejected), value: (one) => one.rows_rejected },
  { key: "money", head: "Sales less returns", width: "148px", align: "end", cell: money, value: money },
  { key: "when", head: "Uploaded", width: "148px", align: "end", cell: (one) => formatAgo(one.received_at), value: (one) => one.received_at },
];

function StateTag({ upload }: { upload: Upload }) {
  const { word, tone } = STATE_WORDS[upload.state];
  return <Tag tone={tone}>{word}</Tag>;
}

function History({ storeId }: { storeId: string }) {
  const router = useRouter();
  const lasting = useLastingQuery();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useUploads(storeId);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const open = (one: Upload) => router.push(`/uploads/view/${lasting}${lasting ? "&" : "?"}id=${one.upload_id}`);
  if (error && !data) return <ErrorState title="The earlier uploads could not be read" error={error} onRetry={() => void refetch()} />;
  return (
    <section>
      <div className="mb-1 flex items-baseline justify-between gap-4">
        <h2>Earlier uploads</h2>
        <span className="text-small">
          <CsvButton file="uploads.csv" columns={COLUMNS} rows={rows} />
        </span>
      </div>
      {!data ? (
        <SkeletonRows rows={5} label="Reading earlier uploads" />
      ) : (
        <Table
          label="Earlier uploads"
          columns={COLUMNS}
          rows={rows}
          rowKey={(one) => one.upload_id}
          onOpen={open}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
          narrow={(one) => <NarrowRow upload={one} />}
          empty={<p className="border-t border-rule py-4 text-muted">None yet. Each file you upload stays listed here with what became of every row, and can be voided as a whole.</p>}
        />
      )}
    </section>
  );
}

function NarrowRow({ upload }: { upload: Upload }) {
  return (
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="two-lines font-medium">{upload.file_name}</p>
        <p className="text-small text-muted">
          {formatNumber(upload.rows_posted)} rows posted{days(upload) && `, ${days(upload)}`}
        </p>
      </div>
      <StateTag upload={upload} />
    </div>
  );
}
