// Staff build a questionnaire: from one of ours or from nothing, by pressing, pasting, picking and (with a script) dragging.

import assert from "node:assert/strict";
import { answerToForm, onlyWithJavaScript, press, test } from "./fixtures.mjs";

const DRAFT = "/staff/consultations/quiet-floor-at-kesterley-central/questionnaires";

const named = (page, name) => page.locator(`[name="${name}"]`);
const main = (page) => page.locator("main").innerText();

const order = (page) => page.locator("[data-question]").evaluateAll((lines) => lines.map((line) => line.dataset.question));

async function begin(page, traveller, title) {
  await traveller.signIn(page, "staff");
  await traveller.go(page, `${DRAFT}/new`);
  await named(page, "title").fill(title);
  assert.equal(await press(page, page.getByRole("button", { name: "Begin" })), 303);
}

test("a questionnaire is built, tried out and taken back by pressing alone", async ({ traveller }) => {
  const page = await traveller.page();
  await begin(page, traveller, "Teenagers at the library");
  await traveller.axe(page);
  const outline = new URL(page.url()).pathname;
  for (const [label, kind, options] of [
    ["How old are you?", "one-of", "Under 13\n13 to 15\n16 or older"],
    ["What do you come for?", "several-of", "To study\nTo meet friends\nNone of these"],
    ["What would you change?", "long-text", ""],
  ]) {
    await traveller.go(page, `${outline}/add`);
    await named(page, "label").fill(label);
    await page.locator(`[name=kind][value=${kind}]`).check();
    await named(page, "paste").fill(options);
    assert.equal(await press(page, page.getByRole("button", { name: "Add it" })), 303);
    await traveller.axe(page);
    await traveller.fitsItsWidth(page);
  }
  assert.match(await main(page), /As residents see it/);

  // Whom the last one is asked of is picked from what was asked before.
  await page.getByRole("link", { name: "Change who is asked" }).click();
  await page.waitForLoadState("load");
  await traveller.axe(page);
  await named(page, "0-0-question").selectOption({ index: 2 });
  assert.equal(await press(page, page.getByRole("button", { name: "Choose what it should say" })), 200);
  await named(page, "0-0-is").selectOption("includes");
  await page.locator('[name="0-0-value"]').first().check();
  await traveller.axe(page);
  assert.equal(await press(page, page.getByRole("button", { name: "Save", exact: true })), 303);
  assert.match(await main(page), /People who (chose|ticked) “To study”/);

  await traveller.go(page, outline);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  const before = await order(page);
  assert.equal(before.length, 3);
  await press(page, page.locator(`button[value="up ${before[1]}"]`));
  assert.deepEqual(await order(page), [before[1], before[0], before[2]]);
  await press(page, page.getByRole("button", { name: "Undo" }));
  assert.deepEqual(await order(page), before);

  await page.getByRole("link", { name: "Try it out" }).click();
  await page.waitForLoadState("load");
  await traveller.axe(page);
  for (let pages = 0; pages < 6 && !/This is what would be sent/.test(await main(page)); pages += 1) {
    await press(page, page.getByRole("button", { name: "Continue" }));
  }
  assert.match(await main(page), /Nothing was recorded/);
  await traveller.axe(page);
});

test("a question keeps what was typed when something is wrong, and fits a phone", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 640 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, `${DRAFT}/1/build`);
  await traveller.fitsItsWidth(page);
  await page.locator("[data-question] a").first().click();
  await page.waitForLoadState("load");
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await named(page, "label-en").fill("How old are you now?");
  await named(page, "paste").fill("same = One\nsame = Another");
  assert.equal(await press(page, page.getByRole("button", { name: "Save", exact: true })), 422);
  assert.equal(await named(page, "label-en").inputValue(), "How old are you now?");
  assert.match(await page.locator(".error-summary").innerText(), /code “same”/);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
});

test("a question is dragged to its place", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  await traveller.go(page, `${DRAFT}/new`);
  await press(page, page.locator("button[value=opening-hours]"));
  const before = await order(page);
  const answered = answerToForm(page);
  await page.locator(`[data-question="${before[3]}"]`).dragTo(page.locator(`[data-question="${before[1]}"]`));
  assert.equal((await answered).status(), 303);
  await page.waitForURL(/build#q-/);
  const after = await order(page);
  assert(after.indexOf(before[3]) < after.indexOf(before[1]), after.join(" "));
  assert.match(await main(page), /Moved/);
});
