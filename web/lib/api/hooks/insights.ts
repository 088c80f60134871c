"use client";

import { keepPreviousData, queryOptions, useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { usePolling, useTopic } from "@/lib/live/provider";
import { api, type Schema } from "../api";
import { INSIGHT_RESOURCES, keys } from "../keys";

export type ForecastItem = Schema<"ForecastItem">;
export type ForecastDay = Schema<"Period">;
export type StockItem = Schema<"InventoryItem">;
export type PriceItem = Schema<"PricingItem">;
export type Segment = Schema<"SegmentItem">;
export type Member = Schema<"MemberItem">;
export type Why = Schema<"WhyOut">;
export type Accuracy = Schema<"Accuracy">;
export type Run = Schema<"RunOut">;
export type ProductHistory = Schema<"ProductHistory">;
export type DaySummary = Schema<"DaySummary">;

/** What every read of insights answers around its items. */
export type Envelope = Pick<Schema<"Listing_ForecastItem_">, "state" | "as_of" | "cutoff_date" | "run_id" | "notes">;
export type Urgency = StockItem["urgency"];
export type StockKind = StockItem["kind"];
export type PriceStatus = PriceItem["status"];

export const BANDS = "0.1,0.25,0.5,0.75,0.9";
/** As many products as one history answer takes, so a page of the list and its trends are two calls. */
export const FORECAST_PAGE = 20;
/** As many products as a forecast can be narrowed to. */
const FOUND_MAX = 100;
const RUN_POLL_MS = 2_000;
const RUN_POLL_LIVE_MS = 10_000;

const first = null as string | null;
const nextOf = (page: { next_after: string | null }) => page.next_after;

/** The forecast of the whole shop, day by day; one item. */
export function useStoreForecast(storeId: string) {
  const query = { store_id: storeId, level: "store", horizon_days: 28, quantiles: BANDS } as const;
  return useQuery({ queryKey: keys.forecasts.list(storeId, query), queryFn: ({ signal }) => api.get("/forecast", { query, signal }) });
}

/** Products by money at stake; `productIds` narrows to what a search found. */
export function useForecasts(storeId: string, filter: { category?: string; productIds?: string[] }, enabled = true) {
  const query = { store_id: storeId, level: "product", category: filter.category || undefined, product_id: filter.productIds, quantiles: BANDS, limit: FORECAST_PAGE } as const;
  return useInfiniteQuery({
    queryKey: keys.forecasts.list(storeId, query),
    queryFn: ({ pageParam, signal }) => api.get("/forecast", { query: { ...query, after: pageParam }, signal }),
    initialPageParam: first,
    getNextPageParam: nextOf,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Which products a search means; null while nothing is searched for. */
export function useFoundProducts(storeId: string, words: string) {
  const q = words.trim();
  return useQuery({
    queryKey: keys.products.list(storeId, { q, limit: FOUND_MAX }),
    queryFn: ({ signal }) => api.get("/products", { query: { store_id: storeId, q, limit: FOUND_MAX }, signal }),
    select: (page) => page.items.map((product) => product.product_id),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
}

/** Sales histories of several pages of products, one call a page, as one map by product. */
export function useTrends(storeId: string, pages: string[][], days: number): ReadonlyMap<string, ProductHistory> {
  return useQueries({
    queries: pages.filter((ids) => ids.length > 0).map((ids) => historyQuery(storeId, ids, days)),
    combine: mapOfHistories,
  });
}

const mapOfHistories = (answers: { data?: Schema<"ProductHistories"> }[]) =>
  new Map(answers.flatMap((answer) => answer.data?.items ?? []).map((history) => [history.product_id, history]));

/** One product; the answer is a listing of one, so its state comes along. */
export function useForecast(storeId: string, productId: string) {
  const query = { store_id: storeId, product_id: [productId], quantiles: BANDS };
  return useQuery({ queryKey: keys.forecasts.one(storeId, productId), queryFn: ({ signal }) => api.get("/forecast", { query, signal }), enabled: productId !== "" });
}

/** Names of the categories, the one with the most at stake first. */
export function useCategories(storeId: string) {
  const query = { store_id: storeId, level: "category", horizon_days: 1, quantiles: "0.5", limit: 200 } as const;
  return useQuery({
    queryKey: keys.forecasts.list(storeId, query),
    queryFn: ({ signal }) => api.get("/forecast", { query, signal }),
    select: (listing) => listing.items.flatMap((item) => (item.category ? [item.category] : [])),
    staleTime: 10 * 60_000,
  });
}

/** What products sold and what had been predicted; at most 20 at a time. */
export function useProductHistory(storeId: string, productIds: string[], days: number) {
  return useQuery({ ...historyQuery(storeId, productIds, days), enabled: productIds.length > 0 });
}

function historyQuery(storeId: string, productIds: string[], days: number) {
  const query = { store_id: storeId, product_id: productIds, days };
  return queryOptions({
    queryKey: keys.productHistory.list(storeId, query),
    queryFn: ({ signal }) => api.get("/product-history", { query, signal }),
    staleTime: 5 * 60_000,
  });
}

export function useSalesSummary(storeId: string, span: { from: string; to: string } | null) {
  const query = { store_id: storeId, from_date: span?.from ?? "", to_date: span?.to ?? "" };
  return useQuery({ queryKey: keys.salesSummary.list(storeId, query), queryFn: ({ signal }) => api.get("/sales-summary", { query, signal }), enabled: span !== null });
}

type StockFilter = { kind?: StockKind; urgency?: Urgency; category?: string; limit?: number };

/** Reorder advice, the largest expected loss first. */
export function useStockAdvice(storeId: string, { limit = 100, ...filter }: StockFilter, enabled = true) {
  const query = { store_id: storeId, ...filter, category: filter.category || undefined, limit };
  return useInfiniteQuery({
    queryKey: keys.stockAdvice.list(storeId, query),
    queryFn: ({ pageParam, signal }) => api.get("/inventory-recommendations", { query: { ...query, after: pageParam }, signal }),
    initialPageParam: first,
    getNextPageParam: nextOf,
    enabled,
  });
}

/** Advice on one product. */
export function useProductStock(storeId: string, productId: string) {
  const query = { store_id: storeId, product_id: [productId] };
  return useQuery({
    queryKey: keys.stockAdvice.one(storeId, productId),
    queryFn: ({ signal }) => api.get("/inventory-recommendations", { query, signal }),
    select: (listing) => listing.items[0] ?? null,
    enabled: productId !== "",
  });
}

export function usePriceAdvice(storeId: string, filter: { status: PriceStatus; category?: string; limit?: number }) {
  const query = { store_id: storeId, status: filter.status, category: filter.category || undefined, limit: filter.limit ?? 50 };
  return useInfiniteQuery({
    queryKey: keys.priceAdvice.list(storeId, query),
    queryFn: ({ pageParam, signal }) => api.get("/pricing-suggestions", { query: { ...query, after: pageParam }, signal }),
    initialPageParam: first,
    getNextPageParam: nextOf,
  });
}

export function useSegments(storeId: string) {
  const query = { store_id: storeId, limit: 50 };
  return useQuery({ queryKey: keys.segments.list(storeId, query), queryFn: ({ signal }) => api.get("/customer-segments", { query, signal }) });
}

/** Asked only when a person opens the list: every look is written to the journal. */
export function useSegmentMembers(storeId: string, segment: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: keys.segments.part(storeId, segment, "members"),
    queryFn: ({ pageParam, signal }) => api.get("/customer-segments/{segment}/customers", { path: { segment }, query: { store_id: storeId, limit: 50, after: pageParam }, signal }),
    initialPageParam: first,
    getNextPageParam: nextOf,
    enabled,
    staleTime: 10 * 60_000,
  });
}

/** The newest fit of a shop, followed while it works. */
export function useLatestRun(storeId: string, follow: boolean) {
  const everyMs = usePolling(RUN_POLL_MS) || RUN_POLL_LIVE_MS;
  return useQuery({
    queryKey: keys.insightRuns.list(storeId),
    queryFn: ({ signal }) => api.get("/insight-runs", { query: { store_id: storeId }, signal }),
    select: (runs) => runs.items[0] ?? null,
    enabled: follow,
    refetchInterval: everyMs,
  });
}

export const isRunning = (run: Run | null | undefined) => run?.state === "waiting" || run?.state === "running";

export function useStartRun(storeId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/insight-runs", { body: { store_id: storeId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.insightRuns.all(storeId) }),
  });
}

/**
 * A finished fit makes what is shown old; a step of a fit only moves its bar. The shown run is
 * compared and not the message, so a fit that ended while the line was down is noticed as well.
 */
export function useInsightsLive(storeId: string): void {
  const cache = useQueryClient();
  const seen = useRef<string | null | undefined>(undefined);
  useTopic(`insights:${storeId}`, (state, { key }) => {
    const shown = (state.shown as { run_id: string } | null | undefined)?.run_id ?? null;
    if (seen.current !== undefined && seen.current !== shown) void dropInsights(cache, storeId);
    else if (key === "run") void cache.invalidateQueries({ queryKey: keys.insightRuns.all(storeId) });
    seen.current = shown;
  });
}

export function dropInsights(cache: QueryClient, storeId: string): Promise<unknown> {
  return Promise.all(INSIGHT_RESOURCES.map((resource) => cache.invalidateQueries({ queryKey: [resource, storeId] })));
}
