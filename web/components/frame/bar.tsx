"use client";

import { ChevronDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { Menu, MenuChoice } from "@/components/ui/menu";
import { RANGE_CHOICES, rangeLabel, useRange } from "@/lib/hooks/range";
import { useStore } from "@/lib/hooks/store";
import { useUrlChange } from "@/lib/hooks/url-state";
import { AccountMenu } from "./account-menu";
import { LiveDot } from "./live-dot";
import { isCurrent, PAGES } from "./pages";
import { Search } from "./search";

const PICK = "inline-flex min-w-0 items-center gap-1.5 rounded-mark font-medium whitespace-nowrap";

/** Which shop, which days, search, whether what is shown is live, and who is signed in. */
export function Bar() {
  const path = usePathname();
  const page = PAGES.find((entry) => isCurrent(entry, path));
  return (
    <header data-bar className="sticky top-0 z-20 flex h-bar items-center gap-5 border-b border-hair bg-ground px-8 max-md:gap-3 max-md:px-4">
      <StoreSwitch />
      {page?.range && <RangePick />}
      <Search />
      <LiveDot />
      <AccountMenu />
    </header>
  );
}

function StoreSwitch() {
  const { store, stores } = useStore();
  const change = useUrlChange();
  if (stores.length < 2) return <span className="truncate font-medium">{store.name}</span>;
  return (
    <Menu
      trigger={
        <button type="button" className={PICK} aria-label={`Shop: ${store.name}`}>
          <span className="truncate">{store.name}</span>
          <ChevronDown className="size-3.5 shrink-0 text-faint" aria-hidden />
        </button>
      }
    >
      {stores.map((one) => (
        <MenuChoice key={one.store_id} checked={one.store_id === store.store_id} onSelect={() => change({ store: one.store_id })}>
          {one.name}
        </MenuChoice>
      ))}
    </Menu>
  );
}

function RangePick() {
  const range = useRange();
  const change = useUrlChange();
  return (
    <Menu
      trigger={
        <button type="button" className={`${PICK} max-md:hidden`} aria-label={`Days: ${rangeLabel(range)}`}>
          {rangeLabel(range)}
          <ChevronDown className="size-3.5 text-faint" aria-hidden />
        </button>
      }
    >
      {RANGE_CHOICES.map((choice) => (
        <MenuChoice key={choice.value} checked={range.days === choice.days} onSelect={() => change({ range: choice.value, from: null, to: null })}>
          {choice.label}
        </MenuChoice>
      ))}
    </Menu>
  );
}
