"use client";

import { useMemo } from "react";
import { useForecasts, useTrends } from "@/lib/api/hooks/insights";
import type { Day } from "@/lib/format";
import { yesterdayOf, type Yesterday } from "./outlook";

/** As far back as the trends of the forecast page, so that both pages share the answer. */
const DAYS = 28;

/** The last known day of the products with the most at stake, against what had been predicted. */
export function useYesterday(storeId: string, cutoffDate: Day): Yesterday | null {
  const query = useForecasts(storeId, { category: "" });
  const items = useMemo(() => query.data?.pages[0]?.items ?? [], [query.data]);
  const ids = useMemo(() => [items.flatMap((item) => (item.product_id ? [item.product_id] : []))], [items]);
  const histories = useTrends(storeId, ids, DAYS);
  return useMemo(() => yesterdayOf(items, histories, cutoffDate), [items, histories, cutoffDate]);
}
