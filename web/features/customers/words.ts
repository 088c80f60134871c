/** Findings about groups of customers. */
import type { Segment } from "@/lib/api/hooks/insights";
import { formatMoney, formatNumber, formatPercent } from "@/lib/format";
import { plural } from "@/lib/words";

/** "Loyal big spenders are 12 % of your customers and bring 54 % of sales": the group that weighs most. */
export function segmentsFinding(segments: Segment[]): string {
  const weight = (one: Segment) => one.share_of_net_sales - one.share_of_customers;
  const [heaviest] = [...segments].sort((one, other) => weight(other) - weight(one));
  if (!heaviest) return "Customers";
  const { name, share_of_customers: people, share_of_net_sales: money } = heaviest;
  return `“${name}” are ${formatPercent(people)} of your customers and bring ${formatPercent(money)} of what they buy`;
}

/** "A typical one came 12 times, last 9 days ago, and spent €314." */
export function daysAgo(days: number): string {
  if (days === 0) return "today";
  return days === 1 ? "yesterday" : `${formatNumber(days)} days ago`;
}

export const visits = (count: number) => (count === 1 ? "once" : count === 2 ? "twice" : `${formatNumber(count)} times`);

/** What became of the group since the run before; null where there was none. */
export function changeWords({ change_since_last_run: change, customers }: Segment): string | null {
  if (!change) return null;
  const difference = customers - change.customers_before;
  const size = difference === 0 ? "As many as at the last run" : `${formatNumber(Math.abs(difference))} ${difference > 0 ? "more" : "fewer"} than at the last run`;
  const moves = [
    change.joined > 0 && `${formatNumber(change.joined)} came for the first time`,
    change.moved_in > 0 && `${formatNumber(change.moved_in)} moved in from other groups`,
    change.moved_out > 0 && `${formatNumber(change.moved_out)} moved out`,
  ].filter(Boolean);
  return `${size}${moves.length > 0 ? `: ${moves.join(", ")}` : ""}.`;
}

/** "€120 in the year ahead, 8 of 10 between €40 and €400" */
export function valueWords(segment: Segment): string | null {
  const { clv_minor: value, currency } = segment;
  if (!value) return null;
  const [low, high] = [value.p10, value.p90].map((amount) => formatMoney(amount, currency, { whole: true }));
  return `8 of 10 between ${low} and ${high}`;
}

export const people = (count: number) => `${formatNumber(count)} ${plural(count, "customer")}`;

/** Series colours in order; neighbours differ in hue and every part carries its name. */
export const segmentColor = (index: number) => `var(--color-series-${(index % 6) + 1})`;
