"use client";

import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Table, type Column } from "@/components/table";
import { formatAmount } from "@/features/insights/amount";
import { useStockAdvice, type Envelope, type StockItem } from "@/lib/api/hooks/insights";
import { formatNumber, type Day } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { useUrlState } from "@/lib/hooks/url-state";
import { runsOut } from "./findings";
import { perDay } from "./order-columns";
import { OrderDrawer } from "./order-drawer";

/** Products that need nothing now, and how long they last. */
export function EnoughTable({ category, today, listing }: { category: string; today: Day; listing: Envelope }) {
  const { store } = useStore();
  const [openId, setOpenId] = useUrlState("id");
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useStockAdvice(store.store_id, { kind: "none", category, limit: 50 });
  if (error && !data) return <ErrorState title="These shelves could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={8} label="Reading the shelves" />;
  const rows = data.pages.flatMap((page) => page.items);
  const columns: Column<StockItem>[] = [
    { key: "name", head: "Product", cell: (item) => <span className="two-lines font-medium" title={item.name}>{item.name}</span>, value: (item) => item.name },
    { key: "shelf", head: "On shelf", width: "96px", align: "end", cell: (item) => formatAmount(item.on_hand ?? 0, item.unit), value: (item) => item.on_hand },
    { key: "onOrder", head: "On order", width: "96px", align: "end", cell: (item) => (item.on_order ? formatAmount(item.on_order, item.unit) : "–"), value: (item) => item.on_order },
    { key: "perDay", head: "Per day", width: "96px", align: "end", cell: (item) => formatAmount(perDay(item) ?? 0, item.unit), value: perDay },
    { key: "cover", head: "Lasts", width: "112px", align: "end", cell: lasts, value: (item) => item.days_of_cover },
    { key: "out", head: "Likeliest", width: "136px", align: "end", cell: (item) => <span className="text-muted">{runsOut(item, today)}</span> },
  ];
  return (
    <>
      <Table
        label="Shelves that need nothing"
        columns={columns}
        rows={rows}
        rowKey={(item) => item.product_id}
        onOpen={(item) => setOpenId(item.product_id)}
        currentKey={openId}
        more={{ has: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
        narrow={(item) => (
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <p className="two-lines font-medium">{item.name}</p>
              <p className="text-tiny text-muted">
                {formatAmount(item.on_hand ?? 0, item.unit)} on shelf, {runsOut(item, today)}
              </p>
            </div>
            <p className="shrink-0 text-small">{lasts(item)}</p>
          </div>
        )}
        empty={<p className="max-w-[56ch] py-6 text-muted">No shelf is known to hold enough. Once shelves are counted, the ones that need nothing stand here.</p>}
      />
      <OrderDrawer item={rows.find((row) => row.product_id === openId) ?? null} today={today} listing={listing} onClose={() => setOpenId(null)} />
    </>
  );
}

const lasts = (item: StockItem) => (item.days_of_cover === null ? "not selling" : `${formatNumber(Math.round(item.days_of_cover))} days`);
