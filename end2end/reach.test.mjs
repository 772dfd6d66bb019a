// The thing to do is always near: from any public page of an open consultation it is one press and one screen away, on a
// phone and on a laptop. Results show their first figure within two screens, and the dashboard's overview fits one.

import assert from "node:assert/strict";
import { onlyWithJavaScript, test } from "./fixtures.mjs";

const slug = "saturday-hours";
const consultation = `/consultations/${slug}`;
const budget = "/consultations/fifty-thousand-for-our-libraries/budget";

/** Every kind of public page of a consultation that takes answers. */
const open = [
  consultation,
  ...["/proposals/1", "/proposals/2", "/proposals/2/changes", "/statements", "/statements/all", "/statements/new", "/statements/map"].map((path) => consultation + path),
  ...["/questionnaires/1", "/questionnaires/1/questions", "/questionnaires/1/results", "/questionnaires/1/results/visits"].map((path) => consultation + path),
  ...["/results", "/results/proposals/1", "/results/turnout"].map((path) => consultation + path),
  budget, `${budget}/ideas`, `${budget}/results`,
  "/consultations/harmsgate-library-and-health-centre/rankings/1",
];
const windows = [{ width: 360, height: 740 }, { width: 1366, height: 768 }];

/** Where an element stands now: whole within the window, or not. */
const inView = (locator) => locator.evaluate((element) => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.height > 0;
});

/** The button that leads to the thing to do, of those of which a browser shows one. */
async function toDo(page) {
  const shown = page.locator(".to-do a, .to-do-bar a").filter({ visible: true });
  assert.equal(await shown.count(), 1, "one of the two is shown");
  return shown;
}

for (const viewport of windows) {
  const size = `${viewport.width} × ${viewport.height}`;

  test(`from every page of an open consultation the thing to do is a press away at ${size}`, async ({ traveller }) => {
    const page = await traveller.page(viewport);
    for (const path of open) {
      assert.equal(await traveller.go(page, path), 200, path);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      // Wherever somebody is on the page, the button is in sight.
      for (const part of [0, 0.3, 0.6, 0.95]) {
        await page.evaluate((top) => scrollTo({ top, behavior: "instant" }), height * part);
        assert(await inView(await toDo(page)), `${path}, ${part * 100} % down, at ${size}`);
      }
      await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
      const button = await toDo(page);
      const there = new URL(await button.getAttribute("href"), page.url());
      await button.click();
      await page.waitForURL((url) => url.pathname === there.pathname && url.hash === there.hash);
      if (!there.hash) {
        // From a page beside it, to the page where it is done.
        assert.match(there.pathname, /\/(statements|budget|questionnaires\/\d+|proposals\/\d+)$/);
        continue;
      }
      assert(["#steps", "#vote", "#deck", "#rank", "#ballot", "#begin"].includes(there.hash), there.hash);
      const target = page.locator(there.hash);
      const top = await target.evaluate((element) => element.getBoundingClientRect().top);
      assert(top >= 0 && top < viewport.height, `${path}: ${there.hash} is at ${top} at ${size}`);
    }
  });

  test(`results show a figure within two screens at ${size}`, async ({ traveller }) => {
    const page = await traveller.page(viewport);
    const paths = [`${consultation}/results`, `${consultation}/results/proposals/1`, "/consultations/self-service-opening/results", `${consultation}/questionnaires/1/results/visits`, "/consultations/self-service-opening/rankings/1/results"];
    for (const path of paths) {
      assert.equal(await traveller.go(page, path), 200, path);
      const first = await page.locator("main .figures, main figure, main table").first().evaluate((one) => one.getBoundingClientRect().top + scrollY);
      assert(first < 2 * viewport.height, `${path}: the first figure is ${first} pixels down at ${size}`);
    }
  });
}

test("the path is walked by keyboard, says how far one is, and ends with a slip", async ({ traveller }) => {
  const page = await traveller.page({ width: 360, height: 740 });
  await traveller.signIn(page, "resident");
  await traveller.go(page, consultation);
  const steps = page.locator(".path-step");
  const many = await steps.count();
  assert(many >= 4, `${many} steps`);
  await steps.first().locator("a").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/proposals\/1$/);
  await page.locator("#vote input[value=support]").check();
  await page.locator("#vote button").click();
  await page.getByText("is recorded").first().waitFor();
  await traveller.go(page, consultation);
  await page.getByText(new RegExp(`\\d of ${many} done`)).waitFor();
  const slip = page.locator(".slip.thanks");
  assert.match(await slip.innerText(), /Thank you/i);
  assert.match(await slip.innerText(), /receipt/i);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
});

test("the dashboard's overview fits one screen, and its rows lead on", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 1366, height: 900 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, `/staff/consultations/${slug}/results`);
  const bottom = await page.locator(".overview").evaluate((one) => one.getBoundingClientRect().bottom + scrollY);
  assert(bottom <= 900, `the overview ends at ${bottom}`);
  await page.locator(".stack-label a").first().click();
  await page.waitForURL(/results\/proposals\/1$/);
  await page.getByRole("link", { name: "Most support first" }).click();
  await page.waitForURL(/order=support/);
  await traveller.axe(page);
});

test("on paper the bars at the bottom and the buttons are left out", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 360, height: 740 });
  await traveller.go(page, consultation);
  await page.emulateMedia({ media: "print" });
  for (const left of [".to-do-bar", ".to-do", ".contents"]) {
    assert.equal(await page.locator(left).first().isVisible(), false, `${left} is not printed`);
  }
  assert(await page.locator(".slip").first().isVisible(), "the slip is printed");
});

test("another order is put on the page in place, its address can be shared, and it works without JavaScript", async ({ traveller, browserName }, { project }) => {
  const page = await traveller.page({ width: 1366, height: 768 });
  const question = `${consultation}/questionnaires/1/results/visits`;
  await traveller.go(page, question);
  const labels = () => page.locator("figure tbody th").allTextContents();
  const asked = await labels();
  await page.evaluate(() => { window.here = true; });
  await page.getByRole("link", { name: "Most chosen first" }).click();
  await page.waitForURL(/order=most/);
  await page.locator(".orders [aria-current]", { hasText: "Most chosen first" }).waitFor();
  const most = await labels();
  assert.deepEqual([...most].sort(), [...asked].sort());
  const counts = (await page.locator("figure tbody td:first-of-type").allTextContents()).map((text) => parseInt(text.replaceAll(",", ""), 10));
  assert.deepEqual(counts, [...counts].sort((one, other) => other - one));
  if (project.name === "with JavaScript") assert.equal(await page.evaluate(() => window.here), true, "the page was not left");
  await traveller.axe(page);
  await traveller.go(page, page.url().replace(/^https?:\/\/[^/]+/, ""));
  assert.deepEqual(await labels(), most, "the address alone says the order");
});

test("a row says its figures while one points at it or stands on its link, and nothing moves", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 1366, height: 768 });
  await traveller.go(page, `${consultation}/results`);
  const row = page.locator(".stack-row").first();
  const number = row.locator("text.many").last();
  const share = row.locator("text.share").last();
  const seen = (one) => one.evaluate((text) => getComputedStyle(text).visibility);
  const before = await row.boundingBox();
  assert.deepEqual([await seen(number), await seen(share)], ["hidden", "visible"]);
  await row.locator("a").focus();
  assert.match(await number.textContent(), /^[\d,]+$/);
  assert.deepEqual([await seen(number), await seen(share)], ["visible", "hidden"]);
  assert.deepEqual(await row.boundingBox(), { ...before, y: (await row.boundingBox()).y });
  await page.locator("h1").click();
  assert.deepEqual([await seen(number), await seen(share)], ["hidden", "visible"]);
  await row.hover();
  assert.deepEqual([await seen(number), await seen(share)], ["visible", "hidden"]);
});
