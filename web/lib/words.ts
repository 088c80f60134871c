/** Small helpers for sentences. */

/** `plural(3, "row")` is "3 rows"; the number is formatted by the caller when it may be large. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return count === 1 ? one : many;
}

/** Joins class names and drops what is switched off. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
