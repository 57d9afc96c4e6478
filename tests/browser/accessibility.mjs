// axe in a page. The page's policy must be off (`bypassCSP`), for axe is a script of ours, not of the page.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations in what the page shows now, or a part of it, one sentence each. */
export async function axeIn(page, part = "html") {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((context) => window.axe.run(context), part);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
