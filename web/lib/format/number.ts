import { numberLocale } from "./locale";

/** A true minus sign, as wide as the plus, instead of the hyphen that some locales print. */
const MINUS = "\u2212";

const formatters = new Map<string, Intl.NumberFormat>();

/** Building an Intl formatter costs more than using it a thousand times, so each is kept. */
export function numberFormatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = numberLocale() + JSON.stringify(options);
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(numberLocale(), options);
    formatters.set(key, formatter);
  }
  return formatter;
}

export function withMinus(text: string): string {
  return text.replace("-", MINUS);
}

/** `formatNumber(1240)` is "1,240"; decimals are fixed, so that columns line up. */
export function formatNumber(value: number, options: { decimals?: number; sign?: boolean } = {}): string {
  const { decimals = 0, sign = false } = options;
  return withMinus(
    numberFormatter({
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: sign ? "exceptZero" : "auto",
    }).format(value),
  );
}

/** A demand figure: one decimal below 20, none above, because nobody orders a tenth of 140. */
export function formatUnits(value: number): string {
  return formatNumber(value, { decimals: Number.isInteger(value) || Math.abs(value) >= 20 ? 0 : 1 });
}

/** `share` is a fraction of one. Say the base of the percentage beside it, in words. */
export function formatPercent(share: number, options: { decimals?: number; sign?: boolean } = {}): string {
  const { decimals = 0, sign = false } = options;
  return withMinus(
    numberFormatter({
      style: "percent",
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: sign ? "exceptZero" : "auto",
    }).format(share),
  );
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const unit = BYTE_UNITS[power] ?? "byte";
  const value = bytes / 1000 ** power;
  const decimals = power > 0 && value < 100 ? 1 : 0;
  return numberFormatter({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: decimals }).format(value);
}
