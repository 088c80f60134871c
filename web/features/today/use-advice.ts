"use client";

import { useUndecided } from "@/features/insights/use-decide";
import { usePriceAdvice, useSegments, useStockAdvice, type PriceItem, type StockItem } from "@/lib/api/hooks/insights";

const itemsOf = <T,>(data: { pages: { items: T[] }[] } | undefined): T[] => data?.pages.flatMap((page) => page.items) ?? [];

/** What the pages of advice would say, as far as the day needs it. Ready once the orders are known. */
export function useAdvice(storeId: string) {
  const now = useStockAdvice(storeId, { kind: "reorder", urgency: "now" });
  const week = useStockAdvice(storeId, { kind: "reorder", urgency: "this_week", limit: 50 });
  const counts = useStockAdvice(storeId, { kind: "count_first", limit: 50 });
  const prices = usePriceAdvice(storeId, { status: "suggested" });
  const segments = useSegments(storeId);
  const orders = useUndecided<StockItem>([...itemsOf(now.data), ...itemsOf(week.data)]);
  const all = [now, week, counts, prices, segments];
  return {
    ready: now.data !== undefined && week.data !== undefined && counts.data !== undefined && !prices.isPending && !segments.isPending,
    orders,
    ordersMore: now.hasNextPage,
    pricesMore: prices.hasNextPage,
    counts: itemsOf<StockItem>(counts.data),
    countsMore: counts.hasNextPage,
    prices: useUndecided<PriceItem>(itemsOf(prices.data)),
    segments: segments.data?.items ?? [],
    error: all.find((query) => query.error)?.error ?? null,
    refetch: () => all.forEach((query) => void query.refetch()),
  };
}
