"use client";

import { ChevronLeft } from "lucide-react";
import { Hits, LineChart } from "@/components/charts";
import { TextButton } from "@/components/ui/button";
import { EmptyState, ErrorState, Skeleton } from "@/components/ui/states";
import { formatAmount, unitScale } from "@/features/insights/amount";
import { ListingNotes } from "@/features/insights/listing-gate";
import { accuracyWords, adviceDay } from "@/features/insights/words";
import { useForecast, useProductHistory, useProductStock, type Envelope, type ForecastItem, type StockItem } from "@/lib/api/hooks/insights";
import { formatMoney, todayIn } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { useUrlChange, useUrlState } from "@/lib/hooks/url-state";
import { DAYS_BACK, demandFinding, demandOf, hitsFinding, type Demand } from "./demand";
import { ForecastFigures } from "./forecast-figures";
import { ForecastFacts } from "./forecast-facts";
import { ForecastWhy } from "./forecast-why";

/** One product: what it will sell, how that was found, and how often such forecasts were right. */
export function ProductForecast({ productId }: { productId: string }) {
  const { store } = useStore();
  const forecast = useForecast(store.store_id, productId);
  const history = useProductHistory(store.store_id, [productId], DAYS_BACK);
  const stock = useProductStock(store.store_id, productId);
  const item = forecast.data?.items[0];
  return (
    <div className="min-w-0 flex-1 px-8 pt-5 pb-10 max-md:px-4">
      <BackToAll />
      {forecast.error && !forecast.data && <ErrorState title="This forecast could not be read" error={forecast.error} onRetry={() => void forecast.refetch()} />}
      {!forecast.data && !forecast.error && <Waiting />}
      {forecast.data && !item && (
        <EmptyState title="There is no forecast of this product">
          <p>It may be new, switched off, or of another shop. A first forecast follows once it has sold on a few days.</p>
        </EmptyState>
      )}
      {item && forecast.data && <Opened item={item} listing={forecast.data} demand={demandOf(item, history.data?.items[0], forecast.data.cutoff_date ?? todayIn(store.time_zone))} historyError={history.error} stock={stock.data ?? null} />}
    </div>
  );
}

function BackToAll() {
  const change = useUrlChange();
  return (
    <TextButton quiet className="mb-2 inline-flex items-center gap-1 no-underline wide:hidden" onClick={() => change({ id: null, why: null }, "push")}>
      <ChevronLeft className="size-4 rtl:rotate-180" aria-hidden />
      All products
    </TextButton>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Reading the forecast" className="grid gap-5">
      <Skeleton className="h-7 w-72" />
      <div className="flex gap-11">
        <Skeleton className="h-16 w-32" />
        <Skeleton className="h-16 w-32" />
        <Skeleton className="h-16 w-32" />
      </div>
      <Skeleton className="h-80" />
      <Skeleton className="h-20" />
    </div>
  );
}

type OpenedProps = { item: ForecastItem; listing: Envelope; demand: Demand; historyError: unknown; stock: StockItem | null };

function Opened({ item, listing, demand, historyError, stock }: OpenedProps) {
  const { store } = useStore();
  const [why, setWhy] = useUrlState("why");
  const price = item.price_minor === null ? null : `${formatMoney(item.price_minor, item.currency)}${unitScale(item.unit) > 1 ? " / kg".replace("kg", item.unit === "gram" ? "kg" : item.unit === "millilitre" ? "l" : "m") : ""}`;
  const format = (value: number) => formatAmount(value, item.unit);
  return (
    <article>
      <header className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <h1>{item.name}</h1>
        <p className="text-small text-muted">{[item.category, price, item.sku && `code ${item.sku}`].filter(Boolean).join(" · ")}</p>
      </header>
      <div className="pt-3">
        <ListingNotes listing={listing} />
      </div>
      <ForecastFigures item={item} demand={demand} stock={stock} onWhy={() => setWhy(why ? null : "open")} />
      <LineChart {...demand} title={demandFinding(item, demand)} format={format} height={320} />
      {historyError != null && <ErrorState title="What was sold before could not be read" error={historyError} kept="The forecast itself is complete." />}
      <div className="mt-5">
        {demand.hits.some(Boolean) ? <Hits title={hitsFinding(demand)} axis={demand.axis} hits={demand.hits} /> : <h2>No forecast has met its day yet</h2>}
        <p className="mt-1 max-w-[80ch] text-small text-muted">{accuracyWords(item.accuracy).join(" ")}</p>
      </div>
      <ForecastFacts item={item} />
      <ForecastWhy open={why !== ""} onClose={() => setWhy(null)} item={item} listing={listing} stock={stock} today={adviceDay(stock ? [stock] : [], listing.cutoff_date, todayIn(store.time_zone))} />
    </article>
  );
}
