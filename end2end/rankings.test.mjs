// Putting options in order: from the consultation to the receipt, the results, and the staff who write it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { awake } from "./browser.mjs";
import { field, onlyWithJavaScript, submitOf, test } from "./fixtures.mjs";

const OPEN = "/consultations/harmsgate-library-and-health-centre";
const CLOSED = "/consultations/self-service-opening/rankings/1/results";
const DRAFT = "/staff/consultations/quiet-floor-at-kesterley-central/rankings";

const receiptLink = (page) => page.locator("main a[href^='/receipts/']");
const place = (page, option) => page.locator(field(`option_${option}`));

/** Gives options their places: `[3, 1]` makes option 3 the 1st choice and option 1 the 2nd. */
async function choose(page, order) {
  for (const option of [1, 2, 3, 4]) {
    const at = order.indexOf(option);
    await place(page, option).selectOption(at < 0 ? "" : String(at + 1));
  }
}

const send = (traveller, page) => traveller.send(page, submitOf(page, "option_1"), receiptLink(page));

test("a resident puts options in order, corrects a slip, changes the order and keeps the receipt", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, OPEN);
  await traveller.follow(page, page.locator("main .path-step a[href*='/rankings/']"));

  // A slip: two 1st choices. What was chosen stays, and the page says what to do.
  await choose(page, [3]);
  await place(page, 1).selectOption("1");
  const status = await traveller.send(page, submitOf(page, "option_1"), page.locator(".error-summary"));
  assert.equal(status, 422);
  assert.equal(await place(page, 1).inputValue(), "1");
  assert.equal(await place(page, 3).inputValue(), "1");
  await traveller.axe(page);
  await page.locator(".error-summary a").first().click();
  const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-invalid"));
  assert.equal(focused, "true", "the error leads to its field");

  await choose(page, [3, 1]);
  await send(traveller, page);
  await traveller.axe(page);
  const now = page.locator(".order-now");
  assert.match(await now.innerText(), /Homes for rent[\s\S]*A community hall[\s\S]*Left out/);

  await choose(page, [1, 2, 3, 4]);
  await send(traveller, page);
  assert.match(await now.innerText(), /A community hall[\s\S]*Workshops[\s\S]*Homes for rent[\s\S]*Sell it/);
  assert.doesNotMatch(await now.innerText(), /Left out/);
  for (const option of [1, 2, 3, 4]) assert.equal(await place(page, option).inputValue(), String(option));

  // Hidden until it closes.
  await traveller.go(page, `${OPEN}/rankings/1/results`);
  assert.match(await page.locator("main").innerText(), /hidden until the consultation closes/);
  await traveller.axe(page);
});

test("an order sent before signing in is kept and recorded after signing in", async ({ traveller }) => {
  const known = await traveller.page();
  const person = await traveller.registerAndConfirm(known);
  const page = await traveller.page();
  await traveller.go(page, `${OPEN}/rankings/1`);
  await choose(page, [2, 4]);
  await traveller.send(page, submitOf(page, "option_1"), page.locator("form[action='/sign-in'] [name=password]"));
  await page.locator("form[action='/sign-in'] [name=email]").fill(person.email);
  await page.locator("form[action='/sign-in'] [name=password]").fill(person.password);
  await traveller.send(page, page.locator("form[action='/sign-in'] button"), receiptLink(page));
  assert.equal(await place(page, 2).inputValue(), "1");
  assert.equal(await place(page, 4).inputValue(), "2");
});

test("the options can be put in order with the keyboard alone", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, `${OPEN}/rankings/1`);
  const first = page.locator(".ranking select").first();
  const name = await first.getAttribute("name");
  await first.focus();
  await page.keyboard.press("1"); // types ahead to "1st choice"
  assert.equal(await first.inputValue(), "1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("2");
  const button = submitOf(page, name).first();
  for (let presses = 0; presses < 10; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
    const marked = await page.evaluate(() => parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2);
    assert(marked, "one sees where one is");
  }
  await page.keyboard.press("Enter");
  await receiptLink(page).first().waitFor();
  await awake(page, traveller.js);
  assert.equal(await page.locator(`.ranking select[name=${name}]`).inputValue(), "1");
});

test("the results say who wins, show every step and fit a small phone", async ({ traveller }) => {
  const page = await traveller.page();
  assert.equal(await traveller.go(page, CLOSED), 200);
  const text = await page.locator("main").innerText();
  assert.match(text, /“Evenings” wins: compared with each of the others in turn, more people prefer it\./);
  assert.match(text, /Every two options compared/);
  for (const word of [/Schulze/, /instant-runoff/i, /Condorcet/, /SHA-256/, /sha256sum/, /seed/i]) assert.doesNotMatch(text, word);
  await traveller.axe(page);
  await page.getByText("How this was counted, and how to check it").click();
  const fold = page.locator("#how-counted");
  assert.match(await fold.innerText(), /Instant-runoff would choose “Sundays” instead/);
  await fold.getByText("Instant-runoff, for comparison").click();
  assert((await page.locator(".rounds > li").count()) >= 2, "the rounds are drawn");
  assert((await page.locator("table").count()) >= 2, "and stand in tables");
  await traveller.axe(page);
  for (const path of [CLOSED, `${OPEN}/rankings/1`, "/consultations/self-service-opening/rankings/1"]) {
    const phone = await traveller.page({ width: 320, height: 640 });
    await traveller.go(phone, path);
    await traveller.fitsItsWidth(phone);
  }
});

test("how it is counted is two sentences on the ballot, and the lot can be checked by one command", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, `${OPEN}/rankings/1`);
  const ballot = await page.locator("main").innerText();
  assert.match(ballot, /First choices are counted, and the option with the fewest goes out/);
  for (const word of [/Schulze/, /instant-runoff/i, /Condorcet/, /SHA-256/, /sha256sum/, /\bseed\b/i, /chains/]) {
    assert.doesNotMatch(ballot, word);
  }
  await traveller.follow(page, page.getByRole("link", { name: "How this is counted, and how to check it" }));
  const sealed = await page.locator("#how-counted").innerText();
  assert.match(sealed, /drawn already, and sealed/);
  assert.match(sealed, /\b[0-9a-f]{64}\b/);
  await traveller.axe(page);

  await traveller.go(page, `${CLOSED}#how-counted`);
  const fold = page.locator("#how-counted");
  if (!(await fold.isVisible())) await page.getByText("How this was counted, and how to check it").click();
  const print = await fold.locator("dl code").nth(1).innerText();
  const command = await fold.locator("p > code").innerText();
  const said = execFileSync("sh", ["-c", command], { encoding: "utf8" }).trim().split("\n");
  assert.equal(said[0].split(" ")[0], print, "the seed has the fingerprint that was shown");
  const drawn = await fold.locator("dl ~ ol li small").allInnerTexts();
  assert.deepEqual(said.slice(1).map((line) => `(${line.split(" ").at(-1)})`), drawn, "and the lot is as it is shown");
});

test("staff write a ranking, preview it and see what came in", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  await traveller.go(page, DRAFT);
  await traveller.axe(page);
  await traveller.follow(page, page.locator("a[href$='/rankings/new']"));
  await traveller.axe(page);
  await page.locator(field("question")).fill("Which floor should be quiet?");
  assert(await page.locator(`${field("method")}[value=schulze]`).isChecked(), "the usual way is chosen beforehand");
  assert(!(await page.locator(`${field("method")}[value=instant-runoff]`).isVisible()), "and the other is behind a fold");
  await page.locator(field("option_title_0")).fill("The first");
  const bad = await traveller.send(page, submitOf(page, "question").last(), page.locator(".error-summary"));
  assert.equal(bad, 422);
  assert.equal(await page.locator(field("question")).inputValue(), "Which floor should be quiet?");
  await page.locator(field("option_title_1")).fill("The second");
  await traveller.send(page, submitOf(page, "question").last(), page.locator(".note.success"));
  await traveller.follow(page, page.getByRole("link", { name: /^Preview/ }));
  assert.match(await page.locator("main").innerText(), /Which floor should be quiet\?/);
  await traveller.axe(page);

  await traveller.go(page, `/staff${OPEN}/rankings/1/results`);
  assert.match(await page.locator("main").innerText(), /The public cannot see these numbers/);
  await traveller.axe(page);
  await traveller.go(page, `/staff${OPEN}/rankings`);
  await traveller.follow(page, page.getByRole("link", { name: /^Withdraw/ }));
  await traveller.axe(page);
});
