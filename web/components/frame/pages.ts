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
  { href: "/today/", word: "Today", icon: Sun, range: true },
  { href: "/forecasts/", word: "Forecast", icon: ChartLine },
  { href: "/stock/", word: "Stock", icon: Package },
  { href: "/prices/", word: "Prices", icon: Tag },
  { href: "/customers/", word: "Customers", icon: Users },
  { href: "/uploads/", word: "Uploads", icon: Upload },
];

export const SETTINGS: PageEntry = { href: "/settings/", word: "Settings", icon: SlidersHorizontal };

export const isCurrent = (entry: PageEntry, path: string) => path.startsWith(entry.href);
