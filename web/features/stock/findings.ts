/** The sentences on top of the stock page, written from what is in it. */
import { capital, countOf, countSoFar, dueWords } from "@/features/insights/words";
import type { StockItem, Urgency } from "@/lib/api/hooks/insights";
import { formatMoney, type Day } from "@/lib/format";

export type Finding = { title: string; note: string };

export const stakeOf = (rows: Pick<StockItem, "at_stake_minor">[]) => rows.reduce((sum, row) => sum + row.at_stake_minor, 0);

const group = (rows: StockItem[], urgency: Urgency) => rows.filter((row) => row.urgency === urgency);

/** What to order comes first, then what to count, then that all is well. */
export function stockFinding(orders: StockItem[], more: boolean, counts: { known: number; more: boolean }, currency: string): Finding {
  const money = (rows: StockItem[]) => formatMoney(stakeOf(rows), currency, { whole: true });
  const now = group(orders, "now");
  const week = group(orders, "this_week");
  // Rows come group by group, so what is missing belongs to the last group that is here.
  const nowMore = more && week.length === 0;
  const weekNote = nowMore ? "and there are more" : week.length > 0 ? `${money(week)} more on ${countOf(week.length, "order")} this week` : "nothing else this week";
  if (now.length > 0) return { title: `${capital(countSoFar(now.length, nowMore, "order"))} ${now.length === 1 ? "goes" : "go"} out today`, note: `${money(now)} of sales depend on ${now.length === 1 ? "it" : "them"}, ${weekNote}` };
  if (week.length > 0) return { title: "Nothing goes out today", note: `${capital(countOf(week.length, "order"))} this week, ${money(week)} of sales depend on ${week.length === 1 ? "it" : "them"}` };
  if (counts.known > 0) return { title: `${countsTitle(counts)} before anything is ordered`, note: "Nobody has counted these shelves yet, so no order can be worked out" };
  return orders.length > 0 ? { title: "Nothing has to be ordered this week", note: "The shelves last until the next deliveries" } : { title: "The shelves are full enough", note: "No order is worth sending now" };
}

function countsTitle({ known, more }: { known: number; more: boolean }): string {
  if (more || known > 12) return "Count the best sellers";
  return `Count ${countOf(known, "shelf", "shelves")}`;
}

const GROUPS: Record<Urgency, string> = { now: "Today", this_week: "This week", later: "Later" };
export const groupName = (urgency: Urgency) => GROUPS[urgency];

/** What to say when nothing is lost yet: "nothing lost if done by Fri 11 Dec". */
export function groupStake(rows: StockItem[], currency: string): string {
  const stake = stakeOf(rows);
  return stake > 0 ? `${formatMoney(stake, currency, { whole: true })} at stake` : "nothing lost if done in time";
}

/** "out Fri 4 Dec" or "lasts beyond the next weeks". */
export function runsOut(item: StockItem, today: Day): string {
  const likeliest = item.depletion_date.p50;
  return likeliest ? `out ${dueWords(likeliest, today)}` : "lasts for weeks";
}
