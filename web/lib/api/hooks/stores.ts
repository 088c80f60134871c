"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import { keys } from "../keys";
import type { StoreIn } from "../types";

/** The shops this person may see; names, zones and currencies of all pages come from here. */
export function useStores() {
  return useQuery({ queryKey: keys.stores(), queryFn: ({ signal }) => api.get("/stores", { signal }), staleTime: 5 * 60_000 });
}

export function useSaveStore() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ storeId, body }: { storeId: string; body: StoreIn }) => api.put("/stores/{store_id}", { path: { store_id: storeId }, body }),
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: keys.stores() }), cache.invalidateQueries({ queryKey: keys.me() })]),
  });
}
