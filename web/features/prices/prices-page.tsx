"use client";

import { useState } from "react";
import { Page } from "@/components/frame/page";
import { Button } from "@/components/ui/button";
import { SkeletonRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { CategoryPick } from "@/features/insights/category-pick";
import { ListingGate, ListingNotes } from "@/features/insights/listing-gate";
import { useUndecided } from "@/features/insights/use-decide";
import { useInsightsLive, usePriceAdvice, type Envelope, type PriceItem } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";
import { useUrlState } from "@/lib/hooks/url-state";
import { KeptTable } from "./kept-table";
import { PriceDrawer } from "./price-drawer";
import { Suggestion } from "./suggestion";
import { pricesFinding } from "./words";

type More = { has: boolean; loading: boolean; load: () => void };

export function PricesPage() {
  const { store } = useStore();
  const [category] = useUrlState("category");
  useInsightsLive(store.store_id);
  const query = usePriceAdvice(store.store_id, { status: "suggested", category });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const more = { has: query.hasNextPage, loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() };
  return (
    <ListingGate
      page="Prices"
      what="The price advice"
      promise="Then this page says which prices are worth changing, what the change would do, and which rules it keeps."
      query={{ data: query.data?.pages[0], error: query.error, refetch: query.refetch }}
      skeleton={<SkeletonRows rows={10} label="Reading the price advice" />}
      hasItems={rows.length > 0}
    >
      {(listing) => <Prices listing={listing} all={rows} more={more} />}
    </ListingGate>
  );
}

function Prices({ listing, all, more }: { listing: Envelope; all: PriceItem[]; more: More }) {
  const { store } = useStore();
  const [category, setCategory] = useUrlState("category");
  const [tab, setTab] = useUrlState("tab", "change");
  const [openId, setOpenId] = useUrlState("id");
  // A kept price is opened from a list this page does not hold, so the item itself is remembered.
  const [kept, setKept] = useState<PriceItem | null>(null);
  const rows = useUndecided(all);
  const { title, note } = pricesFinding(rows, more.has, store.currency);
  const open = rows.find((row) => row.product_id === openId) ?? (kept?.product_id === openId ? kept : null);
  const openKept = (item: PriceItem) => {
    setKept(item);
    setOpenId(item.product_id);
  };
  const tabs = [
    { value: "change", label: "Worth changing", count: more.has ? null : rows.length },
    { value: "hold", label: "Keep" },
    { value: "refused", label: "No suggestion" },
  ];
  return (
    <Page title={title} note={note}>
      <ListingNotes listing={listing} />
      <Tabs label="Prices" value={tab} onChange={setTab} tabs={tabs} end={<CategoryPick value={category} onChange={setCategory} />}>
        {tab === "change" && <Suggestions rows={rows} more={more} openId={openId} onWhy={setOpenId} />}
        {(tab === "hold" || tab === "refused") && <KeptTable status={tab} category={category} openId={openId} onOpen={openKept} />}
      </Tabs>
      <PriceDrawer item={open} listing={listing} onClose={() => setOpenId(null)} />
    </Page>
  );
}

function Suggestions({ rows, more, openId, onWhy }: { rows: PriceItem[]; more: More; openId: string; onWhy: (id: string) => void }) {
  if (rows.length === 0) return <p className="max-w-[56ch] py-6 text-muted">No price within one step is clearly better than today’s. “Keep” and “No suggestion” say why, product by product.</p>;
  return (
    <div>
      {rows.map((item, index) => (
        <Suggestion key={item.product_id} item={item} first={index === 0} current={item.product_id === openId} onWhy={() => onWhy(item.product_id)} />
      ))}
      {more.has && (
        <div className="py-3">
          <Button busy={more.loading && "Loading more"} onClick={more.load}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
