/** Pure arithmetic and sentences of one product's forecast. */
import { alignDays, dayAxis, type DayAxis, type Expected, type Hit, type StockOut } from "@/components/charts";
import { capital, countOf, weekdayName } from "@/features/insights/words";
import type { ForecastDay, ForecastItem, ProductHistory } from "@/lib/api/hooks/insights";
import { addDays, daysBetween, formatNumber, parseDay, type Day } from "@/lib/format";

export const DAYS_BACK = 28;
const MOSTLY_THERE = 0.95;
/** A weekday that stands out by this share carries the week. */
const STANDS_OUT = 0.15;

export type Demand = {
  axis: DayAxis;
  past: (number | null)[];
  next: (Expected | null)[];
  ghost: (number | null)[];
  stockOuts: StockOut[];
  flags: { index: number; text: string }[];
  hits: (Hit | null)[];
};

const pair = (day: Pick<ForecastDay, "quantiles">, low: string, high: string): [number, number] | undefined => {
  const from = day.quantiles[low];
  const to = day.quantiles[high];
  return from === undefined || to === undefined ? undefined : [from, to];
};

/** A day ahead as the charts take it; closed days become gaps. */
export function expectedOf(day: ForecastDay): Expected | null {
  if (day.closed) return null;
  return { mean: day.mean, band50: pair(day, "0.25", "0.75"), band80: pair(day, "0.1", "0.9") };
}

/** Four weeks back and the days ahead on one axis. */
export function demandOf(item: ForecastItem, history: ProductHistory | undefined, cutoffDate: Day, daysBack = DAYS_BACK): Demand {
  const first = addDays(cutoffDate, 1 - daysBack);
  const ahead = item.days.at(-1)?.date ?? cutoffDate;
  const axis = dayAxis(first, ahead, addDays(cutoffDate, 1));
  const known = (history?.days ?? []).filter((day) => day.date <= cutoffDate);
  const open = new Set(known.filter((day) => !day.closed).map((day) => day.date));
  const predicted = (history?.predicted ?? []).filter((day) => open.has(day.date));
  const past = alignDays(axis, known, (day) => day.date, (day) => (day.closed ? null : day.units));
  const ghost = alignDays(axis, predicted, (day) => day.date, (day) => day.mean);
  const soldOut = alignDays(axis, known, (day) => day.date, (day) => (day.in_stock_share !== null && day.in_stock_share < MOSTLY_THERE ? true : null));
  const stockOuts = soldOut.flatMap((out, index) => {
    const wanted = ghost[index] ?? 0;
    const sold = past[index] ?? 0;
    return out && wanted > sold ? [{ index, from: sold, to: wanted }] : [];
  });
  const hits = alignDays(axis, predicted, (day) => day.date, (day): Hit | null => {
    const sold = past[daysBetween(first, day.date)];
    const band = pair(day, "0.1", "0.9");
    return sold == null || !band ? null : { sold, predicted: day.mean, band80: band, soldOut: soldOut[daysBetween(first, day.date)] === true };
  });
  return {
    axis,
    past,
    ghost,
    hits,
    stockOuts,
    next: alignDays(axis, item.days, (day) => day.date, expectedOf),
    flags: item.days.flatMap((day) => day.events.slice(0, 1).map((text) => ({ index: daysBetween(first, day.date), text }))),
  };
}

const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
export const soldBefore = ({ past, axis }: Demand) => sum(past.slice(0, axis.cutOff));
export const lostBefore = ({ stockOuts }: Demand) => sum(stockOuts.map((one) => one.to - one.from));
export const daysSold = ({ past }: Demand) => past.filter((value) => value !== null && value > 0).length;

/** The weekday that carries the week, where one does. */
export function bestWeekday(days: Pick<ForecastDay, "date" | "mean" | "closed">[]): { name: string; lift: number } | null {
  const open = days.filter((day) => !day.closed);
  const mean = open.reduce((total, day) => total + day.mean, 0) / (open.length || 1);
  const byWeekday = new Map<number, { date: Day; values: number[] }>();
  for (const day of open) {
    const weekday = parseDay(day.date).getUTCDay();
    const entry = byWeekday.get(weekday) ?? { date: day.date, values: [] };
    entry.values.push(day.mean);
    byWeekday.set(weekday, entry);
  }
  if (byWeekday.size < 3 || mean <= 0) return null;
  const ranked = [...byWeekday.values()].map(({ date, values }) => ({ name: weekdayName(date), lift: sum(values) / values.length / mean - 1 }));
  ranked.sort((one, other) => other.lift - one.lift);
  return ranked[0] && ranked[0].lift >= STANDS_OUT ? ranked[0] : null;
}

/** What the chart says: the weekday that stands out, and more or less than before. */
export function demandFinding(item: ForecastItem, demand: Demand): string {
  const best = bestWeekday(item.days);
  const before = soldBefore(demand);
  const trend = `${trendWords(item.predicted_demand, before)} the four weeks before`;
  if (before > 0 && daysSold(demand) <= 8) return `Sells on few days: on ${countOf(daysSold(demand), "day")} of the last four weeks`;
  return best ? `${best.name}s carry the week, and ${trend}` : capital(trend);
}

function trendWords(next: number, before: number): string {
  if (before <= 0) return "more is expected than in";
  const change = next / before - 1;
  if (Math.abs(change) < 0.08) return "about as much is expected as in";
  return `${Math.abs(change) > 0.4 ? "much " : ""}${change > 0 ? "more" : "less"} is expected than in`;
}

/** "Last four weeks: 20 of 22 days inside the band" */
export function hitsFinding({ hits }: Demand): string {
  const counted = hits.filter((hit) => hit !== null && !hit.soldOut);
  const inside = counted.filter((hit) => hit && hit.sold >= hit.band80[0] && hit.sold <= hit.band80[1]).length;
  return `Last four weeks: ${formatNumber(inside)} of ${formatNumber(counted.length)} days inside the band`;
}

const CLASSES: Record<string, string> = {
  smooth: "on most days, in steady amounts",
  erratic: "on most days, in changing amounts",
  intermittent: "on some days, in steady amounts",
  lumpy: "on some days, in changing amounts",
  cold: "new: less than four weeks of sales",
};
export const classWords = (item: ForecastItem) => (item.demand_class ? (CLASSES[item.demand_class] ?? item.demand_class) : "");
