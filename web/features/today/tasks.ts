/** What to do, in the order in which it is due, from the advice of all pages. */
import { stakeOf } from "@/features/stock/findings";
import { capital, countOf, countSoFar, dueWords, listWords, orderWords } from "@/features/insights/words";
import { formatPrice } from "@/features/prices/words";
import type { PriceItem, Segment, StockItem } from "@/lib/api/hooks/insights";
import { addDays, formatMoney, type Day } from "@/lib/format";

export type Task =
  | { kind: "order"; key: string; due: Day; title: string; why: string; item: StockItem }
  | { kind: "link"; key: string; due: Day; title: string; why: string; href: string; label: string };

type Advice = { orders: StockItem[]; ordersMore: boolean; pricesMore: boolean; counts: StockItem[]; countsMore: boolean; prices: PriceItem[]; segments: Segment[]; today: Day; currency: string };

/** Orders that get a card each; the rest of a day shares one. */
const CARDS = 2;

export function tasksOf(advice: Advice): Task[] {
  const tasks = [...orderTasks(advice), ...countTasks(advice), ...priceTasks(advice), ...segmentTasks(advice)];
  return tasks.sort((one, other) => one.due.localeCompare(other.due));
}

/** The last day on which it still comes in time; an order already late is due today. */
const dueOf = (item: StockItem, today: Day) => (item.order_by_date && item.order_by_date > today ? item.order_by_date : today);

function orderTasks({ orders, ordersMore, today, currency }: Advice): Task[] {
  const now = orders.filter((item) => item.urgency === "now");
  const week = orders.filter((item) => item.urgency === "this_week");
  const single = [...now, ...week].slice(0, CARDS);
  const tasks: Task[] = single.map((item) => ({ kind: "order", key: item.product_id, due: dueOf(item, today), title: orderWords(item), why: orderWhy(item, today), item }));
  for (const [urgency, group] of [["now", now], ["this_week", week]] as const) {
    const rest = group.filter((item) => !single.includes(item));
    if (rest.length === 0) continue;
    const due = rest.map((item) => dueOf(item, today)).sort()[0] ?? today;
    const stake = stakeOf(rest);
    const lost = stake > 0 ? `, ${formatMoney(stake, currency, { whole: true })} at stake` : "";
    tasks.push({ kind: "link", key: `orders-${urgency}`, due, title: `Send ${countSoFar(rest.length, urgency === "now" && ordersMore, "more order", "more orders")}${urgency === "now" ? "" : " this week"}`, why: `${listWords(rest.map((item) => item.name))}${lost}.`, href: "/stock/", label: "Look through" });
  }
  return tasks;
}

/** When the shelf runs out, and what it costs to let it. */
function orderWhy(item: StockItem, today: Day): string {
  const out = item.depletion_date.p50 ? `Likely to run out ${dueWords(item.depletion_date.p50, today)}` : "The shelf gets low";
  const stake = item.at_stake_minor > 0 ? `; ${formatMoney(item.at_stake_minor, item.currency, { whole: true })} of sales depend on it` : "";
  return `${out}${stake}.`;
}

function countTasks({ counts, countsMore, today, currency }: Advice): Task[] {
  if (counts.length === 0) return [];
  const stake = stakeOf(counts);
  const many = countsMore || counts.length > 12;
  const title = many ? "Count the best sellers" : `Count ${countOf(counts.length, "shelf", "shelves")}`;
  const lost = stake > 0 ? ` ${formatMoney(stake, currency, { whole: true })} of sales depend on them.` : "";
  return [{ kind: "link", key: "counts", due: today, title, why: `Nobody knows how many stand there, so no order can be worked out.${lost} Start with ${listWords(counts.map((item) => item.name), 1).split(" and ")[0]}.`, href: "/stock/?tab=count", label: "Count" }];
}

/** Prices are never urgent: they are due by the end of the week. */
function priceTasks({ prices, pricesMore, today }: Advice): Task[] {
  const [first] = prices;
  if (!first || first.suggested_price_minor === null) return [];
  const gain = prices.reduce((sum, item) => sum + item.at_stake_minor, 0);
  const said = gain > 0 ? ` About ${formatMoney(gain, first.currency, { whole: true })} to gain.` : "";
  const change = `${first.name} from ${formatPrice(first.current_price_minor, first)} to ${formatPrice(first.suggested_price_minor, first)}`;
  return [{ kind: "link", key: "prices", due: addDays(today, 6), title: `Look at ${countSoFar(prices.length, pricesMore, "price")}`, why: `First of all ${change}.${said}`, href: "/prices/", label: "Look through" }];
}

/** Good customers who stopped coming are worth a word before they are gone. */
function segmentTasks({ segments, today }: Advice): Task[] {
  const slipping = segments.find((segment) => segment.segment.startsWith("big_slipping"));
  if (!slipping) return [];
  const value = slipping.clv_minor ? ` A typical one should still bring ${formatMoney(slipping.clv_minor.p50, slipping.currency, { whole: true })} in the year ahead.` : "";
  return [{ kind: "link", key: "slipping", due: addDays(today, 6), title: `Win back ${countOf(slipping.customers, "big spender")} before they are gone`, why: `Last seen ${slipping.centroid.recency_days} days ago in the middle.${value}`, href: `/customers/?segment=${encodeURIComponent(slipping.segment)}`, label: "See who" }];
}

/** The page's title: what is due, and what the week holds. */
export function todayFinding(advice: Pick<Advice, "orders" | "ordersMore" | "counts">, bestDay: string | null): string {
  const now = advice.orders.filter((item) => item.urgency === "now").length;
  const ahead = bestDay ? `${bestDay} should be the best day of the week` : "the week should be even";
  if (now > 0) return `${capital(countSoFar(now, advice.ordersMore, "order"))} ${now === 1 ? "goes" : "go"} out today, and ${ahead}`;
  if (advice.counts.length > 0) return `Count the best sellers, and ${ahead}`;
  return `Nothing has to be ordered today, and ${ahead}`;
}
