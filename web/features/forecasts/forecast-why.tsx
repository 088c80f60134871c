"use client";

import { Drawer } from "@/components/ui/drawer";
import { formatAmount } from "@/features/insights/amount";
import { Caveats, DriverSteps, HowSure, Origin } from "@/features/insights/why";
import { weekdayName } from "@/features/insights/words";
import { OrderWhy } from "@/features/stock/order-drawer";
import type { Envelope, ForecastItem, StockItem } from "@/lib/api/hooks/insights";
import type { Day } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";

type ForecastWhyProps = { open: boolean; onClose: () => void; item: ForecastItem; listing: Envelope; stock: StockItem | null; today: Day };

/** The order as a sum where there is one, and below it what moves the forecast. */
export function ForecastWhy({ open, onClose, item, listing, stock, today }: ForecastWhyProps) {
  const { store } = useStore();
  const ordering = stock?.kind === "reorder" ? stock : null;
  const day = dayOfDrivers(item);
  const drivers = day && item.why.drivers.length > 0 && <DriverSteps why={item.why} day={day.date} mean={day.mean} />;
  return (
    <Drawer open={open} onClose={onClose}>
      {ordering ? (
        <OrderWhy item={ordering} today={today} listing={listing} linked={false}>
          {drivers}
        </OrderWhy>
      ) : (
        <>
          <h2 className="mb-1 text-title leading-7">
            {formatAmount(Math.round(item.predicted_demand), item.unit)} in the next {item.days.length} days
          </h2>
          <p className="text-muted">{item.why.summary}</p>
          {drivers}
          <HowSure why={item.why} accuracy={item.accuracy} />
          <Caveats why={item.why} />
          <Origin why={item.why} asOf={listing.as_of} cutoffDate={listing.cutoff_date} timeZone={store.time_zone} />
        </>
      )}
    </Drawer>
  );
}

/** The drivers speak of one weekday: the first such day ahead, else the first open one. */
function dayOfDrivers(item: ForecastItem): { date: Day; mean: number } | undefined {
  const open = item.days.filter((day) => !day.closed);
  const named = item.why.drivers.find((driver) => driver.name.startsWith("weekday "))?.name.slice("weekday ".length);
  return open.find((day) => weekdayName(day.date) === named) ?? open[0];
}
