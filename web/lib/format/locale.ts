/**
 * Which conventions to write numbers and dates in.
 *
 * Numbers follow the reader's browser. Dates carry words (Thu, December), so they follow the
 * browser only where it speaks the language of the page; a German weekday inside an English
 * sentence helps nobody.
 */
const PAGE_LANGUAGE = "en";

function browserLocale(): string {
  return typeof navigator === "undefined" ? "en-GB" : (navigator.languages[0] ?? navigator.language);
}

export function numberLocale(): string {
  return browserLocale();
}

export function dateLocale(): string {
  const locale = browserLocale();
  return locale.split("-")[0] === PAGE_LANGUAGE ? locale : "en-GB";
}
