"use client";

import { TextButton } from "@/components/ui/button";
import { Figure } from "@/components/ui/figure";
import { DeskLink } from "@/features/insights/desk-link";
import { formatAmount } from "@/features/insights/amount";
import type { ForecastItem, StockItem } from "@/lib/api/hooks/insights";
import { formatDay, formatMoney, formatNumber } from "@/lib/format";
import { plural } from "@/lib/words";
import { daysSold, lostBefore, soldBefore, type Demand } from "./demand";

type FiguresProps = { item: ForecastItem; demand: Demand; stock: StockItem | null; onWhy: () => void };

/** What comes, what was, and what stands on the shelf, each with what to hold it against. */
export function ForecastFigures({ item, demand, stock, onWhy }: FiguresProps) {
  const amount = (value: number) => formatAmount(Math.round(value), item.unit);
  const [low, high] = [item.total_quantiles["0.1"], item.total_quantiles["0.9"]];
  const lost = lostBefore(demand);
  const band = low === undefined || high === undefined ? "" : `${amount(low)}–${amount(high)} in 8 of 10 cases. `;
  return (
    <div className="mb-5 grid grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-x-8 gap-y-4">
      <Figure
        label={`Next ${formatNumber(item.days.length)} days`}
        value={amount(item.predicted_demand)}
        note={
          <>
            {band}
            <TextButton onClick={onWhy}>Why</TextButton>
          </>
        }
      />
      <Figure label="The 28 days before" value={amount(soldBefore(demand))} note={lost >= 0.5 ? `sold, while about ${amount(lost)} could not be` : `sold, on ${formatNumber(daysSold(demand))} ${plural(daysSold(demand), "day")}`} />
      {stock ? <ShelfFigure stock={stock} /> : <Figure label="At today’s price" value={formatMoney(item.at_stake_minor, item.currency, { whole: true })} note="of expected sales" />}
    </div>
  );
}

function ShelfFigure({ stock }: { stock: StockItem }) {
  if (stock.kind === "count_first") {
    return <Figure label="Left on the shelf" value="Not known" note={<DeskLink href="/stock/?tab=count">Count it first</DeskLink>} />;
  }
  const { p50, p90 } = stock.depletion_date;
  const end = p50 ? `runs out ${formatDay(p50)}${p90 && p90 !== p50 ? `, at the latest ${formatDay(p90)}` : ""}` : "lasts beyond the next weeks";
  return <Figure label="Left on the shelf" value={formatAmount(stock.on_hand ?? 0, stock.unit)} tone={stock.urgency === "now" && stock.kind === "reorder" ? "attention" : "plain"} note={end} />;
}
