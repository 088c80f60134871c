/**
 * The one place that knows how cached answers are named. A key starts with its resource and store,
 * so that a live change can drop all of one store's forecasts at once.
 */
type Filter = Record<string, unknown>;

const perStore = (resource: string) => ({
  all: (storeId: string) => [resource, storeId] as const,
  list: (storeId: string, filter: Filter = {}) => [resource, storeId, "list", filter] as const,
  one: (storeId: string, id: string) => [resource, storeId, "one", id] as const,
  part: (storeId: string, id: string, part: string, filter: Filter = {}) => [resource, storeId, "one", id, part, filter] as const,
});

export const keys = {
  me: () => ["me"] as const,
  logins: () => ["logins"] as const,
  users: () => ["users"] as const,
  stores: () => ["stores"] as const,
  store: (storeId: string) => ["stores", storeId] as const,
  products: perStore("products"),
  stock: perStore("stock"),
  sales: perStore("sales"),
  selfCheck: perStore("self-check"),
  uploads: perStore("uploads"),
  forecasts: perStore("forecasts"),
  stockAdvice: perStore("stock-advice"),
  priceAdvice: perStore("price-advice"),
  segments: perStore("segments"),
  salesSummary: perStore("sales-summary"),
  productHistory: perStore("product-history"),
  insightRuns: perStore("insight-runs"),
};

/** What a finished run or a new upload makes old. */
export const INSIGHT_RESOURCES = ["forecasts", "stock-advice", "price-advice", "segments", "sales-summary", "product-history", "insight-runs"] as const;
