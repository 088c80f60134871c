/** Sentences that several pages of advice share. Numbers come in, findings go out. */
import type { Accuracy, StockItem, Why } from "@/lib/api/hooks/insights";
import { addDays, formatDay, formatDayLong, formatNumber, formatPercent, type Day } from "@/lib/format";
import { plural } from "@/lib/words";

const SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** Small counts as words, larger ones as digits: "four orders", "41 orders". */
export const countWord = (count: number) => SMALL[count] ?? formatNumber(count);

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "Four orders", "One order" */
export const countOf = (count: number, one: string, many?: string) => `${countWord(count)} ${plural(count, one, many)}`;

/** The same where a list is not read to its end: "At least 100 orders". */
export const countSoFar = (count: number, more: boolean, one: string, many?: string) => (more ? `at least ${countOf(count, one, many)}` : countOf(count, one, many));

/** "Oat milk, eggs and butter", and after three "… and 4 more". */
export function listWords(names: string[], most = 3): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${formatNumber(rest)} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

export const weekdayName = (day: Day) => formatDayLong(day).split(" ")[0] ?? "";

/** "today", "tomorrow", then the day: how people say when something is due. */
export function dueWords(day: Day, today: Day): string {
  if (day <= today) return "today";
  return day === addDays(today, 1) ? "tomorrow" : formatDay(day, { year: false });
}

const CONFIDENCE: Record<Why["confidence"], string> = {
  high: "Quite sure.",
  medium: "Fairly sure.",
  low: "A rough guide: there is little to go by.",
};
export const confidenceWords = (why: Pick<Why, "confidence">) => CONFIDENCE[why.confidence];

/** How past forecasts did, in words; negative worth is said as plainly as positive. */
export function accuracyWords(accuracy: Accuracy | null): string[] {
  if (!accuracy || accuracy.observations === 0 || accuracy.wape === null) return ["No stored forecast has met its day yet, so its hits cannot be counted."];
  const said = [`Over the last ${formatNumber(accuracy.window_days)} days it was off by ${formatPercent(accuracy.wape)} of what sold${valueWords(accuracy.fva)}.`];
  if (accuracy.bias !== null && Math.abs(accuracy.bias) >= 0.03) said.push(`In sum it said ${formatPercent(Math.abs(accuracy.bias))} too ${accuracy.bias > 0 ? "much" : "little"}.`);
  if (accuracy.coverage_p90 !== null) said.push(`On ${formatPercent(accuracy.coverage_p90)} of those days no more was sold than its upper line; ${formatPercent(0.9)} is the aim.`);
  return said;
}

function valueWords(fva: number | null): string {
  if (fva === null) return "";
  if (fva < -0.005) return `, ${formatPercent(-fva)} further off than “same as last week”`;
  return fva < 0.005 ? ", as far as “same as last week”" : `, ${formatPercent(fva)} closer than “same as last week”`;
}

/** The day the advice speaks from. In a shop whose sales end long ago this is not the calendar's today. */
export function adviceDay(items: Pick<StockItem, "why">[], cutoffDate: Day | null, fallback: Day): Day {
  const named = items[0]?.why.inputs[0]?.as_of.slice(0, 10);
  return named || (cutoffDate ? addDays(cutoffDate, 1) : fallback);
}

/** "Order 48 × Oat milk 1 l" */
export const orderWords = (item: Pick<StockItem, "suggested_quantity" | "name">) => `Order ${formatNumber(item.suggested_quantity)} × ${item.name}`;

export function reviewDays(item: Pick<StockItem, "why">): number | null {
  const found = item.why.inputs.find((input) => input.name === "review_period_days")?.value;
  return typeof found === "number" ? found : null;
}
