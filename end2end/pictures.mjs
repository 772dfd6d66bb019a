// Makes the pictures of the documentation anew, from the demonstration: `scripts/pictures`. Each has its address, its reader,
// the window it is seen in and, where a part of a page says more than its top, what is brought into view.

import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { browserIsInstalled, launchOptions, view } from "./browser.mjs";
import { prepareDemonstration, serverOnCopy } from "./server.mjs";

const folder = resolve(import.meta.dirname, "../docs/images");

const pictures = [
  { name: "consultation", path: "/consultations/saturday-hours", width: 1280, height: 900 },
  { name: "dashboard", path: "/staff/consultations/saturday-hours/results", as: "staff", width: 1366, height: 900 },
  { name: "opinion-map", path: "/consultations/saturday-hours/statements/map", width: 1060, height: 900, only: "main figure" },
  { name: "running-draft", path: "/staff/consultations/quiet-floor-at-kesterley-central", as: "staff", width: 1280, height: 900 },
  { name: "running-poster", path: "/consultations/saturday-hours/poster", width: 1100, height: 900, only: ".poster" },
  { name: "running-decision", path: "/consultations/book-fund-priorities/decision", width: 1100, height: 900 },
  { name: "running-moderation", path: "/staff/moderation", as: "moderator", width: 1280, height: 900 },
];

browserIsInstalled();
mkdirSync(folder, { recursive: true });
const demonstration = await prepareDemonstration();
const server = await serverOnCopy(demonstration.folder);
const browser = await chromium.launch(launchOptions);
let failed = 0;
try {
  for (const { name, path, as, width, height, only } of pictures) {
    const context = await browser.newContext({ ...view, baseURL: server.origin, viewport: { width, height } });
    const page = await context.newPage();
    if (as) {
      const { email, password } = server.signIns.get(as);
      await page.goto("/sign-in");
      await page.fill("#email", email);
      await page.fill("#password", password);
      await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.keyboard.press("Enter")]);
    }
    const answer = await page.goto(path);
    if (!answer.ok()) {
      console.error(`${path} answers ${answer.status()}: no picture ${name}.png`);
      failed += 1;
      continue;
    }
    await page.evaluate(() => document.fonts.ready);
    const file = join(folder, `${name}.png`);
    if (only) await page.locator(only).first().screenshot({ path: file });
    else await page.screenshot({ path: file });
    console.log(`docs/images/${name}.png`);
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
  server.remove();
  demonstration.remove();
}
process.exitCode = failed > 0 ? 1 : 0;
