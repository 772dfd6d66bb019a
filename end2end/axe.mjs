// The accessibility checks a program can make: axe-core over the page as it stands.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const options = {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // The house asks for more contrast than the standard does: 7:1.
  rules: { "color-contrast-enhanced": { enabled: true } },
};

/**
 * Checks a page and returns a sentence for each violation.
 *
 * axe is itself a script. Where the page has JavaScript switched off, the page as the browser shows it
 * is carried over to a second window that may run axe, but none of the page's own scripts.
 */
export async function violations(page, js) {
  if (js) return check(page);

  const address = page.url();
  const html = await page.content();
  const size = page.viewportSize();
  const colorScheme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const context = await page.context().browser().newContext({ viewport: size, colorScheme, locale: "en-GB" });
  try {
    const copy = await context.newPage();
    await copy.route("**/*", (route) => {
      const kind = route.request().resourceType();
      if (kind === "document") return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      return kind === "script" ? route.abort() : route.continue();
    });
    await copy.goto(address);
    return await check(copy);
  } finally {
    await context.close();
  }
}

async function check(page) {
  await page.evaluate(source);
  const found = await page.evaluate((options) => window.axe.run(document, options), options);
  return found.violations.map((violation) => {
    const places = violation.nodes
      .slice(0, 5)
      .map((node) => `\n      ${node.target.join(" ")}: ${node.html.slice(0, 120)}\n        ${reason(node)}`);
    const more = violation.nodes.length > 5 ? `\n      and ${violation.nodes.length - 5} more` : "";
    return `${violation.id} (${violation.impact}): ${violation.help}${places.join("")}${more}`;
  });
}

function reason(node) {
  return node.failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ");
}
