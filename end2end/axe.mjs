// The accessibility checks a program can make: axe-core over the page as it stands.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Has axe lie ready in every page of a window, and does nothing before it is called. Sent to each page when it is
 * looked at, axe would fill the trace of a failure a hundred times.
 */
export const axeAtHand = `Object.defineProperty(window, "axeAtHand", { value: () => {\n${source}\n} });`;

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
  // What lies under a bar that stays at the bottom of the window is reached by scrolling; axe looks at one place alone.
  await page.evaluate(() => document.querySelectorAll(".to-do-bar").forEach((bar) => { bar.style.position = "static"; }));
  if (js) return check(page);

  const address = page.url();
  const html = await page.content();
  const copy = await (await windowBeside(page)).newPage();
  try {
    await copy.setViewportSize(page.viewportSize());
    await copy.route("**/*", (route) => {
      const kind = route.request().resourceType();
      if (kind === "document") return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      return kind === "script" ? route.abort() : route.continue();
    });
    await copy.goto(address);
    return await check(copy);
  } finally {
    await copy.close();
  }
}

/** The second window of a page that has been carried over. */
const windows = new WeakMap();

/**
 * The window a page is carried over to: one for all its checks, because a journey that fails is shown with a trace of
 * every window there was.
 */
async function windowBeside(page) {
  if (!windows.has(page)) {
    const colorScheme = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
    const context = await page.context().browser().newContext({ javaScriptEnabled: true, colorScheme });
    await context.addInitScript({ content: axeAtHand });
    windows.set(page, context);
  }
  return windows.get(page);
}

/** Closes the second window of a page that is done with, if it had one. */
export async function closeWindowBeside(page) {
  await windows.get(page)?.close();
}

async function check(page) {
  const found = await page.evaluate((options) => {
    window.axeAtHand();
    return window.axe.run(document, options);
  }, options);
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
