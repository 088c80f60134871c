"use client";

import { Page } from "@/components/frame/page";
import { Skeleton } from "@/components/ui/states";
import { ListingGate, ListingNotes } from "@/features/insights/listing-gate";
import { useInsightsLive } from "@/lib/api/hooks/insights";
import { formatMoney } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { useUrlState } from "@/lib/hooks/url-state";
import { Filters } from "./filters";
import { ProductForecast } from "./product-forecast";
import { ProductPane, ProductTable } from "./product-list";
import { useForecastList, type ForecastList } from "./use-forecast-list";

export function ForecastsPage() {
  const { store } = useStore();
  const [id] = useUrlState("id");
  useInsightsLive(store.store_id);
  const { query, list } = useForecastList();
  return (
    <ListingGate
      page="Forecast"
      what="The forecast"
      promise="Then this page shows what every product will sell, with the range it should stay in."
      query={{ data: query.data?.pages[0], error: query.error, refetch: query.refetch }}
      skeleton={<Waiting />}
      hasItems={list.rows.length > 0}
    >
      {(listing) =>
        id ? (
          <div className="flex">
            <ProductPane list={list} listing={listing} currentId={id} />
            <ProductForecast key={id} productId={id} />
          </div>
        ) : (
          <Page title={list.searching ? "Forecast" : finding(list)} note="the most money at stake first">
            <ListingNotes listing={listing} />
            <Filters />
            <ProductTable list={list} listing={listing} />
          </Page>
        )
      }
    </ListingGate>
  );
}

/** "Oat milk Barista 1 l should bring the most, £3,240 in four weeks" */
function finding({ rows }: ForecastList): string {
  const first = rows[0];
  if (!first) return "Forecast";
  return `${first.name} should bring the most, ${formatMoney(first.at_stake_minor, first.currency, { whole: true })} in four weeks`;
}

function Waiting() {
  return (
    <div role="status" aria-label="Reading the forecasts">
      {Array.from({ length: 9 }, (_, row) => (
        <div key={row} className="flex h-12 items-center gap-8 border-b border-hair">
          <Skeleton className="h-3 w-48" />
          <Skeleton className="h-7 flex-1" />
          <Skeleton className="h-3 w-14" />
          <Skeleton className="h-3 w-14" />
        </div>
      ))}
    </div>
  );
}
