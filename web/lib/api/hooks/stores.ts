"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../client";
import { keys } from "../keys";
import type { Page, Store, StoreIn } from "../types";

/** The shops this person may see; names, zones and currencies of all pages come from here. */
export function useStores() {
  return useQuery({ queryKey: keys.stores(), queryFn: ({ signal }) => call<Page<Store>>("GET", "/stores", { signal }), staleTime: 5 * 60_000 });
}

export function useSaveStore() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ storeId, body }: { storeId: string; body: StoreIn }) => call<Store>("PUT", `/stores/${storeId}`, { body }),
    onSuccess: () => Promise.all([cache.invalidateQueries({ queryKey: keys.stores() }), cache.invalidateQueries({ queryKey: keys.me() })]),
  });
}
