// Everything with the keyboard alone, and always seeing where one is.

import assert from "node:assert/strict";
import { awake } from "./browser.mjs";
import { field, submitOf, test } from "./fixtures.mjs";

/** What has the focus, and whether one can see that it has. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return {
      says: element.outerHTML.slice(0, 100),
      visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
      marked: outlined || style.boxShadow !== "none",
    };
  });
}

/** Presses Tab until `locator` has the focus, checking every stop on the way. */
async function tabTo(page, locator, patience = 150) {
  for (let presses = 0; presses < patience; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop) {
      assert(stop.visible, `the focus is out of sight on ${stop.says}`);
      assert(stop.marked, `nothing shows the focus on ${stop.says}`);
    }
    if (await locator.evaluateAll((elements) => elements.includes(document.activeElement))) return;
  }
  assert.fail(`Tab never reached ${locator}`);
}

async function press(traveller, page, key) {
  const before = page.url();
  await page.keyboard.press(key);
  await page.waitForURL((url) => url.href !== before);
  await awake(page, traveller.js);
}

test("the first stop on every page leads past the navigation", async ({ traveller }) => {
  const page = await traveller.page();
  for (const path of ["/", "/consultations", "/sign-in", "/privacy"]) {
    await traveller.go(page, path);
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    assert(stop?.visible && stop.marked, `${path}: the skip link shows itself when it has the focus`);
    await press(traveller, page, "Enter");
    assert.match(page.url(), /#main$/);
    await page.keyboard.press("Tab");
    const inMain = await page.evaluate(() =>
      document.activeElement.closest("main, footer") !== null || document.activeElement === document.body);
    assert(inMain, `${path}: after the skip link the next stop is in the main content`);
  }
});

test("a resident signs in and votes without a mouse", async ({ traveller }) => {
  const page = await traveller.page();
  const person = await traveller.registerAndConfirm(page);
  await page.context().clearCookies();

  await traveller.go(page, "/sign-in");
  await tabTo(page, page.locator(field("email")));
  await page.keyboard.type(person.email);
  await tabTo(page, page.locator(field("password")));
  await page.keyboard.type(person.password);
  await press(traveller, page, "Enter");

  await traveller.go(page, "/consultations?stage=open");
  await tabTo(page, page.locator("main a[href^='/consultations/']"));
  await press(traveller, page, "Enter");
  await tabTo(page, page.locator("main a[href*='/proposals/']"));
  await press(traveller, page, "Enter");

  // One Tab enters the group of choices, the arrow keys move within it.
  await tabTo(page, page.locator(field("choice")));
  await page.keyboard.press("ArrowDown");
  const chosen = await page.locator(`${field("choice")}:checked`).getAttribute("value");
  assert(chosen, "an arrow key chooses");
  await tabTo(page, submitOf(page, "choice"));
  await page.keyboard.press("Enter");
  await page.locator("main a[href^='/receipts/']").first().waitFor();
  assert.equal(await page.locator(`${field("choice")}:checked`).getAttribute("value"), chosen);
});
