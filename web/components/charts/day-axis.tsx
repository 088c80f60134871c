import { addDays, daysBetween, formatMonth, formatWeekday, parseDay, type Day } from "@/lib/format";
import { linear, type Scale } from "./geometry";

/**
 * Consecutive days, one equal cell each. Rows that speak of the same days take the same axis, so
 * they share its pixels and the eye needs no legend.
 */
export type DayAxis = {
  first: Day;
  count: number;
  /** Index of the first expected day; the cut-off line stands at its left edge. */
  cutOff?: number;
};

export const LEFT = 38;
export const RIGHT = 6;

export function dayAxis(first: Day, last: Day, firstExpected?: Day): DayAxis {
  return { first, count: daysBetween(first, last) + 1, cutOff: firstExpected === undefined ? undefined : daysBetween(first, firstExpected) };
}

/** Spreads dated items over the axis; days without one become null. */
export function alignDays<Item, Value>(axis: DayAxis, items: Item[], day: (item: Item) => Day, value: (item: Item) => Value | null): (Value | null)[] {
  const cells: (Value | null)[] = Array.from({ length: axis.count }, () => null);
  for (const item of items) {
    const index = daysBetween(axis.first, day(item));
    if (index >= 0 && index < axis.count) cells[index] = value(item);
  }
  return cells;
}

export const dayAt = (axis: DayAxis, index: number): Day => addDays(axis.first, index);

/** Left edge of a day's cell; `x(i + 0.5)` is its middle. */
export function dayScale(axis: DayAxis, width: number): Scale {
  return linear([0, axis.count], [LEFT, width - RIGHT]);
}

/** Every nth day with its weekday and number, and below them each month where it begins. */
export function DayTicks({ axis, width, y }: { axis: DayAxis; width: number; y: number }) {
  const x = dayScale(axis, width);
  const weeks = Math.max(1, Math.ceil((axis.count * 56) / Math.max(1, width - LEFT) / 7));
  const every = axis.count <= 10 && width / axis.count > 52 ? 1 : 7 * weeks;
  const offset = axis.cutOff === undefined ? 0 : axis.cutOff % every;
  const shown = Array.from({ length: axis.count }, (_, index) => index).filter((index) => index % every === offset);
  let month = "";
  return (
    <g>
      {shown.map((index) => {
        const day = dayAt(axis, index);
        const begins = formatMonth(day) !== month;
        month = formatMonth(day);
        const label = every % 7 === 0 || every === 1 ? `${formatWeekday(day)} ${parseDay(day).getUTCDate()}` : String(parseDay(day).getUTCDate());
        return (
          <g key={day}>
            <line className="base-line" x1={x(index)} x2={x(index)} y1={y} y2={y + 5} />
            <text x={x(index) + 3} y={y + 18} className={index === axis.cutOff ? "strong" : undefined}>
              {label}
            </text>
            {begins && (
              <text x={x(index) + 3} y={y + 33} className="strong">
                {month}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Horizontal hairlines with their values; the baseline is a rule. */
export function ValueTicks({ values, y, width, format }: { values: number[]; y: Scale; width: number; format: (value: number) => string }) {
  return (
    <g>
      {values.map((value) => (
        <g key={value}>
          <line className={value === 0 ? "base-line" : "grid-line"} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
    </g>
  );
}
