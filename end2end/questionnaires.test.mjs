// Questions one after the other: from the consultation to the receipt, with Back, reload and changes on the way; and the staff
// who write them.

import assert from "node:assert/strict";
import { OPEN, button, heading, named, onwards } from "./answering.mjs";
import { onlyWithJavaScript, press, test } from "./fixtures.mjs";

const DRAFT = "/staff/consultations/quiet-floor-at-kesterley-central/questionnaires";

async function begin(page, traveller) {
  await traveller.go(page, OPEN);
  assert.equal(await onwards(page), 303);
}

test("a resident answers page by page, goes back, reloads, changes an answer and sends once", async ({ traveller }) => {
  const page = await traveller.page({ width: 360, height: 740 });
  await traveller.registerAndConfirm(page);
  await traveller.go(page, OPEN);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  assert.equal(await onwards(page), 303);
  assert.match(await heading(page), /Which library do you use most/);
  await traveller.axe(page);
  await named(page, "q-library").selectOption({ index: 1 });
  const library = await named(page, "q-library").evaluate((list) => list.selectedOptions[0].textContent.trim());
  await onwards(page);
  assert.match(await heading(page), new RegExp(`how often did you come to ${library}`));

  // Nothing chosen: the page says what to do and leads to the first choice.
  assert.equal(await onwards(page), 422);
  await traveller.axe(page);
  await page.locator(".error-summary a").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.name), "q-visits");

  await page.locator('[name="q-visits"][value=weekly]').check();
  await onwards(page);
  await page.locator('[name="q-uses"][value=children]').check();
  await page.locator('[name="q-uses"][value=books]').check();
  await onwards(page);
  await named(page, "q-youngest").fill(" 7 ");
  await onwards(page);
  // Back, twice, and a reload: what was said is still there.
  await page.goBack();
  await page.reload();
  assert.equal(await named(page, "q-youngest").inputValue(), "7");
  await page.goBack();
  await page.reload();
  assert(await page.locator('[name="q-uses"][value=children]').isChecked());
  await page.goForward();
  await page.goForward();
  await page.locator('[name="q-saturday"][value=late]').check();
  await onwards(page);
  await page.locator('[name="q-suit/weekday"][value="2"]').check();
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await onwards(page);
  await named(page, "q-matters/saturday").fill("1");
  await named(page, "q-matters/sunday").fill("1");
  assert.equal(await onwards(page), 422);
  await named(page, "q-matters/sunday").fill("2");
  await traveller.axe(page);
  await onwards(page);
  await named(page, "q-minutes").fill("12");
  await page.locator('[name="q-getting-there"][value="4"]').check();
  await onwards(page);
  await named(page, "q-more").fill("A toilet that is open.");
  await onwards(page);

  assert.match(await heading(page), /Check your answers/);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  const check = await page.locator("main").innerText();
  for (const said of [library, "Once a week or more", "7 years", "1. Saturday afternoons", "A toilet that is open."]) {
    assert(check.includes(said), `${said} is not on the check page: ${check}`);
  }
  // A change that leaves answers out says so, before and after.
  const change = page.locator("a", { hasText: "Change" }).nth(1);
  await traveller.follow(page, change);
  assert.match(await page.locator("main").innerText(), /may be left out/);
  await page.locator('[name="q-visits"][value=never]').check();
  await onwards(page);
  assert.match(await page.locator("main").innerText(), /Not sent[\s\S]*youngest child/);
  await traveller.axe(page);

  // Send, twice, and from the page that Back brings again.
  await onwards(page);
  await press(page, button(page, /^No/));
  const receipt = await page.locator("main a[href^='/receipts/']").first().innerText();
  await traveller.axe(page);
  await page.goBack();
  await page.waitForLoadState("load");
  assert.match(await heading(page), /Thank you/, "what was asked last is over");
  await page.goBack();
  await page.waitForLoadState("load");
  assert.match(await heading(page), /Already sent/);
  assert.equal(await page.locator("main a[href^='/receipts/']").first().innerText(), receipt);
});

test("a page that the phone kept and sends after sending records nothing twice", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await begin(page, traveller);
  const kept = page.url();
  // The same draft in another window, left open at a question.
  const other = await page.context().newPage();
  await other.goto(kept);
  await onwards(page);
  await page.locator('[name="q-visits"][value=never]').check();
  for (let pages = 0; pages < 8 && !/Check your answers/.test(await heading(page)); pages += 1) await onwards(page);
  await onwards(page);
  await press(page, button(page, /^No/));
  assert.match(await heading(page), /Thank you/);
  await onwards(other);
  assert.match(await heading(other), /Already sent/);
  await other.close();
});

test("everything can be answered with the keyboard alone", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await begin(page, traveller);
  await onwards(page);
  await page.locator('[name="q-visits"]').first().focus();
  await page.keyboard.press("Space");
  const marked = await page.evaluate(() => parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2);
  assert(marked, "one sees where one is");
  await page.keyboard.press("Enter");
  await page.waitForURL(/pages\/what/);
  assert.match(await heading(page), /What did you come for/);
});

test("staff read the logic in words, write a questionnaire and are told of a dead end", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  await traveller.go(page, DRAFT);
  await traveller.axe(page);
  await traveller.go(page, `${DRAFT}/1`);
  assert.match(await page.locator("main").innerText(), /is asked of people who chose “Definitely” or “Probably” for question 3/);
  await traveller.axe(page);
  await traveller.go(page, `${DRAFT}/new`);
  await traveller.axe(page);
  await traveller.go(page, `${DRAFT}/new?as=text`);
  await traveller.axe(page);
  const text = await named(page, "definition").inputValue();
  await named(page, "definition").fill(text.replace("when = 'visits in", "when = 'visits = \"never\" and visits in"));
  await onwards(page);
  assert.match(await page.locator("main").innerText(), /cannot be published like this[\s\S]*is never true/);
  await traveller.axe(page);
  for (const path of [`${DRAFT}/1`, `${DRAFT}/new`, `${OPEN}/results`, `${OPEN}/questions`]) {
    const phone = await traveller.page({ width: 320, height: 640 });
    await traveller.go(phone, path);
    await traveller.fitsItsWidth(phone);
  }
});
