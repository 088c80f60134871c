import { ChartLine, Package, SlidersHorizontal, Sun, Tag, Upload, Users, type LucideIcon } from "lucide-react";

export type PageEntry = {
  href: string;
  word: string;
  icon: LucideIcon;
  /** Without it the entry is left out: a link never leads to a refusal. */
  permission?: string;
  /** The page speaks of days, so the top bar offers a range. */
  range?: boolean;
};

/** The pages there are, in the order of the rail. The bottom bar shows the first four and "More". */
export const PAGES: PageEntry[] = [
  { href: "/today/", word: "Today", icon: Sun, permission: "insights.read", range: true },
  { href: "/forecasts/", word: "Forecast", icon: ChartLine, permission: "insights.read" },
  { href: "/stock/", word: "Stock", icon: Package, permission: "insights.read" },
  { href: "/prices/", word: "Prices", icon: Tag, permission: "insights.read" },
  { href: "/customers/", word: "Customers", icon: Users, permission: "insights.read" },
  { href: "/uploads/", word: "Uploads", icon: Upload, permission: "sales.upload" },
];

export const SETTINGS: PageEntry = { href: "/settings/", word: "Settings", icon: SlidersHorizontal };

/** The pages a person with these permissions can use. */
export const pagesFor = (permissions: readonly string[]) => PAGES.filter((page) => !page.permission || permissions.includes(page.permission));

export const isCurrent = (entry: PageEntry, path: string) => path.startsWith(entry.href);
