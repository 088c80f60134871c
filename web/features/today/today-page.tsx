"use client";

import { LineChart } from "@/components/charts";
import { Columns, Page } from "@/components/frame/page";
import { ErrorState, Skeleton } from "@/components/ui/states";
import { stakeOf } from "@/features/stock/findings";
import { ListingGate, ListingNotes } from "@/features/insights/listing-gate";
import { adviceDay, weekdayName } from "@/features/insights/words";
import { useInsightsLive, useSalesSummary, useStoreForecast, type Envelope, type ForecastItem } from "@/lib/api/hooks/insights";
import { addDays, formatClock, formatDayLong, formatMoney, formatMoneyShort, todayIn, type Day } from "@/lib/format";
import { rangeDays, useRange } from "@/lib/hooks/range";
import { useCurrentMe, usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { LastDay, Misses, WeekAhead } from "./below";
import { DoToday } from "./do-today";
import { ExpectedToday } from "./expected";
import { bestDayAhead, focusDay, fourWeeksFinding, measureOf, outlookOf, type Measure } from "./outlook";
import { tasksOf, todayFinding } from "./tasks";
import { useAdvice } from "./use-advice";
import { useYesterday } from "./use-yesterday";

/** Enough for the averages of four weekdays, whatever range the chart shows. */
const DAYS_READ = 56;

export function TodayPage() {
  const { store } = useStore();
  useInsightsLive(store.store_id);
  const { data, error, refetch } = useStoreForecast(store.store_id);
  const item = data?.items[0];
  return (
    <ListingGate
      page="Today"
      what="The forecast"
      promise="Then this page says what today should bring, what to do in which order, and how yesterday went."
      query={{ data, error, refetch }}
      skeleton={<Waiting />}
      hasItems={item !== undefined}
    >
      {(listing) => (item ? <Today listing={listing} item={item} /> : null)}
    </ListingGate>
  );
}

function Today({ listing, item }: { listing: Envelope; item: ForecastItem }) {
  const { store } = useStore();
  const me = useCurrentMe();
  const now = new Date();
  const today = todayIn(store.time_zone, now);
  const cutoffDate = listing.cutoff_date ?? addDays(today, -1);
  const sales = useDays(store.store_id, cutoffDate);
  const measure = measureOf(sales.days, cutoffDate, item.currency);
  const focus = focusDay(item.days, today);
  const best = bestDayAhead(item.days);
  const advice = useAdvice(store.store_id);
  const adviceToday = adviceDay([...advice.orders, ...advice.counts], listing.cutoff_date, today);
  const tasks = advice.ready ? tasksOf({ ...advice, today: adviceToday, currency: item.currency }) : null;
  const stake = stakeOf(advice.orders.filter((one) => one.urgency === "now"));
  const yesterday = useYesterday(store.store_id, cutoffDate);
  return (
    <Page title={todayFinding(advice, best ? weekdayName(best.date) : null)} note={`${greeting(now, store.time_zone)}, ${me.name.split(" ")[0]} · ${formatDayLong(today)}, ${formatClock(now.toISOString(), store.time_zone)}`}>
      <ListingNotes listing={listing} />
      <Columns>
        <section className="min-w-0 max-md:contents" aria-label="What is expected">
          <div className="max-md:-order-2">{sales.ready ? focus && <ExpectedToday focus={focus} days={item.days} history={sales.days} today={today} measure={measure} /> : <Skeleton className="mb-5 h-[66px] w-96 max-w-full" />}</div>
          {sales.error != null && <ErrorState title="What was sold before could not be read" error={sales.error} kept="The forecast is shown in units." />}
          <div className="max-md:mt-5">{sales.ready ? <SalesChart item={item} sales={sales.days} cutoffDate={cutoffDate} measure={measure} span={sales.span} /> : <Skeleton className="h-[330px]" />}</div>
          <div className="mt-6 grid gap-x-columns gap-y-7 border-t border-rule pt-4 md:grid-cols-2">
            {sales.ready && <LastDay item={item} history={sales.days} cutoffDate={cutoffDate} yesterday={yesterday} measure={measure} />}
            {sales.ready && <WeekAhead item={item} measure={measure} today={today} />}
            {yesterday && <Misses yesterday={yesterday} />}
          </div>
        </section>
        <div className="max-md:-order-1">
          <DoToday tasks={tasks} today={adviceToday} listing={listing} note={stake > 0 ? `${formatMoney(stake, item.currency, { whole: true })} of sales at stake today` : ""} />
          {advice.error != null && <ErrorState title="Some advice could not be read" error={advice.error} onRetry={advice.refetch} />}
        </div>
      </Columns>
    </Page>
  );
}

/** Sales of the chosen range, and always enough of them for the averages. */
function useDays(storeId: string, cutoffDate: Day) {
  const span = rangeDays(useRange(), cutoffDate);
  const allowed = usePermission("sales.read");
  const least = addDays(cutoffDate, 1 - DAYS_READ);
  const { data, error } = useSalesSummary(storeId, allowed ? { from: span.from < least ? span.from : least, to: cutoffDate } : null);
  return { days: data?.items ?? [], ready: data !== undefined || error !== null || !allowed, error, span: { from: span.from, to: cutoffDate } };
}

type SalesChartProps = { item: ForecastItem; sales: Parameters<typeof outlookOf>[1]; cutoffDate: Day; measure: Measure; span: { from: Day; to: Day } };

function SalesChart({ item, sales, cutoffDate, measure, span }: SalesChartProps) {
  const { axis, past, next } = outlookOf(item, sales, span, measure);
  const money = measure.money && {
    format: (value: number) => formatMoney(Math.round(value), item.currency, { whole: true }),
    axisFormat: (value: number) => formatMoneyShort(value, item.currency),
  };
  return <LineChart title={fourWeeksFinding(item, sales, cutoffDate, measure)} axis={axis} past={past} next={next} height={320} {...money} />;
}

function greeting(now: Date, timeZone: string): string {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(now));
  if (hour < 5 || hour >= 18) return "Good evening";
  return hour < 12 ? "Good morning" : "Good afternoon";
}

function Waiting() {
  return (
    <div role="status" aria-label="Reading the day">
      <Columns>
        <div className="grid content-start gap-5">
          <Skeleton className="h-[66px] w-96 max-w-full" />
          <Skeleton className="h-[320px]" />
        </div>
        <div className="grid content-start gap-3">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
          <Skeleton className="h-16" />
        </div>
      </Columns>
    </div>
  );
}
