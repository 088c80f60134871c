"use client";

import { Ellipsis } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/ui/menu";
import { useDecide } from "@/features/insights/use-decide";
import { formatAmount } from "@/features/insights/amount";
import type { StockItem } from "@/lib/api/hooks/insights";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";

export const DISMISS_REASONS = [
  { value: "already-ordered", label: "Already ordered" },
  { value: "shelf-count-wrong", label: "The shelf holds something else" },
  { value: "no-longer-sold", label: "We stop selling it" },
  { value: "numbers-look-wrong", label: "The numbers look wrong" },
];

/** What a person may do with one order, and what is said afterwards. */
export function useOrderDecision(item: StockItem) {
  const { store } = useStore();
  const decide = useDecide(store.store_id);
  const allowed = usePermission("insights.decide") && item.recommendation_id !== null;
  const ids = item.recommendation_id ? [item.recommendation_id] : [];
  return {
    allowed,
    accept: () => decide({ ids, decision: "accept", said: `${formatAmount(item.suggested_quantity, item.unit)} × ${item.name} marked as ordered` }),
    later: () => decide({ ids, decision: "later", said: `${item.name} comes back tomorrow` }),
    dismiss: (reason: string) => decide({ ids, decision: "dismiss", reason, said: `Advice on ${item.name} dismissed` }),
  };
}

/** "Ordered" as a button, the two other answers behind three dots. */
export function OrderActions({ item }: { item: StockItem }) {
  const { allowed, accept, later, dismiss } = useOrderDecision(item);
  if (!allowed) return null;
  return (
    <span className="inline-flex items-center gap-0.5">
      <Button size="small" onClick={accept} aria-label={`Ordered: ${item.name}`}>
        Ordered
      </Button>
      <Menu
        align="end"
        trigger={
          <button type="button" aria-label={`Later or dismiss: ${item.name}`} className="grid size-7 place-items-center rounded-control text-muted hover:bg-chosen hover:text-ink max-md:size-11">
            <Ellipsis className="size-4" aria-hidden />
          </button>
        }
      >
        <MenuItem onSelect={later}>Later: show it tomorrow</MenuItem>
        <MenuLine />
        <MenuLabel>Dismiss, because</MenuLabel>
        {DISMISS_REASONS.map((reason) => (
          <MenuItem key={reason.value} onSelect={() => dismiss(reason.value)}>
            {reason.label}
          </MenuItem>
        ))}
      </Menu>
    </span>
  );
}
