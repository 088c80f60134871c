"use client";

import { useState } from "react";
import { Table, type Column } from "@/components/table";
import { StartRun } from "@/features/insights/fitting";
import { formatAmount } from "@/features/insights/amount";
import { capital, countOf } from "@/features/insights/words";
import type { StockItem } from "@/lib/api/hooks/insights";
import { formatMoney } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { CountEntry } from "./count-entry";
import { perDay } from "./order-columns";
import type { Orders } from "./use-orders";

const bookSays = (item: StockItem) => (item.on_hand === null ? "never counted" : `${formatAmount(item.on_hand, item.unit)}, which cannot be`);
const sells = (item: StockItem) => formatAmount(perDay(item) ?? 0, item.unit);
const stake = (item: StockItem) => (item.at_stake_minor > 0 ? formatMoney(item.at_stake_minor, item.currency, { whole: true }) : "–");

/** Shelves nobody knows the stock of: count them here, the most money at stake first. */
export function CountsTable({ rows, more }: { rows: StockItem[]; more: Orders["more"] }) {
  const { store } = useStore();
  const allowed = usePermission("stock.count");
  const [counted, setCounted] = useState<ReadonlyMap<string, number>>(new Map());
  const entry = (item: StockItem) =>
    allowed && (
      <CountEntry
        item={item}
        counted={counted.get(item.product_id)}
        onCounted={(value) => {
          const next = new Map(counted);
          if (value === null) next.delete(item.product_id);
          else next.set(item.product_id, value);
          setCounted(next);
        }}
      />
    );
  const columns: Column<StockItem>[] = [
    { key: "name", head: "Product", cell: (item) => <span className="two-lines font-medium" title={item.name}>{item.name}</span>, value: (item) => item.name },
    { key: "sku", head: "Code", width: "112px", cell: (item) => <code className="font-mono text-tiny text-muted">{item.sku}</code>, value: (item) => item.sku },
    { key: "book", head: "The book says", width: "184px", cell: (item) => <span className="text-muted">{bookSays(item)}</span>, value: bookSays },
    { key: "perDay", head: "Sells a day", width: "96px", align: "end", cell: sells, value: perDay },
    { key: "stake", head: "At stake", width: "96px", align: "end", cell: (item) => <span className="font-medium">{stake(item)}</span>, value: (item) => item.at_stake_minor },
    { key: "count", head: "On the shelf", width: "224px", align: "end", cell: entry },
  ];
  return (
    <>
      {counted.size > 0 && (
        <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-hair py-2.5">
          <span>
            <b className="font-medium">{capital(countOf(counted.size, "shelf", "shelves"))} counted.</b> <span className="text-muted">The orders follow with the next forecast, tonight.</span>
          </span>
          <StartRun storeId={store.store_id} label="Work them out now" />
        </div>
      )}
      <Table
        label="Shelves to count"
        columns={columns}
        rows={rows}
        rowKey={(item) => item.product_id}
        more={more}
        narrow={(item) => (
          <div className="grid gap-2">
            <div>
              <p className="two-lines font-medium">{item.name}</p>
              <p className="text-tiny text-muted">
                {bookSays(item)}, sells {sells(item)} a day, {stake(item)} at stake
              </p>
            </div>
            {entry(item)}
          </div>
        )}
        empty={<p className="max-w-[56ch] py-6 text-muted">Every shelf that sells was counted, and the book agrees with what can be. Products stand here when nobody knows how many there are.</p>}
      />
    </>
  );
}
