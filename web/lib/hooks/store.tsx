"use client";

import { useSearchParams } from "next/navigation";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { useStores } from "@/lib/api/hooks/stores";
import type { Store } from "@/lib/api/types";

const REMEMBERED = "aisle.store";
const StoreContext = createContext<{ store: Store; stores: Store[] } | null>(null);

/**
 * The shop all pages speak of: the one in the URL, else the last one chosen here, else the first.
 * Children render only once it is known, so pages need no "no shop yet" branch.
 */
export function StoreProvider({ children, waiting, failed }: { children: ReactNode; waiting: ReactNode; failed: (error: unknown, retry: () => void) => ReactNode }) {
  const { data, error, refetch } = useStores();
  const inUrl = useSearchParams().get("store");
  const stores = data?.items ?? [];
  const wanted = inUrl ?? (typeof window === "undefined" ? null : window.localStorage.getItem(REMEMBERED));
  const store = stores.find((one) => one.store_id === wanted) ?? stores[0];
  useEffect(() => {
    if (store) window.localStorage.setItem(REMEMBERED, store.store_id);
  }, [store]);
  if (error && !data) return failed(error, () => void refetch());
  if (!store) return waiting;
  return <StoreContext value={{ store, stores }}>{children}</StoreContext>;
}

/** The chosen shop with its zone and currency, and all there are. */
export function useStore(): { store: Store; stores: Store[] } {
  const value = useContext(StoreContext);
  if (!value) throw new Error("useStore outside the desk");
  return value;
}
