"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { formatNumber } from "@/lib/format";
import type { More } from "./types";

/** Loads the next page when it comes near, says how many rows are here, and works by button too. */
export function EndOfList({ more, count }: { more: More; count: number }) {
  const mark = useRef<HTMLDivElement>(null);
  const load = useRef(more.load);
  useEffect(() => {
    load.current = more.load;
  });
  useEffect(() => {
    const element = mark.current;
    if (!element || !more.has || more.loading) return;
    const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && load.current(), {
      rootMargin: "600px",
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [more.has, more.loading, count]);
  return (
    <div ref={mark} className="flex h-11 items-center gap-3 text-small text-muted">
      <span aria-live="polite">
        {formatNumber(count)} {more.has ? "shown so far" : "in all"}
      </span>
      {more.has && (
        <Button kind="bare" size="small" busy={more.loading && "Loading more"} onClick={more.load}>
          Load more
        </Button>
      )}
    </div>
  );
}
