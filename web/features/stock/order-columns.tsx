import { DepletionBar, DepletionHead } from "@/components/charts";
import type { Column } from "@/components/table";
import { formatAmount } from "@/features/insights/amount";
import { dueWords, reviewDays } from "@/features/insights/words";
import type { StockItem } from "@/lib/api/hooks/insights";
import { daysBetween, formatMoney, formatNumber, type Day } from "@/lib/format";
import { OrderActions } from "./order-actions";

export const perDay = (item: StockItem) => {
  const found = item.why.inputs.find((input) => input.name === "units_a_day")?.value;
  return typeof found === "number" ? found : null;
};

/** The shelf as a bar over the next fourteen days; the same pixels in every row. */
export function Shelf({ item, today, height }: { item: StockItem; today: Day; height?: number }) {
  const { p10, p50, p90 } = item.depletion_date;
  // A shelf runs empty somewhere within its day, so marks stand in the middle of it.
  const inDays = (day: Day | null) => (day ? daysBetween(today, day) + 0.5 : null);
  const ordered = Math.max(0, item.order_by_date ? daysBetween(today, item.order_by_date) : 0);
  const arrives = ordered + item.lead_time_days + 0.3;
  const review = reviewDays(item);
  return <DepletionBar name={item.name} today={today} p10={inDays(p10)} p50={inDays(p50)} p90={inDays(p90)} vans={review ? [arrives, arrives + review] : [arrives]} height={height} />;
}

/** Columns of the order table; with the drawer open the ones it repeats step aside. */
export function orderColumns(today: Day, slim: boolean): Column<StockItem>[] {
  const columns: (Column<StockItem> & { wide?: boolean })[] = [
    {
      key: "name",
      head: "Product",
      width: slim ? "32%" : "25%",
      cell: (item) => (
        <span className="two-lines pe-2 leading-[17px] font-medium" title={item.name}>
          {item.name}
        </span>
      ),
      value: (item) => item.name,
    },
    { key: "shelf", head: "On shelf", width: "72px", align: "end", cell: (item) => (item.on_hand === null ? "–" : formatAmount(item.on_hand, item.unit)), value: (item) => item.on_hand },
    { key: "perDay", head: "Per day", width: "68px", align: "end", wide: true, cell: (item) => <span className="text-muted">{formatAmount(perDay(item) ?? 0, item.unit)}</span>, value: perDay },
    {
      key: "out",
      name: "Runs out, likeliest",
      head: (
        <span className="block">
          Runs out
          <DepletionHead today={today} />
        </span>
      ),
      cell: (item) => (
        <div className="pe-2">
          <Shelf item={item} today={today} />
        </div>
      ),
    },
    { key: "order", head: "Order", width: "56px", align: "end", cell: (item) => <b className="font-semibold">{formatAmount(item.suggested_quantity, item.unit)}</b>, value: (item) => item.suggested_quantity },
    { key: "packs", head: "", name: "Packs", width: "72px", wide: true, cell: (item) => <Packs item={item} /> },
    { key: "by", head: "By", width: "88px", align: "end", cell: (item) => <By item={item} today={today} />, value: (item) => item.order_by_date },
    {
      key: "stake",
      head: "At stake",
      width: "80px",
      align: "end",
      cell: (item) => (item.at_stake_minor > 0 ? <span className="font-medium">{formatMoney(item.at_stake_minor, item.currency, { whole: true })}</span> : <span className="text-muted">–</span>),
      value: (item) => item.at_stake_minor,
    },
    { key: "act", head: "", width: "112px", align: "end", wide: true, cell: (item) => <OrderActions item={item} /> },
  ];
  return columns.filter((column) => !slim || !column.wide);
}

/** What a spreadsheet needs beyond what the page shows. */
export const csvColumns = (today: Day): Column<StockItem>[] => [
  { key: "sku", head: "Code", cell: (item) => item.sku, value: (item) => item.sku },
  ...orderColumns(today, false),
  { key: "packs", head: "Packs", cell: (item) => item.packs, value: (item) => item.packs },
];

function Packs({ item }: { item: StockItem }) {
  const size = item.packs > 0 ? item.suggested_quantity / item.packs : 1;
  return size > 1 && Number.isInteger(size) ? (
    <span className="whitespace-nowrap text-muted">
      = {formatNumber(item.packs)} × {formatNumber(size)}
    </span>
  ) : null;
}

function By({ item, today }: { item: StockItem; today: Day }) {
  if (!item.order_by_date) return <span className="text-muted">–</span>;
  const due = dueWords(item.order_by_date, today);
  return <span className={`whitespace-nowrap ${item.urgency === "now" ? "font-medium text-attention" : "text-muted"}`}>{due}</span>;
}
