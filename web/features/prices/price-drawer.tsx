"use client";

import { Drawer, DrawerSection } from "@/components/ui/drawer";
import { DeskLink } from "@/features/insights/desk-link";
import { Caveats, HowSure, Origin } from "@/features/insights/why";
import type { Envelope, PriceItem } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";
import { Guardrails } from "./guardrails";
import { lowestWords } from "./suggestion";
import { elasticityWords, formatPrice, plainReason } from "./words";

/** Why this price: the sentence, what its past prices taught, the rules, and what cannot be known. */
export function PriceDrawer({ item, listing, onClose }: { item: PriceItem | null; listing: Envelope; onClose: () => void }) {
  return (
    <Drawer open={item !== null} onClose={onClose}>
      {item && <PriceWhy item={item} listing={listing} />}
    </Drawer>
  );
}

function PriceWhy({ item, listing }: { item: PriceItem; listing: Envelope }) {
  const { store } = useStore();
  const elasticity = elasticityWords(item);
  const changes = item.status === "suggested" && item.suggested_price_minor !== null;
  return (
    <>
      <h2 className="mb-1 text-title leading-7">{changes ? `${formatPrice(item.suggested_price_minor ?? 0, item)} for ${item.name}` : `${item.name} stays at ${formatPrice(item.current_price_minor, item)}`}</h2>
      <p className="text-muted">{plainReason(item.why.summary)}</p>
      {elasticity && (
        <DrawerSection title="What its shoppers do">
          <p>{elasticity}.</p>
        </DrawerSection>
      )}
      <DrawerSection title="Lowest price">
        <p>{lowestWords(item)}</p>
      </DrawerSection>
      {item.guardrails.length > 0 && (
        <DrawerSection title="Rules it was held to">
          <Guardrails rails={item.guardrails} />
        </DrawerSection>
      )}
      <HowSure why={item.why} accuracy={undefined} />
      <Caveats why={item.why} />
      <p className="mt-[18px]">
        <DeskLink href={`/forecasts/?id=${item.product_id}`}>See its forecast</DeskLink>
      </p>
      <Origin why={item.why} asOf={listing.as_of} cutoffDate={listing.cutoff_date} timeZone={store.time_zone} />
    </>
  );
}
