import type { Column, Sort } from "./types";

/** Numbers start with the largest, words with the first; a third press goes back to the given order. */
export function nextSort(sort: Sort | null, key: string, align: Column<unknown>["align"]): Sort | null {
  const first = align === "end" ? "down" : "up";
  if (sort?.key !== key) return { key, direction: first };
  return sort.direction === first ? { key, direction: first === "up" ? "down" : "up" } : null;
}

/** A sorted copy; rows without a value stay at the end in both directions. */
export function sortRows<Row>(rows: Row[], columns: Column<Row>[], sort: Sort | null): Row[] {
  const value = columns.find((column) => column.key === sort?.key)?.value;
  if (!sort || !value) return rows;
  const sign = sort.direction === "up" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const a = value(one);
    const b = value(other);
    if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  });
}
