// Keeps the sources small and the colours in one place: fails on a file over 250 lines and on a
// literal colour outside styles/tokens.css.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = new URL("../", import.meta.url).pathname;
const LINES_MAX = 250;
const GENERATED = "lib/api/schema.d.ts";
const MAY_NAME_COLOURS = new Set(["styles/tokens.css", "app/layout.tsx"]); // the layout tells the browser's own bar
const COLOUR = /#[0-9a-fA-F]{6}\b/;

const faults = [];
for (const folder of ["app", "components", "features", "lib", "styles"]) {
  const names = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
  for (const name of names.filter((one) => /\.(tsx?|css)$/.test(one)).map((one) => join(folder, one))) {
    if (name === GENERATED) continue;
    const text = await readFile(join(ROOT, name), "utf8");
    const lines = text.split("\n").length - 1;
    if (lines > LINES_MAX) faults.push(`${name}: ${lines} lines, at most ${LINES_MAX}`);
    if (!MAY_NAME_COLOURS.has(name) && COLOUR.test(text)) faults.push(`${name}: names a colour; add a token to styles/tokens.css`);
  }
}
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
