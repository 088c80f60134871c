/** Short names for the shapes of the API that pages speak of; the shapes themselves are generated. */
import type { Schema } from "./api";

export type Grant = Schema<"AccessToken">;
export type Me = Schema<"Me">;
export type Role = User["role"];
export type Login = Schema<"Login">;
export type User = Schema<"User">;
export type UserIn = Schema<"UserInput">;
export type SignupIn = Schema<"SignUp">;
export type Store = Schema<"StoreOut">;
export type StoreIn = Schema<"StoreIn">;
export type Product = Schema<"ProductOut">;

export type Page<T> = { items: T[]; next_after: string | null };

export type UploadState =
  | "received" | "sniffing" | "staging" | "needs_answer" | "staged" | "posting" | "done" | "voided" | "failed" | "cancelled";
export type Upload = {
  upload_id: string;
  store_id: string | null;
  file_name: string;
  state: UploadState;
  source: string | null;
  profile: { name: string; confidence: number } | null;
  dialect: { encoding: string; delimiter: string | null; sheet: string | null; decimal: string; date_order: string; time_zone: string | null; currency: string | null } | null;
  mapping: Record<string, string>;
  unmapped: string[];
  questions: UploadQuestion[];
  problem: { code: string; title: string; detail: string; params: Record<string, unknown> } | null;
  bytes_total: number;
  bytes_read: number;
  rows_estimated: number;
  rows_read: number;
  rows_posted: number;
  rows_duplicate: number;
  rows_set_aside: number;
  rows_rejected: number;
  receipts_posted: number;
  first_date: string | null;
  last_date: string | null;
  totals: { currency: string; gross_sales_minor: number; returns_minor: number }[];
  warnings: { code: string; count: number }[];
  code_counts: Record<string, number>;
  progress: number;
  rows_per_second: number;
  eta_s: number | null;
  received_at: string;
  started_at: string | null;
  finished_at: string | null;
};
export type UploadQuestion = { field: string; text: string; options: { value: string; label: string; outcome: string }[] };
export type RowOutcome = "rejected" | "set_aside" | "duplicate";
export type UploadRow = { row: number; column: string | null; value: string | null; code: string; message: string; hint: string };
export type UploadPreview = {
  columns: { header: string; field: string | null; first_values: string[]; note: string }[];
  questions: UploadQuestion[];
};
