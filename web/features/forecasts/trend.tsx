import { Sparkline } from "@/components/charts";
import type { ForecastItem, ProductHistory } from "@/lib/api/hooks/insights";
import { expectedOf } from "./demand";

/** 28 days back in ink, 28 ahead in brand with their band. */
export function Trend({ item, history, cutoffDate, height }: { item: ForecastItem; history: ProductHistory | undefined; cutoffDate: string | null; height?: number }) {
  const past = (history?.days ?? []).filter((day) => cutoffDate === null || day.date <= cutoffDate).map((day) => (day.closed ? null : day.units));
  const next = item.days.map((day) => expectedOf(day) ?? { mean: null });
  return <Sparkline label={`${item.name}: 28 days back and 28 ahead`} past={past} next={next} height={height} />;
}
