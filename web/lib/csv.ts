/** A cell that a spreadsheet would run as a formula is quoted with an apostrophe, as the API does. */
function safeCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export function toCsv(head: string[], rows: (string | number | null | undefined)[][]): string {
  return [head, ...rows].map((cells) => cells.map((cell) => safeCell(String(cell ?? ""))).join(",")).join("\r\n") + "\r\n";
}

/** Hands a text to the browser as a file to save. */
export function saveFile(name: string, content: BlobPart, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
