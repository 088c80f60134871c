import { numberFormatter, withMinus } from "./number";

/** Digits after the point in this currency: 0 for yen, 2 for euro, 3 for dinar. */
export function currencyExponent(currency: string): number {
  const options = numberFormatter({ style: "currency", currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

/** Minor units to a number in the main unit; only for drawing and formatting, never for sums. */
export function toMajor(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** currencyExponent(currency);
}

/** What a person typed ("12.50") to minor units; null where it is no amount. */
export function toMinor(text: string, currency: string): number | null {
  const plain = text.trim().replace(/\s/g, "").replace(",", ".");
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null;
  return Math.round(Number(plain) * 10 ** currencyExponent(currency));
}

type MoneyOptions = {
  /** Leave out the digits after the point: for headlines and axes, where cents are noise. */
  whole?: boolean;
  /** Show a plus as well as a minus: for differences. */
  sign?: boolean;
};

/** "€7.5K": for axes, where a label has 30 px. */
export function formatMoneyShort(amountMinor: number, currency: string): string {
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact", maximumFractionDigits: 1 } as const;
  return withMinus(numberFormatter(options).format(toMajor(amountMinor, currency)));
}

/** `formatMoney(418000, "EUR", { whole: true })` is "€4,180". */
export function formatMoney(amountMinor: number, currency: string, options: MoneyOptions = {}): string {
  const digits = options.whole ? 0 : currencyExponent(currency);
  return withMinus(
    numberFormatter({
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: options.sign ? "exceptZero" : "auto",
    }).format(toMajor(amountMinor, currency)),
  );
}
