import { IntervalBar } from "@/components/charts";
import type { PriceItem } from "@/lib/api/hooks/insights";
import { capital } from "@/features/insights/words";
import { formatMoney, formatPercent } from "@/lib/format";
import { elasticityWords, moneyWords, turnoverChange, unitsWords } from "./words";

/** What the change would do: money first, as a bar around "no change", then units. */
export function PriceEffect({ item }: { item: PriceItem }) {
  const margin = item.expected_margin_change_minor;
  const units = item.expected_units_change;
  const turnover = turnoverChange(item);
  const elasticity = elasticityWords(item);
  const level = formatPercent((margin ?? units)?.level ?? 0.9);
  return (
    <dl className="grid gap-2 text-small">
      {margin && <EffectLine term="Margin" said={moneyWords(margin, item.currency)} range={margin} />}
      {!margin && turnover !== null && (
        <div>
          <dt className="text-muted">Turnover, since the cost is not known</dt>
          <dd className="font-medium">{formatMoney(Math.round(turnover), item.currency, { sign: true })}</dd>
        </div>
      )}
      {units && <EffectLine term="Units" said={capital(unitsWords(units, item.unit))} range={units} />}
      <p className="text-tiny text-muted">
        {level} sure to lie within the bar{elasticity && `. ${elasticity}`}.
      </p>
    </dl>
  );
}

type Range = { mean: number; lo: number; hi: number };

function EffectLine({ term, said, range }: { term: string; said: string; range: Range }) {
  const reach = Math.max(Math.abs(range.lo), Math.abs(range.hi), 1e-9) * 1.08;
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-3">
        <dt className="text-muted">{term}</dt>
        <dd className="nums font-medium">{said}</dd>
      </div>
      <IntervalBar label={`${term}: ${said}`} mean={range.mean} band80={[range.lo, range.hi]} from={-reach} top={reach} marks={[{ value: 0, label: "no change" }]} />
    </div>
  );
}
