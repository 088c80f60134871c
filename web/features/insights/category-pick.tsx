"use client";

import { Select } from "@/components/ui/select";
import { useCategories } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";

const ALL = "all";

/** One category or all of them; hidden where a shop has none. */
export function CategoryPick({ value, onChange }: { value: string; onChange: (category: string | null) => void }) {
  const { store } = useStore();
  const { data = [] } = useCategories(store.store_id);
  if (data.length < 2 && !value) return null;
  const names = value && !data.includes(value) ? [value, ...data] : data;
  const options = [{ value: ALL, label: "All categories" }, ...names.map((name) => ({ value: name, label: name }))];
  return <Select look="bare" label="Category" value={value || ALL} onChange={(next) => onChange(next === ALL ? null : next)} options={options} className="max-w-52 text-small" />;
}
