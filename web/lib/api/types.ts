/** Names for the shapes of the API that pages speak of. */

export type Role = "owner" | "manager" | "cashier";
export type Grant = { access_token: string; token_type: string; expires_in: number };
export type Me = {
  user_id: string;
  name: string;
  email: string;
  role: Role;
  tenant_id: string;
  shop_name: string;
  permissions: string[];
  stores: { store_id: string; name: string }[];
};
export type Login = { login_id: string; device: string; created_at: string; last_used_at: string; expires_at: string; current: boolean };
export type User = { user_id: string; name: string; email: string; role: Role; store_ids: string[] | null; disabled: boolean };
export type UserIn = { name: string; email: string; role: Role; store_ids: string[] | null; password?: string; disabled: boolean };
export type SignupIn = { email: string; password: string; name: string; shop_name: string; time_zone: string; currency: string };
export type Page<T> = { items: T[]; next_after: string | null };

export type TaxMode = "unknown" | "included" | "added";
export type StoreIn = {
  name: string;
  location: string;
  time_zone: string;
  currency: string;
  day_ends_at: string;
  stock_from_date: string | null;
  tax_mode: TaxMode;
  tax_rate: number;
  lead_time_days: number;
  review_period_days: number;
  service_level: number;
};
export type Store = StoreIn & { store_id: string };
export type Product = {
  product_id: string;
  store_id: string;
  sku: string;
  name: string;
  category: string;
  unit: string;
  price_minor: number;
  currency: string;
};

export type UploadState =
  | "received" | "sniffing" | "staging" | "needs_answer" | "staged" | "posting" | "done" | "voided" | "failed" | "cancelled";
export type Upload = {
  upload_id: string;
  state: UploadState;
  file_name: string;
  store_id: string;
  source: string;
  profile: { name: string; confidence: number } | null;
  dialect: { encoding: string; delimiter: string; decimal: string; date_order: string; time_zone: string; currency: string } | null;
  mapping: Record<string, string>;
  unmapped: string[];
  questions: UploadQuestion[];
  bytes_total: number;
  bytes_read: number;
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
  rows_per_second: number;
  eta_s: number | null;
  problem?: { code: string; detail: string } | null;
  started_at: string;
  finished_at: string | null;
};
export type UploadQuestion = { field: string; text: string; options: { value: string; label: string; outcome: string }[] };
export type RowOutcome = "rejected" | "set_aside" | "duplicate";
export type UploadRow = { row: number; column: string | null; value: string | null; code: string; message: string; hint: string };
export type UploadPreview = {
  columns: { header: string; field: string | null; first_values: string[]; note: string }[];
  rows: Record<string, string | null>[];
};
