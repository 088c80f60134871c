"use client";

import { useSearchParams } from "next/navigation";
import { addDays, formatDays, type Day } from "@/lib/format";

/** Which days a page speaks of: so many days up to the last one with sales, or two fixed ends. */
export type Range = { days: number; from?: undefined; to?: undefined } | { days?: undefined; from: Day; to: Day };

export const RANGE_CHOICES = [
  { value: "7d", days: 7, label: "Last 7 days" },
  { value: "28d", days: 28, label: "Last 28 days" },
  { value: "91d", days: 91, label: "Last 13 weeks" },
  { value: "365d", days: 365, label: "Last year" },
];

const DEFAULT_DAYS = 28;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** From the URL: `?range=28d`, or `?from=2026-11-01&to=2026-11-30`. */
export function useRange(): Range {
  const search = useSearchParams();
  const from = search.get("from") ?? "";
  const to = search.get("to") ?? "";
  if (DAY.test(from) && DAY.test(to) && from <= to) return { from, to };
  return { days: RANGE_CHOICES.find((choice) => choice.value === search.get("range"))?.days ?? DEFAULT_DAYS };
}

/** The range's two ends, counted back from the last day that has sales. */
export function rangeDays(range: Range, lastDay: Day): { from: Day; to: Day } {
  return range.days === undefined ? range : { from: addDays(lastDay, 1 - range.days), to: lastDay };
}

export function rangeLabel(range: Range): string {
  if (range.days === undefined) return formatDays(range.from, range.to);
  return RANGE_CHOICES.find((choice) => choice.days === range.days)?.label ?? "";
}
