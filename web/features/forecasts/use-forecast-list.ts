"use client";

import { useMemo } from "react";
import { useForecasts, useFoundProducts, useTrends, type ForecastItem, type ProductHistory } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";
import { useUrlState } from "@/lib/hooks/url-state";
import { DAYS_BACK } from "./demand";

export type ForecastList = {
  rows: ForecastItem[];
  trends: ReadonlyMap<string, ProductHistory>;
  searching: boolean;
  more: { has: boolean; loading: boolean; load: () => void };
};

/** The list as the URL describes it (`?q=`, `?category=`), with the sales of what is loaded. */
export function useForecastList() {
  const { store } = useStore();
  const [q] = useUrlState("q");
  const [category] = useUrlState("category");
  const searching = q.trim().length >= 2;
  const found = useFoundProducts(store.store_id, q);
  const nothing = searching && found.data?.length === 0;
  const query = useForecasts(store.store_id, { category, productIds: searching ? found.data : undefined }, !searching || (found.data?.length ?? 0) > 0);
  const pages = useMemo(() => (nothing ? [] : (query.data?.pages ?? [])), [nothing, query.data]);
  const ids = useMemo(() => pages.map((page) => page.items.flatMap((item) => (item.product_id ? [item.product_id] : []))), [pages]);
  const trends = useTrends(store.store_id, ids, DAYS_BACK);
  const list: ForecastList = {
    rows: pages.flatMap((page) => page.items),
    trends,
    searching,
    more: { has: query.hasNextPage && !nothing, loading: query.isFetchingNextPage || found.isFetching, load: () => void query.fetchNextPage() },
  };
  return { query, list };
}
