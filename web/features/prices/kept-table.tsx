"use client";

import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Table, type Column } from "@/components/table";
import { usePriceAdvice, type PriceItem } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";
import { railsWords } from "./guardrails";
import { formatPrice, plainReason } from "./words";

type KeptTableProps = { status: "hold" | "refused"; category: string; openId: string; onOpen: (item: PriceItem) => void };

const EMPTY = {
  hold: "No price was held back. Prices stand here when today’s is as good as any other within one step.",
  refused: "Something can be said about every price. Products stand here when too little is known to suggest one.",
};

/** Prices that stay, each with its reason: nothing better, a rule in the way, or too little known. */
export function KeptTable({ status, category, openId, onOpen }: KeptTableProps) {
  const { store } = useStore();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePriceAdvice(store.store_id, { status, category });
  if (error && !data) return <ErrorState title="These prices could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={8} label="Reading the prices" />;
  const columns: Column<PriceItem>[] = [
    { key: "name", head: "Product", width: "30%", cell: (item) => <span className="two-lines pe-2 font-medium" title={item.name}>{item.name}</span>, value: (item) => item.name },
    { key: "price", head: "Price", width: "96px", align: "end", cell: (item) => formatPrice(item.current_price_minor, item), value: (item) => item.current_price_minor },
    { key: "lowest", head: "30-day lowest", width: "112px", align: "end", cell: (item) => (item.reference_price_minor === null ? "–" : formatPrice(item.reference_price_minor, item)), value: (item) => item.reference_price_minor },
    { key: "why", head: "Why it stays", cell: (item) => <span className="block py-1.5 ps-4 text-small text-muted">{reasonOf(item)}</span>, value: reasonOf },
  ];
  return (
    <Table
      label={status === "hold" ? "Prices to keep" : "Products without a suggestion"}
      columns={columns}
      rows={data.pages.flatMap((page) => page.items)}
      rowKey={(item) => item.product_id}
      onOpen={onOpen}
      currentKey={openId}
      more={{ has: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
      narrow={(item) => (
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <p className="two-lines font-medium">{item.name}</p>
            <p className="text-tiny text-muted">{reasonOf(item)}</p>
          </div>
          <p className="nums shrink-0">{formatPrice(item.current_price_minor, item)}</p>
        </div>
      )}
      empty={<p className="max-w-[56ch] py-6 text-muted">{EMPTY[status]}</p>}
    />
  );
}

/** The API's own sentence; where a rule is in the way, what the rule found. */
function reasonOf(item: PriceItem): string {
  const broken = item.status === "hold" && item.guardrails.some((rail) => rail.passed === false);
  if (item.status === "hold" && !broken) return "No price within one step is clearly better.";
  return broken ? `${plainReason(item.why.summary)} ${railsWords(item.guardrails)}.` : plainReason(item.why.summary);
}
