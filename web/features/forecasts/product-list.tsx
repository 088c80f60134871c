"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { EndOfList } from "@/components/table/end-of-list";
import { Table, type Column } from "@/components/table";
import { formatAmount } from "@/features/insights/amount";
import type { Envelope, ForecastItem } from "@/lib/api/hooks/insights";
import { formatMoney, formatPercent } from "@/lib/format";
import { useUrlState } from "@/lib/hooks/url-state";
import { classWords } from "./demand";
import { Filters } from "./filters";
import { Trend } from "./trend";
import type { ForecastList } from "./use-forecast-list";

type ListProps = { list: ForecastList; listing: Envelope };

const stake = (item: ForecastItem) => formatMoney(item.at_stake_minor, item.currency, { whole: true });
const units = (item: ForecastItem) => formatAmount(Math.round(item.predicted_demand), item.unit);
const band = (item: ForecastItem) => {
  const [low, high] = [item.total_quantiles["0.1"], item.total_quantiles["0.9"]];
  return low === undefined || high === undefined ? "" : `${formatAmount(Math.round(low), item.unit)}–${formatAmount(Math.round(high), item.unit)}`;
};
const offBy = (item: ForecastItem) => (item.accuracy?.wape == null ? "–" : formatPercent(item.accuracy.wape));

/** All products, the most money at stake first; a row opens its forecast. */
export function ProductTable({ list, listing }: ListProps) {
  const [, open] = useUrlState("id");
  const trend = (item: ForecastItem, height?: number) => <Trend item={item} history={list.trends.get(item.product_id ?? "")} cutoffDate={listing.cutoff_date} height={height} />;
  const columns: Column<ForecastItem>[] = [
    { key: "name", head: "Product", width: "26%", cell: (item) => <span className="two-lines pe-2 font-medium" title={item.name}>{item.name}</span>, value: (item) => item.name },
    { key: "trend", head: "28 days back and 28 ahead", cell: (item) => <div className="py-1 pe-4">{trend(item, 34)}</div> },
    { key: "units", head: "Next 28 days", width: "104px", align: "end", cell: (item) => <span className="font-medium">{units(item)}</span>, value: (item) => Math.round(item.predicted_demand) },
    { key: "band", head: "8 of 10 between", width: "120px", align: "end", cell: (item) => <span className="text-muted">{band(item)}</span>, value: band },
    { key: "off", head: "Off by, of sales", width: "112px", align: "end", cell: (item) => <span className="text-muted">{offBy(item)}</span>, value: (item) => item.accuracy?.wape },
    { key: "stake", head: "At stake", width: "96px", align: "end", cell: (item) => <span className="font-medium">{stake(item)}</span>, value: (item) => item.at_stake_minor },
  ];
  return (
    <Table
      label="Products by money at stake"
      columns={columns}
      rows={list.rows}
      rowKey={(item) => item.product_id ?? item.name}
      onOpen={(item) => open(item.product_id, "push")}
      more={list.more}
      narrow={(item) => (
        <div>
          <div className="flex items-baseline justify-between gap-3">
            <p className="two-lines font-medium">{item.name}</p>
            <p className="nums shrink-0 font-medium">{stake(item)}</p>
          </div>
          <div className="mt-1 flex items-end gap-3">
            <div className="min-w-0 flex-1">{trend(item)}</div>
            <p className="nums shrink-0 text-small text-muted">{units(item)}</p>
          </div>
        </div>
      )}
      empty={<NothingFound />}
    />
  );
}

export function NothingFound() {
  const [q] = useUrlState("q");
  return <p className="max-w-[48ch] px-6 py-6 text-muted md:px-0">{q ? `No product with a forecast is called “${q}”. Try fewer letters, or its code.` : "No product of this category has a forecast yet."}</p>;
}

/** The same list as a column beside an open product. */
export function ProductPane({ list, listing, currentId }: ListProps & { currentId: string }) {
  return (
    <nav aria-label="Products" className="sticky top-bar h-[calc(100vh-var(--spacing-bar))] w-[292px] shrink-0 overflow-auto border-e border-hair pt-5 max-wide:hidden">
      <header className="ps-6 pe-5 pb-2">
        <p className="text-title leading-7 font-semibold">Forecast</p>
        <p className="mt-0.5 mb-2.5 text-small text-muted">The most money at stake first</p>
        <Filters slim />
        <p className="mt-2.5 flex justify-between text-tiny text-faint">
          <span>28 days back and ahead</span>
          <span>at stake, units</span>
        </p>
      </header>
      {list.rows.length === 0 && !list.more.loading && <NothingFound />}
      <ol onKeyDown={moveLink}>
        {list.rows.map((item) => (
          <PaneRow key={item.product_id} item={item} list={list} listing={listing} current={item.product_id === currentId} />
        ))}
      </ol>
      <div className="ps-6 pe-5">
        <EndOfList more={list.more} count={list.rows.length} />
      </div>
    </nav>
  );
}

function PaneRow({ item, list, listing, current }: ListProps & { item: ForecastItem; current: boolean }) {
  const search = new URLSearchParams(useSearchParams());
  search.set("id", item.product_id ?? "");
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <li ref={row}>
      <Link
        href={`/forecasts/?${search}`}
        replace
        scroll={false}
        aria-current={current || undefined}
        className={`grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 border-t border-hair py-2.5 ps-6 pe-5 -outline-offset-2 hover:bg-chosen ${current ? "bg-chosen shadow-[inset_2px_0_var(--color-brand)]" : ""}`}
      >
        <span className="truncate text-small font-medium" title={item.name}>
          {item.name}
        </span>
        <span className="nums text-small font-medium">{stake(item)}</span>
        <span className="mt-1">
          <Trend item={item} history={list.trends.get(item.product_id ?? "")} cutoffDate={listing.cutoff_date} />
        </span>
        <span className="nums self-end text-end text-tiny text-muted">{units(item)}</span>
        <span className="sr-only">{classWords(item)}</span>
      </Link>
    </li>
  );
}

function moveLink(event: KeyboardEvent<HTMLOListElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
