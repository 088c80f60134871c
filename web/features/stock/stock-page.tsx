"use client";

import { useMemo } from "react";
import { Page } from "@/components/frame/page";
import { CsvButton } from "@/components/table";
import { SkeletonRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { CategoryPick } from "@/features/insights/category-pick";
import { ListingGate, ListingNotes } from "@/features/insights/listing-gate";
import { useUndecided } from "@/features/insights/use-decide";
import { adviceDay } from "@/features/insights/words";
import { useInsightsLive, useStockAdvice, type Envelope, type StockItem } from "@/lib/api/hooks/insights";
import { todayIn } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { useUrlState } from "@/lib/hooks/url-state";
import { CountsTable } from "./counts-table";
import { EnoughTable } from "./enough-table";
import { stockFinding } from "./findings";
import { csvColumns } from "./order-columns";
import { OrdersTable } from "./orders-table";
import { useOrders, type Orders } from "./use-orders";

export function StockPage() {
  const { store } = useStore();
  const [category] = useUrlState("category");
  useInsightsLive(store.store_id);
  const orders = useOrders(store.store_id, category);
  const counts = useStockAdvice(store.store_id, { kind: "count_first", category, limit: 50 });
  const countRows = useMemo(() => counts.data?.pages.flatMap((page) => page.items) ?? [], [counts.data]);
  const countMore = { has: counts.hasNextPage, loading: counts.isFetchingNextPage, load: () => void counts.fetchNextPage() };
  const ready = counts.data !== undefined ? orders.listing : undefined;
  return (
    <ListingGate
      page="Stock"
      what="The stock advice"
      promise="Then this page says what to order, how much and by when, with the shelf of each product as a bar."
      query={{ data: ready, error: orders.error ?? counts.error, refetch: () => (orders.refetch(), void counts.refetch()) }}
      skeleton={<SkeletonRows rows={12} label="Reading the stock advice" />}
      hasItems={orders.rows.length + countRows.length > 0}
    >
      {(listing) => <Shelves listing={listing} orders={orders} countRows={countRows} countMore={countMore} />}
    </ListingGate>
  );
}

type ShelvesProps = { listing: Envelope; orders: Orders; countRows: StockItem[]; countMore: Orders["more"] };

function Shelves({ listing, orders, countRows, countMore }: ShelvesProps) {
  const { store } = useStore();
  const [category, setCategory] = useUrlState("category");
  const rows = useUndecided(orders.rows);
  const first = rows.length === 0 && countRows.length > 0 ? "count" : "order";
  const [tab, setTab] = useUrlState("tab", first);
  const today = adviceDay([...orders.rows, ...countRows], listing.cutoff_date, todayIn(store.time_zone));
  const { title, note } = stockFinding(rows, orders.more.has, { known: countRows.length, more: countMore.has }, store.currency);
  const tabs = [
    { value: "order", label: "Order", count: orders.more.has ? null : rows.length },
    { value: "count", label: "Count first", count: countMore.has ? null : countRows.length },
    { value: "enough", label: "Enough" },
  ];
  const tools = (
    <>
      <CategoryPick value={category} onChange={setCategory} />
      {tab === "order" && <CsvButton file="orders.csv" columns={csvColumns(today)} rows={rows} />}
    </>
  );
  return (
    <Page title={title} note={note}>
      <ListingNotes listing={listing} />
      <Tabs label="What to do" value={tab} onChange={setTab} tabs={tabs} end={tools}>
        {tab === "order" && <OrdersTable rows={rows} more={orders.more} today={today} listing={listing} />}
        {tab === "count" && <CountsTable rows={countRows} more={countMore} />}
        {tab === "enough" && <EnoughTable category={category} today={today} listing={listing} />}
      </Tabs>
    </Page>
  );
}
