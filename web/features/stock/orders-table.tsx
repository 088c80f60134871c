"use client";

import { useMemo, useState } from "react";
import { DepletionLegend } from "@/components/charts";
import { Table, type Sort } from "@/components/table";
import { formatAmount } from "@/features/insights/amount";
import { dueWords } from "@/features/insights/words";
import type { Envelope, StockItem } from "@/lib/api/hooks/insights";
import { formatMoney, type Day } from "@/lib/format";
import { useUrlState } from "@/lib/hooks/url-state";
import { groupName, groupStake, runsOut } from "./findings";
import { orderColumns, Shelf } from "./order-columns";
import { OrderDrawer } from "./order-drawer";
import { SelectedBar } from "./selected-bar";
import type { Orders } from "./use-orders";

type OrdersTableProps = { rows: StockItem[]; more: Orders["more"]; today: Day; listing: Envelope };

export function OrdersTable({ rows, more, today, listing }: OrdersTableProps) {
  const [openId, setOpenId] = useUrlState("id");
  const [sort, setSort] = useSortInUrl();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const open = rows.find((row) => row.product_id === openId) ?? null;
  const columns = useMemo(() => orderColumns(today, open !== null), [today, open]);
  return (
    <>
      <Table
        label="Orders"
        columns={columns}
        rows={rows}
        rowKey={(item) => item.product_id}
        onOpen={(item) => setOpenId(item.product_id === openId ? null : item.product_id)}
        currentKey={openId}
        selection={{ keys: chosen, onChange: setChosen, label: (key) => `Select ${rows.find((row) => row.product_id === key)?.name ?? ""}` }}
        sort={sort}
        onSort={setSort}
        more={more}
        group={sort ? undefined : (item) => ({ key: item.urgency, head: <GroupHead rows={rows} item={item} /> })}
        narrow={(item) => <NarrowRow item={item} today={today} />}
        empty={<p className="max-w-[56ch] py-6 text-muted">No order is worth sending now. As soon as a shelf would run empty before its next delivery, it stands here with what to order and by when.</p>}
      />
      {rows.length > 0 && <DepletionLegend />}
      <SelectedBar rows={rows.filter((row) => chosen.has(row.product_id))} onClear={() => setChosen(new Set())} />
      <OrderDrawer item={open} today={today} listing={listing} onClose={() => setOpenId(null)} />
    </>
  );
}

function GroupHead({ rows, item }: { rows: StockItem[]; item: StockItem }) {
  const own = rows.filter((row) => row.urgency === item.urgency);
  return (
    <span className="flex items-baseline justify-between gap-4">
      {groupName(item.urgency)}
      <span className="font-normal text-muted">{groupStake(own, item.currency)}</span>
    </span>
  );
}

/** On a phone a row is two lines and its shelf; deciding happens in the sheet that a tap opens. */
function NarrowRow({ item, today }: { item: StockItem; today: Day }) {
  const stake = item.at_stake_minor > 0 ? `, ${formatMoney(item.at_stake_minor, item.currency, { whole: true })} at stake` : "";
  return (
    <div>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="two-lines font-medium">{item.name}</p>
          <p className="text-tiny text-muted">
            {formatAmount(item.on_hand ?? 0, item.unit)} on shelf, {runsOut(item, today)}
            {stake}
          </p>
        </div>
        <div className="shrink-0 text-end">
          <p className="nums font-semibold">{formatAmount(item.suggested_quantity, item.unit)}</p>
          <p className={`text-tiny ${item.urgency === "now" ? "text-attention" : "text-muted"}`}>{byWords(item, today)}</p>
        </div>
      </div>
      <Shelf item={item} today={today} height={28} />
    </div>
  );
}

/** "today", "by Mon 7 Dec" */
function byWords({ order_by_date: day }: StockItem, today: Day): string {
  const due = day ? dueWords(day, today) : "";
  return due === "" || due === "today" ? due : `by ${due}`;
}

/** "?sort=stake.down"; without it the order is the API's, by urgency and then by expected loss. */
function useSortInUrl(): [Sort | null, (sort: Sort | null) => void] {
  const [text, setText] = useUrlState("sort");
  const [key = "", direction] = text.split(".");
  const sort: Sort | null = key && (direction === "up" || direction === "down") ? { key, direction } : null;
  return [sort, (next) => setText(next ? `${next.key}.${next.direction}` : null)];
}
