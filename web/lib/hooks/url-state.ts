"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/**
 * State that a link carries: `const [segment, setSegment] = useUrlState("segment")`.
 * An empty value leaves the URL. `push` makes a step that the back button undoes; use it where a
 * person would say they went somewhere, and the default where they only adjusted something.
 */
export function useUrlState(name: string, fallback = ""): [string, (value: string | null, how?: "replace" | "push") => void] {
  const value = useSearchParams().get(name) ?? fallback;
  const change = useUrlChange();
  const set = useCallback((next: string | null, how: "replace" | "push" = "replace") => change({ [name]: next === fallback ? null : next }, how), [change, name, fallback]);
  return [value, set];
}

/** Changes several parts at once; null removes one. */
export function useUrlChange() {
  const router = useRouter();
  const path = usePathname();
  return useCallback(
    (parts: Record<string, string | null>, how: "replace" | "push" = "replace") => {
      const search = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(parts)) {
        if (value) search.set(name, value);
        else search.delete(name);
      }
      const text = search.toString();
      router[how](`${path}${text ? `?${text}` : ""}`, { scroll: false });
    },
    [router, path],
  );
}

/** Parts of the URL that follow a person from page to page. */
const LASTING = ["store", "range", "from", "to"];

export function useLastingQuery(): string {
  const search = useSearchParams();
  const lasting = new URLSearchParams([...search].filter(([name]) => LASTING.includes(name)));
  const text = lasting.toString();
  return text ? `?${text}` : "";
}
