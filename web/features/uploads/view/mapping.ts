/** Value of the choice "left out": an empty value cannot be chosen in a list. */
export const LEFT_OUT = "-";

/**
 * Answers for columns that a person gave another meaning: each field names its column, and a field
 * that lost its column to none is taken away. `changes` goes by the column's place in the file.
 */
export function mappingAnswers(columns: { header: string; field: string | null }[], changes: Record<number, string>): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const place of Object.keys(changes).map(Number)) {
    const before = columns[place]?.field;
    if (before && before !== changes[place]) answers[`mapping.${before}`] ??= "";
  }
  for (const [place, field] of Object.entries(changes)) {
    if (field !== LEFT_OUT) answers[`mapping.${field}`] = columns[Number(place)]?.header ?? "";
  }
  return answers;
}
