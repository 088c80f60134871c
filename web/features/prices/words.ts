/** Prices and their rules in the words of the shop. */
import type { PriceItem } from "@/lib/api/hooks/insights";
import { formatAmount } from "@/features/insights/amount";
import { capital, countOf } from "@/features/insights/words";
import { formatMoney, formatPercent } from "@/lib/format";

const RULES: Record<string, string> = {
  margin_floor: "Margin stays above the floor",
  step_limit: "A small step",
  pace: "Not soon after another change",
  larger_pack_not_dearer: "Larger packs stay cheaper per unit",
  never_up_in_trading_hours: "No rise while the shop is open",
  same_price_for_all: "Same price for everybody",
  prior_30_day_lowest: "Held against the 30-day lowest",
  ladder: "A price the shop writes",
};
export const ruleName = (rule: string) => RULES[rule] ?? capital(rule.replaceAll("_", " "));

/** A sentence of the API with the rules it names in words. */
export function plainReason(text: string): string {
  return Object.entries(RULES).reduce((said, [code, name]) => said.replaceAll(code, `“${name.toLowerCase()}”`), text);
}

const PER: Record<string, string> = { gram: " / kg", millilitre: " / l", millimetre: " / m" };

/** "€1.99", for what is weighed "€3.49 / kg". */
export const formatPrice = (minor: number, item: Pick<PriceItem, "currency" | "unit">) => `${formatMoney(minor, item.currency)}${PER[item.unit] ?? ""}`;

type Range = { mean: number; lo: number; hi: number };

/** "3 fewer sold (8 fewer to 1 more)" */
export function unitsWords(range: Range, unit: string): string {
  const said = (value: number) => (Math.abs(value) < 0.05 ? "as many" : `${formatAmount(Math.abs(value), unit)} ${value < 0 ? "fewer" : "more"}`);
  return `${said(range.mean)} sold (${said(range.lo)} to ${said(range.hi)})`;
}

/** "+€12 (+€3 to +€20)" */
export function moneyWords(range: Range, currency: string): string {
  const said = (value: number) => formatMoney(Math.round(value), currency, { whole: Math.abs(value) >= 10_000, sign: true });
  return `${said(range.mean)} (${said(range.lo)} to ${said(range.hi)})`;
}

const TAUGHT: Record<string, string> = { own: "its own past prices", category: "its category, since its own prices say little", prior: "goods in general, since its own prices say little" };

/** "1% dearer sells 1.4% less (1.1% to 1.8%), learnt from its own past prices" */
export function elasticityWords({ price_elasticity: found }: PriceItem): string | null {
  if (!found) return null;
  const said = (value: number) => formatPercent(value / 100, { decimals: 1 });
  const less = found.mean <= 0;
  const ends = less ? [-found.hi, -found.lo] : [found.lo, found.hi];
  return `${formatPercent(0.01)} dearer sells ${said(Math.abs(found.mean))} ${less ? "less" : "more"} (${ends.map(said).join(" to ")}), learnt from ${TAUGHT[found.source] ?? found.source}`;
}

export function pricesFinding(suggested: PriceItem[], more: boolean, currency: string): { title: string; note: string } {
  if (suggested.length === 0) return { title: "No price needs changing", note: "None within one step is clearly better than today’s" };
  const gain = suggested.reduce((sum, item) => sum + item.at_stake_minor, 0);
  const title = more ? "Many prices are worth a look" : `${capital(countOf(suggested.length, "price"))} ${suggested.length === 1 ? "is" : "are"} worth changing`;
  return { title, note: gain > 0 ? `about ${formatMoney(gain, currency, { whole: true })} to gain${suggested.length === 1 ? "" : " together"}` : "" };
}
