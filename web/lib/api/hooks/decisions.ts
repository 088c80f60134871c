"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Schema } from "../api";
import { keys } from "../keys";

export type DecisionIn = Schema<"DecisionIn">;

export const sendDecision = (recommendationId: string, body: DecisionIn) =>
  api.post("/recommendations/{recommendation_id}/decision", { path: { recommendation_id: recommendationId }, body });

/** Writes the suggested price from now on, under the name of who is signed in. */
export function useAcceptPrice(storeId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (recommendationId: string) => api.post("/pricing-suggestions/{recommendation_id}/accept", { path: { recommendation_id: recommendationId } }),
    onSettled: () => Promise.all([cache.invalidateQueries({ queryKey: keys.priceAdvice.all(storeId) }), cache.invalidateQueries({ queryKey: keys.products.all(storeId) })]),
  });
}

export type Count = { countId: string; itemId: string; counted: number; countedAt: string };

/** Posts what was found on the shelf; the id is made once by the page, so sending again changes nothing. */
export function usePostCount(storeId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ countId, itemId, counted, countedAt }: Count) =>
      api.put("/counts/{count_id}", { path: { count_id: countId }, body: { store_id: storeId, counted_at: countedAt, lines: [{ item_id: itemId, counted }], reason: "" } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.stock.all(storeId) }),
  });
}
