"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { keys } from "../keys";

/** Products whose name or code holds the words; nothing is asked for fewer than two letters. */
export function useProductSearch(storeId: string, words: string) {
  const q = words.trim();
  return useQuery({
    queryKey: keys.products.list(storeId, { q, limit: 8 }),
    queryFn: ({ signal }) => api.get("/products", { query: { store_id: storeId, q, limit: 8 }, signal }),
    enabled: q.length >= 2 && storeId !== "",
    placeholderData: (before) => before,
  });
}

export function useProducts(storeId: string, filter: { q?: string; category?: string } = {}) {
  return useInfiniteQuery({
    queryKey: keys.products.list(storeId, filter),
    queryFn: ({ pageParam, signal }) => api.get("/products", { query: { store_id: storeId, ...filter, limit: 100, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_after,
    enabled: storeId !== "",
  });
}
