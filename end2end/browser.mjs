// Chromium, and a watchful eye on everything a page does in it.

import { existsSync } from "node:fs";
import { axeAtHand } from "./axe.mjs";

/** The installed Chromium, or the one named by CHROMIUM. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const launchOptions = {
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
};

/** Fails with one sentence, where every journey would fail with the same page of them. */
export function browserIsInstalled() {
  if (!existsSync(executablePath)) {
    throw new Error(`There is no browser at ${executablePath}. Install Chromium, or name one with CHROMIUM=…`);
  }
}

/** How somebody sees a page, where a journey does not say otherwise. */
export const view = {
  viewport: { width: 1280, height: 900 },
  colorScheme: "light",
  reducedMotion: "reduce",
  locale: "en-GB",
  timezoneId: "Europe/London",
};

/**
 * Opens a page as one person would see it.
 *
 * @param browser the journey's; its windows are what the configuration says
 * @param origin the server's address
 * @param differently `{ js, width, height, colorScheme, reducedMotion, forcedColors }`
 * @param problems everything that must not happen on any page is added here, as a sentence
 */
export async function openPage(browser, origin, differently, problems) {
  const { js, width, height, ...others } = differently;
  const context = await browser.newContext({
    baseURL: origin,
    javaScriptEnabled: js,
    viewport: { width: width ?? view.viewport.width, height: height ?? view.viewport.height },
    ...others,
  });
  if (js) await context.addInitScript({ content: axeAtHand });
  const page = await context.newPage();
  watch(page, origin, problems);
  return page;
}

function watch(page, origin, problems) {
  const where = () => page.url().replace(origin, "");

  page.on("pageerror", (error) => problems.push(`script error on ${where()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // Chromium reports every answer of 400 and more here; those are judged below, by what they are.
    if (message.text().startsWith("Failed to load resource")) return;
    problems.push(`console error on ${where()}: ${message.text()}`);
  });
  page.on("response", (response) => {
    const request = response.request();
    const path = response.url().replace(origin, "");
    if (response.status() >= 500) {
      problems.push(`${request.method()} ${path} answered ${response.status()}`);
    } else if (response.status() >= 400 && !["document", "fetch", "xhr"].includes(request.resourceType())) {
      problems.push(`${path}, needed by ${where()}, answered ${response.status()}`);
    }
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) {
      problems.push(`${where()} asks somebody else: ${url}`);
    }
  });
  page.on("dialog", (dialog) => {
    // A journey about leaving a page deals with the question itself.
    if (page.leavingIsAsked) return;
    problems.push(`${where()} opened a dialog box: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
}

/** Waits until the interactive parts of the page, if there are any, answer. */
export async function awake(page, js) {
  await page.waitForLoadState("load");
  if (js && (await page.locator("leptos-island").count()) > 0) {
    await page.locator("html[data-islands=awake]").waitFor({ state: "attached" });
  }
}
