"use client";

import { Button } from "@/components/ui/button";
import { useDecide } from "@/features/insights/use-decide";
import { capital, countOf } from "@/features/insights/words";
import type { StockItem } from "@/lib/api/hooks/insights";
import { formatMoney, formatNumber } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { stakeOf } from "./findings";

/** Floats above the list while rows are chosen: how many, what they hold, and the one thing to do. */
export function SelectedBar({ rows, onClear }: { rows: StockItem[]; onClear: () => void }) {
  const { store } = useStore();
  const decide = useDecide(store.store_id);
  const allowed = usePermission("insights.decide");
  const ids = rows.flatMap((row) => (row.recommendation_id ? [row.recommendation_id] : []));
  if (rows.length === 0) return null;
  const accept = () => {
    decide({ ids, decision: "accept", said: `${capital(countOf(ids.length, "order"))} marked as ordered` });
    onClear();
  };
  const stake = stakeOf(rows);
  return (
    <div data-float role="region" aria-label="Chosen orders" className="anim-rise sticky bottom-4 z-10 mx-auto mt-4 flex w-fit max-w-full items-center gap-5 rounded-panel border border-hair bg-raised py-2.5 ps-[18px] pe-2.5 shadow-float max-md:bottom-20 max-md:w-full max-md:justify-between">
      <span aria-live="polite">
        <b className="font-medium">{formatNumber(rows.length)} selected</b>
        {stake > 0 && <span className="text-muted max-md:hidden"> · {formatMoney(stake, store.currency, { whole: true })} at stake</span>}
      </span>
      <span className="flex gap-2">
        <Button kind="bare" onClick={onClear}>
          Clear
        </Button>
        {allowed && (
          <Button kind="main" onClick={accept} disabled={ids.length === 0}>
            Mark {formatNumber(ids.length)} as ordered
          </Button>
        )}
      </span>
    </div>
  );
}
