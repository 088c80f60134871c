"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { CONTROL } from "@/components/ui/field";
import { CategoryPick } from "@/features/insights/category-pick";
import { useUrlState } from "@/lib/hooks/url-state";

const TYPING_MS = 200;

/** Search by name or code, and one category; both stand in the URL. */
export function Filters({ slim = false }: { slim?: boolean }) {
  const [q, setQ] = useUrlState("q");
  const [category, setCategory] = useUrlState("category");
  const [text, setText] = useState(q);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => setQ(text || null), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, setQ]);
  return (
    <div className={`flex flex-wrap items-center gap-x-5 gap-y-2 ${slim ? "" : "mb-2"}`}>
      <div className={`relative ${slim ? "w-full" : "w-64 max-md:w-full"}`}>
        <Search className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-faint" aria-hidden />
        <input type="search" value={text} onChange={(event) => setText(event.target.value)} placeholder="Product or code" aria-label="Search products" className={`${CONTROL} h-8 ps-8`} />
      </div>
      <CategoryPick value={category} onChange={setCategory} />
    </div>
  );
}
