/** Time zones and currencies a shop can choose from, and a first guess from the browser. */

const CURRENCY_OF_REGION: Record<string, string> = {
  AT: "EUR", BE: "EUR", CY: "EUR", DE: "EUR", EE: "EUR", ES: "EUR", FI: "EUR", FR: "EUR", GR: "EUR", HR: "EUR", IE: "EUR",
  IT: "EUR", LT: "EUR", LU: "EUR", LV: "EUR", MT: "EUR", NL: "EUR", PT: "EUR", SI: "EUR", SK: "EUR", GB: "GBP", US: "USD",
  CA: "CAD", AU: "AUD", NZ: "NZD", CH: "CHF", SE: "SEK", NO: "NOK", DK: "DKK", PL: "PLN", CZ: "CZK", HU: "HUF", RO: "RON",
  BG: "EUR", TR: "TRY", IN: "INR", JP: "JPY", CN: "CNY", KR: "KRW", BR: "BRL", MX: "MXN", ZA: "ZAR", IL: "ILS", AE: "AED",
  SA: "SAR", SG: "SGD", ID: "IDR", TH: "THB", VN: "VND", PH: "PHP", MY: "MYR", NG: "NGN", KE: "KES", EG: "EGP", TN: "TND",
};

export function timeZones(): string[] {
  return Intl.supportedValuesOf("timeZone");
}

export function currencies(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

export function guessTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The region of the browser's language decides; where it has none, the zone's continent does. */
export function guessCurrency(): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? "";
  const guess = CURRENCY_OF_REGION[region] ?? "EUR";
  return region === "US" && guessTimeZone().startsWith("Europe/") ? (guessTimeZone() === "Europe/London" ? "GBP" : "EUR") : guess;
}
