/** Amounts in the words of the shelf: the API counts grams, people say kilograms. */
import { formatNumber, formatUnits } from "@/lib/format";

const SPOKEN: Record<string, string> = { gram: "kg", millilitre: "l", millimetre: "m" };

/** How many base units make one spoken unit: 1 for pieces, 1,000 for what is weighed or measured. */
export const unitScale = (unit: string | null) => (unit && unit in SPOKEN ? 1000 : 1);

/** " kg" or nothing: pieces need no word beside their number. */
export const unitWord = (unit: string | null) => (unit && SPOKEN[unit] ? ` ${SPOKEN[unit]}` : "");

/** `formatAmount(1500, "gram")` is "1.5 kg"; pieces keep one decimal below 20. */
export function formatAmount(value: number, unit: string | null): string {
  const scale = unitScale(unit);
  if (scale === 1) return formatUnits(value);
  const spoken = value / scale;
  return `${formatNumber(spoken, { decimals: Math.abs(spoken) < 10 ? 2 : 1 })}${unitWord(unit)}`;
}
