import type { Role } from "@/lib/api/types";

export const ROLE_WORDS: Record<Role, { word: string; note: string }> = {
  owner: { word: "Owner", note: "Everything, including people and settings" },
  manager: { word: "Manager", note: "Sales, uploads, forecasts and advice of their shops" },
  cashier: { word: "Cashier", note: "Products and prices, no sums and no customers" },
};
