/** What uploads are called on the page: states, columns, outcomes, habits of a file. */
import type { Tone } from "@/components/ui/tag";
import type { Part } from "@/components/ui/progress";
import { formatNumber } from "@/lib/format";
import type { Upload, UploadState } from "@/lib/api/types";

export const STATE_WORDS: Record<UploadState, { word: string; tone: Tone }> = {
  received: { word: "Received", tone: "info" },
  sniffing: { word: "Looking at it", tone: "info" },
  staging: { word: "Reading", tone: "info" },
  needs_answer: { word: "Needs an answer", tone: "attention" },
  staged: { word: "Ready to post", tone: "attention" },
  posting: { word: "Posting", tone: "info" },
  done: { word: "Posted", tone: "brand" },
  voided: { word: "Voided", tone: "plain" },
  failed: { word: "Failed", tone: "danger" },
  cancelled: { word: "Cancelled", tone: "plain" },
};

/** Fields of Aisle that a column may be. */
export const FIELD_WORDS: Record<string, string> = {
  receipt: "Receipt",
  line: "Line number",
  date: "Date and time",
  time: "Time",
  time_zone: "Time zone",
  sku: "Product code",
  barcode: "Barcode",
  name: "Name",
  variant: "Variant",
  category: "Category",
  quantity: "Quantity",
  unit: "Unit",
  unit_price: "Unit price",
  line_total: "Line total",
  gross_total: "Total before discount",
  discount: "Discount",
  tax: "Tax",
  kind: "Sale or return",
  status: "Status",
  customer: "Customer number",
  store: "Shop",
  currency: "Currency",
};

export const fieldWord = (field: string) => FIELD_WORDS[field] ?? field;

const DELIMITERS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
const DATE_ORDERS: Record<string, string> = { dmy: "day before month", mdy: "month before day", ymd: "year first" };

/** "semicolons, decimal comma, day before month": the habits of the file in a line. */
export function dialectWords({ dialect, source }: Upload): string {
  if (!dialect) return "";
  const words = [
    source && source !== "generic" && `from ${source.replaceAll("_", " ")}`,
    dialect.delimiter && (DELIMITERS[dialect.delimiter] ?? `split by ${dialect.delimiter}`),
    dialect.decimal === "," ? "decimal comma" : dialect.decimal === "." ? "decimal point" : null,
    dialect.date_order && DATE_ORDERS[dialect.date_order],
    dialect.encoding && dialect.encoding.toLowerCase() !== "utf-8" && dialect.encoding,
    dialect.time_zone,
    dialect.currency,
  ];
  return words.filter(Boolean).join(" · ");
}

const WARNINGS: Record<string, (count: number) => string> = {
  "local-time-repeated": (count) => `${formatNumber(count)} rows fall into the hour that the clocks repeat; the first reading was taken.`,
  "local-time-skipped": (count) => `${formatNumber(count)} rows fall into the hour that the clocks skip; they were moved forward.`,
  "no-receipt-column": () => "No column names the receipt, so each row counts as one.",
};

export const warningWords = (warning: { code: string; count: number }) =>
  WARNINGS[warning.code]?.(warning.count) ?? `${warning.code.replaceAll("-", " ")}: ${formatNumber(warning.count)}`;

/** Every row ends up somewhere: the parts always add up to the rows read. */
export function tally(upload: Upload): Part[] {
  const { rows_read, rows_posted, rows_duplicate, rows_set_aside, rows_rejected } = upload;
  const open = Math.max(0, rows_read - rows_posted - rows_duplicate - rows_set_aside - rows_rejected);
  const parts: Part[] = [
    { label: upload.state === "voided" ? "posted, then voided" : "posted", count: rows_posted, color: "var(--color-brand)" },
    { label: "ready to post", count: open, color: "var(--color-band-50)" },
    { label: "duplicate, posted before", count: rows_duplicate, color: "var(--color-info)" },
    { label: "set aside, no sale", count: rows_set_aside, color: "var(--color-attention)" },
    { label: "rejected", count: rows_rejected, color: "var(--color-danger)" },
  ];
  const unfinished = upload.state !== "done" && upload.state !== "voided";
  return parts.filter((part) => part.count > 0 || part.label === "rejected" || (part.label === "posted" && !unfinished));
}

/** How many rows the present step has done, and of how many: reading guesses the rest from the bytes. */
export function stepRows(upload: Upload): { done: number; total: number } {
  const { state, rows_read, rows_estimated, rows_posted, rows_duplicate, rows_set_aside, rows_rejected } = upload;
  if (state === "posting") return { done: rows_posted + rows_duplicate + rows_set_aside + rows_rejected, total: rows_read };
  return { done: rows_read, total: state === "staging" ? Math.max(rows_estimated, rows_read) : rows_read };
}
