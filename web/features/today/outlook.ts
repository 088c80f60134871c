/** Pure arithmetic of the day's page: from units to money, from days to findings. */
import { alignDays, dayAxis, type DayAxis, type Expected } from "@/components/charts";
import { expectedOf } from "@/features/forecasts/demand";
import { weekdayName } from "@/features/insights/words";
import type { DaySummary, ForecastDay, ForecastItem, ProductHistory } from "@/lib/api/hooks/insights";
import { addDays, formatMoney, formatUnits, parseDay, type Day } from "@/lib/format";

/** As many days as a unit's money is averaged over. */
const VALUE_DAYS = 28;
const SAME_WEEKDAYS = 4;

/**
 * How the page measures: in money where sales say what a unit brings, else in units. The forecast
 * counts units; multiplied by what a unit brought in the last four weeks it stands on one scale
 * with the sales of the past.
 */
export type Measure = {
  money: boolean;
  /** Minor units a unit brings; 1 where the page speaks of units. */
  factor: number;
  said: (value: number) => string;
  past: (day: DaySummary) => number;
};

export function measureOf(days: DaySummary[], cutoffDate: Day, currency: string): Measure {
  const since = addDays(cutoffDate, 1 - VALUE_DAYS);
  const recent = days.filter((day) => day.date >= since && day.date <= cutoffDate);
  const units = recent.reduce((sum, day) => sum + day.units, 0);
  const sales = recent.reduce((sum, day) => sum + day.net_sales_minor, 0);
  if (units <= 0 || sales <= 0) return { money: false, factor: 1, said: (value) => `${formatUnits(Math.round(value))} units`, past: (day) => day.units };
  return { money: true, factor: sales / units, said: (value) => formatMoney(Math.round(value), currency, { whole: true }), past: (day) => day.net_sales_minor };
}

/** The forecast day the page speaks of: today where it is ahead, else the first open day. */
export function focusDay(days: ForecastDay[], today: Day): ForecastDay | undefined {
  return days.find((day) => day.date === today) ?? days.find((day) => !day.closed) ?? days[0];
}

export const nextOpenDay = (days: ForecastDay[], after: Day) => days.find((day) => day.date > after && !day.closed);

export type Outlook = { axis: DayAxis; past: (number | null)[]; next: (Expected | null)[] };

/** The past and what is ahead on one axis, both in the page's measure. */
export function outlookOf(item: ForecastItem, days: DaySummary[], span: { from: Day; to: Day }, measure: Measure): Outlook {
  const axis = dayAxis(span.from, item.days.at(-1)?.date ?? span.to, addDays(span.to, 1));
  const times = (band: [number, number] | undefined): [number, number] | undefined => band && [band[0] * measure.factor, band[1] * measure.factor];
  const inMeasure = (day: ForecastDay): Expected | null => {
    const one = expectedOf(day);
    return one && { mean: one.mean * measure.factor, band50: times(one.band50), band80: times(one.band80) };
  };
  return {
    axis,
    past: alignDays(axis, days.filter((day) => day.date <= span.to), (day) => day.date, (day) => measure.past(day)),
    next: alignDays(axis, item.days, (day) => day.date, inMeasure),
  };
}

/** The average of the last four such weekdays that traded, and how many there were. */
export function sameWeekdays(days: DaySummary[], day: Day, measure: Measure): { mean: number; count: number; name: string } | null {
  const weekday = parseDay(day).getUTCDay();
  const same = days.filter((one) => one.date < day && parseDay(one.date).getUTCDay() === weekday && one.receipts > 0).slice(-SAME_WEEKDAYS);
  if (same.length === 0) return null;
  return { mean: same.reduce((sum, one) => sum + measure.past(one), 0) / same.length, count: same.length, name: weekdayName(day) };
}

/** "The next four weeks should bring €84,200, about as much as the last four" */
export function fourWeeksFinding(item: ForecastItem, days: DaySummary[], cutoffDate: Day, measure: Measure): string {
  const ahead = item.predicted_demand * measure.factor;
  const since = addDays(cutoffDate, 1 - VALUE_DAYS);
  const before = days.filter((day) => day.date >= since && day.date <= cutoffDate).reduce((sum, day) => sum + measure.past(day), 0);
  const said = `The next four weeks should bring ${measure.said(ahead)}`;
  if (before <= 0) return said;
  const difference = ahead - before;
  if (Math.abs(difference) < before * 0.03) return `${said}, about as much as the last four`;
  return `${said}, ${measure.said(Math.abs(difference))} ${difference > 0 ? "more" : "less"} than the last four`;
}

/** The day of the coming week that should bring the most; null where no day stands out. */
export function bestDayAhead(days: ForecastDay[]): ForecastDay | null {
  const week = days.slice(0, 7).filter((day) => !day.closed);
  const best = week.reduce<ForecastDay | null>((most, day) => (most === null || day.mean > most.mean ? day : most), null);
  const mean = week.reduce((sum, day) => sum + day.mean, 0) / (week.length || 1);
  return best && best.mean > mean * 1.08 ? best : null;
}

export type Miss = { productId: string; name: string; sold: number; predicted: number; differenceMinor: number | null; unit: string | null; currency: string };
export type Yesterday = { date: Day; products: number; sold: number; predicted: number; misses: Miss[] };

/** The last known day against what had been predicted of it, over the products that were predicted. */
export function yesterdayOf(items: ForecastItem[], histories: ReadonlyMap<string, ProductHistory>, day: Day): Yesterday | null {
  const misses = items.flatMap((item): Miss[] => {
    const history = histories.get(item.product_id ?? "");
    const sold = history?.days.find((one) => one.date === day && !one.closed)?.units;
    const predicted = history?.predicted.find((one) => one.date === day)?.mean;
    if (sold === undefined || predicted === undefined) return [];
    const difference = sold - predicted;
    return [{ productId: item.product_id ?? "", name: item.name, sold, predicted, differenceMinor: item.price_minor === null ? null : Math.round((difference * item.price_minor) / item.price_per), unit: item.unit, currency: item.currency }];
  });
  if (misses.length === 0) return null;
  const size = (miss: Miss) => Math.abs(miss.differenceMinor ?? miss.sold - miss.predicted);
  const total = (pick: (miss: Miss) => number) => misses.reduce((sum, miss) => sum + pick(miss), 0);
  return { date: day, products: misses.length, sold: total((miss) => miss.sold), predicted: total((miss) => miss.predicted), misses: misses.sort((one, other) => size(other) - size(one)).slice(0, 4) };
}
