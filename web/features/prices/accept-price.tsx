"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { markDecided } from "@/features/insights/pending";
import { useDecide } from "@/features/insights/use-decide";
import { useAcceptPrice } from "@/lib/api/hooks/decisions";
import type { PriceItem } from "@/lib/api/hooks/insights";
import { plainProblem } from "@/lib/api/problems";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { formatPrice } from "./words";

const REASONS = [
  { value: "shoppers-would-mind", label: "Shoppers would mind" },
  { value: "price-is-agreed", label: "The price is agreed with somebody" },
  { value: "numbers-look-wrong", label: "The numbers look wrong" },
];

/** Accept asks first: a price that was on the shelf cannot be taken back unseen. The rest can be undone. */
export function PriceActions({ item, first }: { item: PriceItem; first: boolean }) {
  const { store } = useStore();
  const decide = useDecide(store.store_id);
  const allowed = usePermission("insights.decide");
  const writes = usePermission("catalogue.write");
  const [asking, setAsking] = useState(false);
  if (!allowed || !item.recommendation_id || item.suggested_price_minor === null) return null;
  const ids = [item.recommendation_id];
  const price = formatPrice(item.suggested_price_minor, item);
  return (
    <div className="mt-3 flex items-center gap-1">
      {writes && (
        <Button kind={first ? "main" : "line"} size="small" onClick={() => setAsking(true)} aria-label={`Change to ${price}: ${item.name}`}>
          Change to {price}
        </Button>
      )}
      <Button kind="bare" size="small" onClick={() => decide({ ids, decision: "later", said: `${item.name} comes back tomorrow` })} aria-label={`Later: ${item.name}`}>
        Later
      </Button>
      <Menu
        trigger={
          <Button kind="bare" size="small" aria-label={`Dismiss: ${item.name}`}>
            Dismiss
          </Button>
        }
      >
        <MenuLabel>Why not?</MenuLabel>
        {REASONS.map((reason) => (
          <MenuItem key={reason.value} onSelect={() => decide({ ids, decision: "dismiss", reason: reason.value, said: `${item.name} keeps its price` })}>
            {reason.label}
          </MenuItem>
        ))}
      </Menu>
      {asking && <ConfirmPrice item={item} recommendationId={item.recommendation_id} price={price} onClose={() => setAsking(false)} />}
    </div>
  );
}

function ConfirmPrice({ item, recommendationId, price, onClose }: { item: PriceItem; recommendationId: string; price: string; onClose: () => void }) {
  const { store } = useStore();
  const accept = useAcceptPrice(store.store_id);
  const toast = useToast();
  const now = formatPrice(item.current_price_minor, item);
  const change = () =>
    accept.mutate(recommendationId, {
      onSuccess: () => {
        markDecided(recommendationId, "accept");
        toast({ text: `${item.name} costs ${price} from now on` });
        onClose();
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Change the price to ${price}?`}
      description={`${item.name} costs ${price} instead of ${now} at ${store.name} from now on. The change is kept under your name; check that the shelf says the same.`}
      actions={
        <>
          <Button kind="main" busy={accept.isPending && "Changing it"} onClick={change}>
            Change the price
          </Button>
          <Button kind="bare" onClick={onClose}>
            Keep {now}
          </Button>
        </>
      }
    >
      {accept.error && (
        <p role="alert" className="text-danger">
          {plainProblem(accept.error).text}
        </p>
      )}
    </Dialog>
  );
}
