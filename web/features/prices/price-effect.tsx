import { IntervalBar } from "@/components/charts";
import type { PriceItem } from "@/lib/api/hooks/insights";
import { capital } from "@/features/insights/words";
import { formatPercent } from "@/lib/format";
import { elasticityWords, moneyWords, unitsWords } from "./words";

/** What the change would do: money first, as a bar around "no change", then units. */
export function PriceEffect({ item }: { item: PriceItem }) {
  // Without a cost there is no margin to speak of; then turnover is what was looked at.
  const margin = item.expected_margin_change_minor;
  const money = margin ?? item.expected_revenue_change_minor;
  const units = item.expected_units_change;
  const elasticity = elasticityWords(item);
  const level = formatPercent((money ?? units)?.level ?? 0.9);
  return (
    <div className="grid content-start gap-2 text-small">
      {money && <EffectLine term={margin ? "Margin" : "Turnover, since the cost is not known"} said={moneyWords(money, item.currency)} range={money} />}
      {units && <EffectLine term="Units" said={capital(unitsWords(units, item.unit))} range={units} />}
      <p className="text-tiny text-muted">
        {level} sure to lie within the bar{elasticity && `. ${elasticity}`}.
      </p>
    </div>
  );
}

type Range = { mean: number; lo: number; hi: number };

function EffectLine({ term, said, range }: { term: string; said: string; range: Range }) {
  const reach = Math.max(Math.abs(range.lo), Math.abs(range.hi), 1e-9) * 1.08;
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-3">
        <span className="text-muted">{term}</span>
        <span className="nums font-medium">{said}</span>
      </div>
      <IntervalBar label={`${term}: ${said}`} mean={range.mean} band80={[range.lo, range.hi]} from={-reach} top={reach} marks={[{ value: 0, label: "no change" }]} />
    </div>
  );
}
