"use client";

import { Search as Glass } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useMemo, useState, type KeyboardEvent } from "react";
import { useProductSearch } from "@/lib/api/hooks/products";
import { useCurrentMe } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { useLastingQuery } from "@/lib/hooks/url-state";
import { pagesFor, SETTINGS } from "./pages";

type Found = { key: string; label: string; note: string; href: string };

/** Ctrl K from anywhere: pages by name, products by name or code. */
export function Search() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="ms-auto flex h-8 w-80 min-w-0 items-center gap-2 rounded-control border border-hair ps-2.5 pe-2 text-small text-faint hover:border-rule max-wide:w-52 max-md:w-9 max-md:border-0 max-md:px-2.5"
      >
        <Glass className="size-4 shrink-0" strokeWidth={1.75} aria-hidden />
        <span className="sr-only">Search: </span>
        <span className="truncate max-md:hidden">Page or product</span>
        <kbd className="ms-auto shrink-0 max-wide:hidden">Ctrl K</kbd>
      </button>
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Portal>
          <Radix.Overlay className="anim-appear fixed inset-0 z-40 bg-veil" />
          <Radix.Content aria-describedby={undefined} className="anim-rise fixed start-1/2 top-[12vh] z-50 w-[min(560px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-panel bg-raised shadow-float rtl:translate-x-1/2">
            <Radix.Title className="sr-only">Search</Radix.Title>
            <Palette onDone={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  );
}

function Palette({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(words);
  const go = (one: Found | undefined) => {
    if (!one) return;
    onDone();
    router.push(one.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((now) => (now + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === "Enter") go(found[at]);
  };
  return (
    <>
      <input
        autoFocus
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={found[at] ? `found-${at}` : undefined}
        aria-label="Page or product"
        placeholder="Page or product"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-b border-hair bg-transparent px-4 text-lead outline-none placeholder:text-faint"
      />
      <ul id="found" role="listbox" aria-label="Found" className="max-h-[50vh] overflow-auto p-1">
        {found.map((one, index) => (
          <li
            key={one.key}
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => go(one)}
            onPointerMove={() => setAt(index)}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-key px-3 py-1 aria-selected:bg-chosen max-md:min-h-11"
          >
            <span className="min-w-0 truncate font-medium">{one.label}</span>
            <span className="shrink-0 text-small text-muted">{one.note}</span>
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-2 text-muted">Nothing by that name here.</li>}
      </ul>
    </>
  );
}

function useFound(words: string): Found[] {
  const { store } = useStore();
  const { permissions } = useCurrentMe();
  const lasting = useLastingQuery();
  const { data } = useProductSearch(store.store_id, words);
  return useMemo(() => {
    const wanted = words.trim().toLowerCase();
    const pages = [...pagesFor(permissions), SETTINGS]
      .filter((entry) => entry.word.toLowerCase().includes(wanted))
      .map((entry): Found => ({ key: entry.href, label: entry.word, note: "page", href: entry.href + lasting }));
    const products = wanted.length < 2 ? [] : (data?.items ?? []);
    const joint = lasting ? "&" : "?";
    return [
      ...pages,
      ...products.map((one): Found => ({ key: one.product_id, label: one.name, note: one.sku, href: `/forecasts/${lasting}${joint}product=${one.product_id}` })),
    ];
  }, [words, data, lasting, permissions]);
}
