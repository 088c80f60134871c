"use client";

import { Bars } from "@/components/charts";
import { Figure } from "@/components/ui/figure";
import { DeskLink } from "@/features/insights/desk-link";
import { formatAmount } from "@/features/insights/amount";
import { accuracyWords } from "@/features/insights/words";
import type { DaySummary, ForecastItem } from "@/lib/api/hooks/insights";
import { formatDay, formatMoney, formatNumber, formatWeekday, toMajor, type Day } from "@/lib/format";
import { bestDayAhead, sameWeekdays, type Measure, type Miss, type Yesterday } from "./outlook";
import { weekdayName } from "@/features/insights/words";

type LastDayProps = { item: ForecastItem; history: DaySummary[]; cutoffDate: Day; yesterday: Yesterday | null; measure: Measure };

/** The last known day against such days before, and against what had been predicted of it. */
export function LastDay({ item, history, cutoffDate, yesterday, measure }: LastDayProps) {
  const last = history.findLast((day) => day.date <= cutoffDate && day.receipts > 0);
  if (!last) return null;
  const same = sameWeekdays(history, last.date, measure);
  const value = measure.past(last);
  return (
    <section>
      <h2 className="mb-2">{lastDayTitle(last.date, value, same, measure)}</h2>
      <Figure label={`${formatDay(last.date)}, the last day known`} value={measure.said(value)} note={`${formatNumber(last.receipts)} receipts, ${formatNumber(last.units)} units`} />
      <p className="mt-2 text-small text-muted">{yesterday && yesterday.date === last.date ? predictedWords(yesterday) : accuracyWords(item.accuracy)[0]}</p>
    </section>
  );
}

function lastDayTitle(day: Day, value: number, same: ReturnType<typeof sameWeekdays>, measure: Measure): string {
  const name = weekdayName(day);
  if (!same) return `${name} brought ${measure.said(value)}`;
  const difference = value - same.mean;
  if (Math.abs(difference) < same.mean * 0.03) return `${name} came in as ${name}s do`;
  return `${name} came in ${measure.said(Math.abs(difference))} ${difference > 0 ? "over" : "under"} a usual ${name}`;
}

/** In units of the products compared: the base stands beside the numbers. */
function predictedWords({ products, sold, predicted }: Yesterday): string {
  return `The ${formatNumber(products)} products with the most at stake sold ${formatNumber(sold)}; ${formatNumber(Math.round(predicted))} had been predicted.`;
}

/** Where the day differed most from what was predicted, in money where prices are known. */
export function Misses({ yesterday }: { yesterday: Yesterday }) {
  const [largest] = yesterday.misses;
  if (!largest) return null;
  return (
    <section className="md:col-span-2">
      <h2 className="mb-1">
        {largest.name} {largest.sold > largest.predicted ? "sold more than predicted" : "sold less than predicted"}
      </h2>
      <table className="w-full text-small" aria-label={`Largest misses on ${formatDay(yesterday.date)}`}>
        <tbody>
          {yesterday.misses.map((miss) => (
            <tr key={miss.productId}>
              <td className="h-7 border-b border-hair pe-3">
                <DeskLink href={`/forecasts/?id=${miss.productId}`} className="line-clamp-1 text-ink no-underline hover:underline" title={miss.name}>
                  {miss.name}
                </DeskLink>
              </td>
              <td className="border-b border-hair pe-3 whitespace-nowrap text-muted">
                {formatAmount(miss.sold, miss.unit)} sold, {formatAmount(Math.round(miss.predicted), miss.unit)} predicted
              </td>
              <td className="nums border-b border-hair text-end font-medium">{missSize(miss)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const missSize = (miss: Miss) => (miss.differenceMinor === null ? formatNumber(miss.sold - miss.predicted, { sign: true }) : formatMoney(miss.differenceMinor, miss.currency, { whole: true, sign: true }));

/** The week ahead as bars; values stand on them, the currency in the title. */
export function WeekAhead({ item, measure, today }: { item: ForecastItem; measure: Measure; today: Day }) {
  const week = item.days.slice(0, 7);
  const best = bestDayAhead(item.days);
  const value = (mean: number) => (measure.money ? toMajor(mean * measure.factor, item.currency) : mean);
  const unit = measure.money ? item.currency : "units";
  const title = best ? `${weekdayName(best.date)} should be the best day of the week, in ${unit}` : `An even week is ahead, in ${unit}`;
  return (
    <Bars
      title={title}
      format={(number) => formatNumber(Math.round(number))}
      items={week.map((day) => ({ label: formatWeekday(day.date), value: day.closed ? null : value(day.mean), kind: "next" as const, strong: day.date === today }))}
    />
  );
}
