"use client";

import { useStockAdvice, type Envelope, type StockItem } from "@/lib/api/hooks/insights";

export type Orders = {
  rows: StockItem[];
  listing: Envelope | undefined;
  error: unknown;
  refetch: () => void;
  more: { has: boolean; loading: boolean; load: () => void };
};

/**
 * Orders in the three groups of the page. The API lists by expected loss across all of them, so
 * each group is asked for by itself; a later one waits until the one above it is complete, and
 * rows are only ever added at the end.
 */
export function useOrders(storeId: string, category: string): Orders {
  const now = useStockAdvice(storeId, { kind: "reorder", urgency: "now", category });
  const nowDone = now.data !== undefined && !now.hasNextPage;
  const week = useStockAdvice(storeId, { kind: "reorder", urgency: "this_week", category }, nowDone);
  const weekDone = nowDone && week.data !== undefined && !week.hasNextPage;
  const later = useStockAdvice(storeId, { kind: "reorder", urgency: "later", category, limit: 50 }, weekDone);
  const groups = [now, ...(nowDone ? [week] : []), ...(weekDone ? [later] : [])];
  const open = groups.find((group) => group.hasNextPage);
  return {
    rows: groups.flatMap((group) => group.data?.pages.flatMap((page) => page.items) ?? []),
    listing: now.data?.pages[0],
    error: groups.find((group) => group.error)?.error ?? null,
    refetch: () => groups.forEach((group) => void group.refetch()),
    more: { has: open !== undefined, loading: groups.some((group) => group.isFetching), load: () => void open?.fetchNextPage() },
  };
}
