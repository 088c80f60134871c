import { dateLocale, numberLocale } from "./locale";
import { formatNumber } from "./number";

/** A calendar day without a zone, as the API writes it: "2026-12-03". */
export type Day = string;

const DAY_MS = 86_400_000;

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(dateLocale(), options).format(date).replace(/^(\p{L}{2,3}\.?),/u, "$1");
}

/** Days are handled as noon-free UTC dates: no zone can push them over a border. */
export function parseDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function addDays(day: Day, days: number): Day {
  return new Date(parseDay(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((parseDay(to).getTime() - parseDay(from).getTime()) / DAY_MS);
}

/** The day it is now in the shop. */
export function todayIn(timeZone: string, now: Date = new Date()): Day {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

/** "Thu 3 Dec", and the year once it is not this one. */
export function formatDay(day: Day, options: { weekday?: boolean; year?: boolean } = {}): string {
  const { weekday = true, year = day.slice(0, 4) !== new Date().toISOString().slice(0, 4) } = options;
  return format(parseDay(day), {
    timeZone: "UTC",
    weekday: weekday ? "short" : undefined,
    day: "numeric",
    month: "short",
    year: year ? "numeric" : undefined,
  });
}

/** "Thursday 3 December" */
export function formatDayLong(day: Day): string {
  return format(parseDay(day), { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" }).replace(",", "");
}

export function formatMonth(day: Day): string {
  return format(parseDay(day), { timeZone: "UTC", month: "long" });
}

export function formatWeekday(day: Day): string {
  return format(parseDay(day), { timeZone: "UTC", weekday: "short" });
}

/** "3–10 Dec" or "28 Nov – 4 Dec": the parts both ends share are said once. */
export function formatDays(from: Day, to: Day): string {
  const year = from.slice(0, 4) !== new Date().toISOString().slice(0, 4) || from.slice(0, 4) !== to.slice(0, 4);
  return new Intl.DateTimeFormat(dateLocale(), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: year ? "numeric" : undefined,
  }).formatRange(parseDay(from), parseDay(to));
}

/** An instant as "Thu 3 Dec, 14:02" on the shop's clock. */
export function formatMoment(instant: string, timeZone?: string): string {
  const date = new Date(instant);
  const day = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
  return `${formatDay(day)}, ${formatClock(instant, timeZone)}`;
}

export function formatClock(instant: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(dateLocale(), { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

/** "4 s", "2 min", "5 h", "3 days": how long something takes, in signs that most languages share. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${formatNumber(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 5400) return `${formatNumber(Math.round(seconds / 60))} min`;
  if (seconds < 172_800) return `${formatNumber(Math.round(seconds / 3600))} h`;
  return `${formatNumber(Math.round(seconds / 86_400))} days`;
}

/** "5 min ago", for lists that are younger than a day; older ones say their day. */
export function formatAgo(instant: string, now: Date = new Date()): string {
  const seconds = (now.getTime() - new Date(instant).getTime()) / 1000;
  if (seconds > 86_400) return formatMoment(instant);
  const relative = new Intl.RelativeTimeFormat(numberLocale().startsWith("en") ? numberLocale() : "en-GB", { style: "short" });
  if (seconds < 60) return "just now";
  return seconds < 3600 ? relative.format(-Math.round(seconds / 60), "minute") : relative.format(-Math.round(seconds / 3600), "hour");
}
