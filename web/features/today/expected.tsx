import { Figure } from "@/components/ui/figure";
import type { ForecastDay } from "@/lib/api/hooks/insights";
import { formatDay, type Day } from "@/lib/format";
import { dueWords } from "@/features/insights/words";
import { nextOpenDay, sameWeekdays, type Measure } from "./outlook";
import type { DaySummary } from "@/lib/api/hooks/insights";

type ExpectedTodayProps = { focus: ForecastDay; days: ForecastDay[]; history: DaySummary[]; today: Day; measure: Measure };

/** The figure of the day, the range it should stay in, and what such days brought before. */
export function ExpectedToday({ focus, days, history, today, measure }: ExpectedTodayProps) {
  const when = focus.date === today ? "today" : `on ${formatDay(focus.date)}`;
  if (focus.closed) return <ClosedToday focus={focus} days={days} measure={measure} />;
  const said = (value: number) => measure.said(value * measure.factor);
  const [low, high] = [focus.quantiles["0.1"], focus.quantiles["0.9"]];
  const same = sameWeekdays(history, focus.date, measure);
  return (
    <div className="mb-5 flex flex-wrap items-end gap-x-7 gap-y-1.5">
      <Figure size="big" label={`Expected ${when}`} value={said(focus.mean)} />
      <p className="max-w-[60ch] pb-[3px] text-small text-muted">
        {low !== undefined && high !== undefined && (
          <b className="block font-medium text-ink">
            8 of 10 days like this end between {said(low)} and {said(high)}.
          </b>
        )}
        {same && `${sameWords(same.count, same.name)} ${measure.said(same.mean)}. `}
        {measure.money && "Expected units at what a unit brought in the last four weeks."}
      </p>
    </div>
  );
}

function sameWords(count: number, name: string): string {
  if (count === 1) return `The last ${name} brought`;
  return `The last ${["", "", "two", "three", "four"][count] ?? count} ${name}s averaged`;
}

function ClosedToday({ focus, days, measure }: Pick<ExpectedTodayProps, "focus" | "days" | "measure">) {
  const next = nextOpenDay(days, focus.date);
  return (
    <div className="mb-5 flex flex-wrap items-end gap-x-7 gap-y-1.5">
      <Figure size="big" label={formatDay(focus.date)} value="Closed" />
      {next && (
        <p className="max-w-[60ch] pb-[3px] text-small text-muted">
          <b className="block font-medium text-ink">
            {measure.said(next.mean * measure.factor)} expected {dueWords(next.date, focus.date)}, the next open day.
          </b>
          On closed days nothing sells, so nothing is expected.
        </p>
      )}
    </div>
  );
}
