// After the build: collects the SHA-256 of every inline script of the exported pages into
// out/csp.json, so that the server can allow exactly these and no others.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const OUT = new URL("../out/", import.meta.url).pathname;
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;

const files = (await readdir(OUT, { recursive: true })).filter((name) => name.endsWith(".html"));
const hashes = new Set();
for (const name of files) {
  const html = await readFile(join(OUT, name), "utf8");
  for (const [, attributes, code] of html.matchAll(INLINE_SCRIPT)) {
    if (/type="application\/(ld\+)?json"/.test(attributes)) continue; // data, never run
    hashes.add(`sha256-${createHash("sha256").update(code, "utf8").digest("base64")}`);
  }
}
if (hashes.size === 0) throw new Error("no inline script found: did the build change its form?");
await writeFile(join(OUT, "csp.json"), `${JSON.stringify([...hashes].sort(), null, 2)}\n`);
console.log(`csp.json: ${hashes.size} inline scripts in ${files.length} pages`);
