"use client";

import { ArrowRight } from "lucide-react";
import { TextButton } from "@/components/ui/button";
import type { PriceItem } from "@/lib/api/hooks/insights";
import { formatDay, formatDays } from "@/lib/format";
import { PriceActions } from "./accept-price";
import { Guardrails } from "./guardrails";
import { PriceEffect } from "./price-effect";
import { formatPrice } from "./words";

type SuggestionProps = { item: PriceItem; first: boolean; current: boolean; onWhy: () => void };

/** One price worth changing: from what to what, what it would do, and the rules it was held to. */
export function Suggestion({ item, first, current, onWhy }: SuggestionProps) {
  const suggested = item.suggested_price_minor ?? item.current_price_minor;
  return (
    <article aria-label={item.name} className={`grid gap-x-10 gap-y-4 border-b border-hair py-5 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.15fr)] ${current ? "bg-chosen shadow-[inset_2px_0_var(--color-brand)]" : ""}`}>
      <div className="min-w-0">
        <h2 className="text-lead leading-6">{item.name}</h2>
        <p className="text-small text-muted">{[item.category, `code ${item.sku}`].filter(Boolean).join(" · ")}</p>
        <p className="mt-2 flex items-center gap-2.5 text-mid tracking-[-0.01em]">
          <span className="sr-only">from</span>
          <span className="text-muted">{formatPrice(item.current_price_minor, item)}</span>
          <ArrowRight className="size-5 text-faint rtl:rotate-180" aria-hidden />
          <span className="sr-only">to</span>
          <span className="font-semibold">{formatPrice(suggested, item)}</span>
        </p>
        <p className="mt-1 text-small text-muted">
          {lowestWords(item)} <TextButton onClick={onWhy}>Why</TextButton>
        </p>
        <PriceActions item={item} first={first} />
      </div>
      <PriceEffect item={item} />
      <Guardrails rails={item.guardrails} brief />
    </article>
  );
}

/** "Lowest in 30 days €1.89, on Thu 12 Nov" */
export function lowestWords(item: PriceItem): string {
  if (item.reference_price_minor === null) return "No price is known for the 30 days before.";
  const when = item.reference?.lowest_on ? `, on ${formatDay(item.reference.lowest_on)}` : item.reference ? `, ${formatDays(item.reference.from_date, item.reference.to_date)}` : "";
  return `Lowest in the 30 days before: ${formatPrice(item.reference_price_minor, item)}${when}.`;
}
