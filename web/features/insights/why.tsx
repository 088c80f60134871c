"use client";

import { Waterfall, type Driver } from "@/components/charts";
import { DrawerSection, Sum, type SumLine } from "@/components/ui/drawer";
import type { Accuracy, StockItem, Why } from "@/lib/api/hooks/insights";
import { addDays, formatDay, formatMoment, formatNumber, type Day } from "@/lib/format";
import { capital, accuracyWords, confidenceWords, reviewDays } from "./words";

/** The order as a sum; its lines are the API's own parts, so they add up to the number on the button. */
export function OrderSum({ item, today }: { item: StockItem; today: Day }) {
  const { parts } = item;
  const until = addDays(today, item.lead_time_days + (reviewDays(item) ?? 0));
  const lines: SumLine[] = [
    { label: `Expected until ${formatDay(until)}`, value: formatNumber(parts.expected) },
    { label: `Spare, to be enough ${formatNumber(Math.round(item.service_level * 100))} times in 100`, value: more(parts.spare) },
    ...(parts.expiring ? [{ label: "Will expire unsold", value: more(parts.expiring) }] : []),
    { label: "On the shelf", value: less(parts.on_shelf) },
    { label: "Already on order", value: less(parts.on_order) },
    { label: "Needed", value: formatNumber(parts.needed) },
  ];
  return <Sum lines={lines} total={{ label: packWords(item), value: formatNumber(parts.ordered) }} />;
}

const more = (units: number) => (units === 0 ? "0" : `+ ${formatNumber(units)}`);
const less = (units: number) => (units === 0 ? "0" : `− ${formatNumber(units)}`);

/** "8 packs of 6", where packs hold more than one. */
export function packWords({ packs, suggested_quantity }: Pick<StockItem, "packs" | "suggested_quantity">): string {
  const size = packs > 0 ? suggested_quantity / packs : 0;
  if (size <= 1 || !Number.isInteger(size)) return "To order";
  return `${formatNumber(packs)} ${packs === 1 ? "pack" : "packs"} of ${formatNumber(size)}`;
}

const DRIVER_WORDS: Record<string, string> = { level: "Usual day", "recent trend": "Last week’s turn" };

/** What moves a forecast, ending in the forecast of the day itself; what no driver names is said too. */
export function DriverSteps({ why, day, mean }: { why: Why; day: Day; mean: number }) {
  const steps: Driver[] = why.drivers.map((driver) => ({
    label: DRIVER_WORDS[driver.name] ?? capital(driver.name.replace(/^weekday /, "")),
    effect: driver.effect,
    kind: driver.name === "level" ? "base" : undefined,
  }));
  const rest = mean - steps.reduce((sum, step) => sum + step.effect, 0);
  if (Math.abs(rest) >= 0.05) steps.push({ label: "Everything else", effect: rest });
  const title = `What makes ${formatDay(day)} ${formatNumber(mean, { decimals: mean < 20 ? 1 : 0 })}`;
  return (
    <DrawerSection title={title}>
      <Waterfall label={title} drivers={[...steps, { label: formatDay(day), effect: mean, kind: "total" }]} />
    </DrawerSection>
  );
}

export function HowSure({ why, accuracy }: { why: Why; accuracy: Accuracy | null | undefined }) {
  return (
    <DrawerSection title="How sure">
      <p>
        {confidenceWords(why)} {accuracy !== undefined && accuracyWords(accuracy).join(" ")}
      </p>
    </DrawerSection>
  );
}

export function Caveats({ why }: { why: Why }) {
  if (why.caveats.length === 0) return null;
  return (
    <DrawerSection title="What we cannot know">
      <ul className="grid gap-1">
        {why.caveats.map((caveat) => (
          <li key={caveat}>{capital(caveat.replaceAll("_", " "))}.</li>
        ))}
      </ul>
    </DrawerSection>
  );
}

/** From what and when this was worked out, and how. */
export function Origin({ why, asOf, cutoffDate, timeZone }: { why: Why; asOf: string | null; cutoffDate: Day | null; timeZone: string }) {
  const said = [
    cutoffDate && `Sales up to ${formatDay(cutoffDate)}`,
    asOf && `worked out ${formatMoment(asOf, timeZone)}`,
    why.method,
  ].filter(Boolean);
  return <p className="mt-5 text-tiny text-faint">{said.join(" · ")}</p>;
}
