// What happens on the page itself when JavaScript is there: a vote without reload, a counter, live numbers.

import assert from "node:assert/strict";
import { field, onlyWithJavaScript, submitOf, test } from "./fixtures.mjs";

const proposal = "/consultations/saturday-hours/proposals/1";
const total = (page) => page.locator(".tally strong").innerText().then((text) => Number(text.replaceAll(",", "")));

test("a vote is recorded without leaving the page, and a second window hears of it", onlyWithJavaScript, async ({ traveller }) => {
  const watcher = await traveller.page();
  await traveller.go(watcher, proposal);
  const before = await total(watcher);

  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, proposal);
  await page.evaluate(() => { window.sameDocument = true; });
  await page.locator(`${field("choice")}[value=support]`).check();
  await submitOf(page, "choice").first().click();
  await page.getByText(/Your answer “.*” is recorded\./).waitFor();
  assert.equal(await page.evaluate(() => window.sameDocument), true, "the page was not loaded again");
  assert.equal(new URL(page.url()).pathname, proposal);
  await page.locator("main a[href^='/receipts/']").first().waitFor();
  await traveller.axe(page);

  await watcher.waitForFunction((before) =>
    Number(document.querySelector(".tally strong").textContent.replaceAll(",", "")) === before + 1, before);
});

test("the counter under a comment follows the typing", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, proposal);
  const counter = page.locator(".comment-form .counter");
  await page.locator(field("body")).first().pressSequentially("Five");
  await counter.filter({ hasText: /\d/ }).waitFor();
  const first = await counter.innerText();
  await page.locator(field("body")).first().pressSequentially(" o'clock");
  await page.waitForFunction((first) => document.querySelector(".comment-form .counter").innerText !== first, first);
});
