"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { Decision } from "@/components/ui/advice";
import { useToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { plainProblem } from "@/lib/api/problems";
import { decide, readDecided, undo, watchDecided } from "./pending";

const NONE: ReadonlyMap<string, Decision> = new Map();

/** Advice decided on here; lists leave it out before the API does. */
export function useDecided(): ReadonlyMap<string, Decision> {
  return useSyncExternalStore(watchDecided, readDecided, () => NONE);
}

type Item = { recommendation_id: string | null };

/** Leaves out what was decided on; what has nothing to decide stays. */
export function useUndecided<T extends Item>(items: T[]): T[] {
  const decided = useDecided();
  return decided.size === 0 ? items : items.filter((item) => item.recommendation_id === null || !decided.has(item.recommendation_id));
}

type Ask = { ids: string[]; decision: Decision; reason?: string; said: string };

/** Takes a decision at once and offers ten seconds to take it back. `said` is what the message says. */
export function useDecide(storeId: string): (ask: Ask) => void {
  const cache = useQueryClient();
  const toast = useToast();
  return useCallback(
    ({ ids, decision, reason, said }: Ask) => {
      const settle = ({ error }: { error?: unknown }) => {
        if (error) toast({ text: `Not saved: ${plainProblem(error).text}`, tone: "danger" });
        void cache.invalidateQueries({ queryKey: keys.stockAdvice.all(storeId) });
        void cache.invalidateQueries({ queryKey: keys.priceAdvice.all(storeId) });
      };
      ids.forEach((id) => decide({ id, decision, reason }, settle));
      toast({ text: said, undo: () => ids.forEach((id) => undo(id)) });
    },
    [cache, storeId, toast],
  );
}
