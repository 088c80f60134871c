"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { DeskLink } from "@/features/insights/desk-link";
import { Caveats, HowSure, OrderSum, Origin } from "@/features/insights/why";
import { formatAmount } from "@/features/insights/amount";
import { dueWords, orderWords } from "@/features/insights/words";
import type { Envelope, StockItem } from "@/lib/api/hooks/insights";
import { formatMoney, type Day } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { DISMISS_REASONS, useOrderDecision } from "./order-actions";

type OrderDrawerProps = { item: StockItem | null; today: Day; listing: Envelope; onClose: () => void };

/** Why this order: the sum that ends in it, how sure, what cannot be known, and what to do with it. */
export function OrderDrawer({ item, today, listing, onClose }: OrderDrawerProps) {
  return (
    <Drawer open={item !== null} onClose={onClose}>
      {item && <OrderWhy item={item} today={today} listing={listing} onDone={onClose} />}
    </Drawer>
  );
}

type OrderWhyProps = {
  item: StockItem;
  today: Day;
  listing: Envelope;
  onDone?: () => void;
  /** Off where the forecast already stands beside the drawer. */
  linked?: boolean;
  /** Further reasons, between the sum and how sure it is. */
  children?: ReactNode;
};

export function OrderWhy({ item, today, listing, onDone, linked = true, children }: OrderWhyProps) {
  const { store } = useStore();
  const ordering = item.kind === "reorder";
  return (
    <>
      <h2 className="mb-1 text-title leading-7">{ordering ? `${orderWords(item)}${byWords(item, today)}` : item.name}</h2>
      <p className="text-muted">
        {item.why.summary} {lossWords(item)}
      </p>
      {item.kind !== "count_first" && <OrderSum item={item} today={today} />}
      {ordering && <Decide item={item} onDone={onDone} />}
      {children}
      <HowSure why={item.why} accuracy={item.accuracy} />
      <Caveats why={item.why} />
      {linked && (
        <p className="mt-[18px]">
          <DeskLink href={`/forecasts/?id=${item.product_id}`}>See its forecast</DeskLink>
        </p>
      )}
      <Origin why={item.why} asOf={listing.as_of} cutoffDate={listing.cutoff_date} timeZone={store.time_zone} />
    </>
  );
}

/** " today", " by Mon 7 Dec" */
function byWords({ order_by_date: day }: StockItem, today: Day): string {
  if (!day) return "";
  const due = dueWords(day, today);
  return due === "today" ? ` ${due}` : ` by ${due}`;
}

/** What skipping it costs, with the money it stands for. */
function lossWords(item: StockItem): string {
  if (item.kind !== "reorder" || item.expected_lost_units < 0.5) return "";
  const money = item.at_stake_minor > 0 ? `, ${formatMoney(item.at_stake_minor, item.currency, { whole: true })}` : "";
  return `Skipping it loses about ${formatAmount(Math.round(item.expected_lost_units), item.unit)} sales${money}.`;
}

function Decide({ item, onDone }: { item: StockItem; onDone?: () => void }) {
  const { allowed, accept, later, dismiss } = useOrderDecision(item);
  if (!allowed) return null;
  const then = (act: () => void) => () => {
    act();
    onDone?.();
  };
  return (
    <div className="flex items-center gap-1">
      <Button kind="main" onClick={then(accept)}>
        Ordered {formatAmount(item.suggested_quantity, item.unit)}
      </Button>
      <Button kind="bare" onClick={then(later)}>
        Later
      </Button>
      <Menu trigger={<Button kind="bare">Dismiss</Button>}>
        <MenuLabel>Why not?</MenuLabel>
        {DISMISS_REASONS.map((reason) => (
          <MenuItem key={reason.value} onSelect={then(() => dismiss(reason.value))}>
            {reason.label}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
