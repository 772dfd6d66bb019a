// Statements: a resident answers some, goes back, adds their own; a moderator reads it; the map; staff set some up.

import assert from "node:assert/strict";
import { field, submitOf, test } from "./fixtures.mjs";

const base = "/consultations/saturday-hours/statements";
const statement = (page) => page.locator("#statement").innerText();
const answer = (page, word) => page.locator(`form.deck button[value=${word}]`);

/** Presses an answer and waits until `count` are answered. Gives the status. */
const give = (traveller, page, word, count) =>
  traveller.send(page, answer(page, word), page.getByText(`${count} answered of`));

test("a resident answers statements one after the other, goes back and changes an answer", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, "/consultations/saturday-hours");
  await traveller.follow(page, page.locator("nav.tabs a", { hasText: "Statements" }));
  if (traveller.js) await page.evaluate(() => { window.sameDocument = true; });

  const first = await statement(page);
  await give(traveller, page, "agree", 1);
  const second = await statement(page);
  assert.notEqual(second, first, "another statement is asked");
  await give(traveller, page, "pass", 2);
  await page.locator("main a[href^='/receipts/']").first().waitFor();
  if (traveller.js) {
    assert.equal(await page.evaluate(() => window.sameDocument), true, "the page was not loaded again");
    assert.equal(await page.evaluate(() => document.activeElement.id), "statement", "the next statement is read out");
  }

  await page.locator("form.deck a", { hasText: "Go back" }).first().click();
  await page.waitForURL(/n=\d+/);
  assert.equal(await statement(page), second);
  assert.equal(await answer(page, "pass").getAttribute("aria-pressed"), "true");
  await traveller.go(page, new URL(page.url()).pathname + new URL(page.url()).search);
  await give(traveller, page, "disagree", 2);
  await traveller.go(page, `${base}/all?only=mine`);
  assert.equal(await page.getByText("You disagree").count(), 1);
  assert.equal(await page.getByText("You agree").count(), 1);
  await traveller.axe(page);
});

test("whoever is not signed in can look round, and what they answer waits for them", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, base);
  const first = await statement(page);
  await traveller.follow(page, page.getByRole("link", { name: "Look at another statement first" }));
  await traveller.axe(page);
  await traveller.go(page, base);
  assert.equal(await statement(page), first, "the page can be kept for everybody");
  await traveller.send(page, answer(page, "agree"), page.getByRole("heading", { name: "One more step" }));
});

test("a resident's own statement is offered others like it, and a moderator reads it first", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, `${base}/new`);
  // Not like the one of the journey before.
  const text = traveller.js ? "Benches outside would please tired walkers." : "Lockers might suit cyclists in wet weather.";
  await page.locator(field("text")).fill("Libraries should be open on a Sunday as well.");
  await traveller.send(page, submitOf(page, "text"), page.getByText("Is it one of these?"));
  assert.equal(await page.locator(field("text")).inputValue(), "Libraries should be open on a Sunday as well.");
  await traveller.axe(page);
  await page.locator(field("text")).fill("");
  assert.equal(await traveller.send(page, submitOf(page, "text"), page.getByText("There is a problem")), 422);
  await traveller.axe(page);
  await page.locator(field("text")).fill(text);
  await traveller.send(page, submitOf(page, "text"), page.getByText("a moderator will read it first"));

  const moderator = await traveller.page();
  await traveller.signIn(moderator, "moderator");
  await traveller.go(moderator, "/staff/moderation/statements");
  await traveller.axe(moderator);
  await traveller.follow(moderator, moderator.locator(".desk-list li a", { hasText: text }));
  const item = moderator.locator(".desk-open", { hasText: text });
  await traveller.axe(moderator);
  await traveller.send(moderator, item.locator("button[value=publish]"), moderator.getByText("It is shown."));
  const everybody = await traveller.page();
  await traveller.go(everybody, `${base}/all`);
  await everybody.getByText(text).waitFor();
});

test("the opinion map shows what brings people together, in words, a drawing and tables", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, `${base}/map`);
  // The program works it out beside the site, within seconds of starting.
  for (let tries = 0; tries < 20 && (await page.getByText("No map yet").count()) > 0; tries++) {
    await page.waitForTimeout(500);
    await traveller.go(page, `${base}/map`);
  }
  await page.getByText(/They fall into \d groups/).waitFor();
  await page.locator("svg.opinion polygon").first().waitFor();
  assert(await page.locator("#together ~ .table-wrap tbody tr").count() > 0, "something is agreed on");
  await traveller.axe(page);
  const narrow = await traveller.page({ width: 320 });
  for (const path of [base, `${base}/all`, `${base}/new`, `${base}/map`]) {
    await traveller.go(narrow, path);
    await traveller.fitsItsWidth(narrow);
  }
});

test("statements can be answered with the keyboard alone", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, base);
  await answer(page, "agree").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.value), "disagree");
  await page.keyboard.press("Enter");
  await page.getByText("1 answered of").waitFor();
});

test("staff set statements up, are told what is wrong with one, and see the map", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  // A draft nobody can see; one for each way of making this journey.
  const title = `Statements ${Math.random().toString(36).slice(2, 8)}`;
  await traveller.go(page, "/staff/consultations/new");
  await page.locator(field("title")).fill(title);
  await page.locator(`${field("level")}[value=consult]`).check();
  await traveller.send(page, submitOf(page, "title"), page.getByText("Your draft is saved."));
  await traveller.follow(page, page.getByRole("link", { name: "Begin with statements" }));
  await page.locator(field("question")).fill("What matters to you?");
  await traveller.send(page, submitOf(page, "question"), page.getByText("Saved."));
  await page.locator(field("texts")).fill("Is this one?\nThis is one.");
  assert.equal(await traveller.send(page, submitOf(page, "texts"), page.getByText("There is a problem")), 422);
  await page.getByText("Line 1:").first().waitFor();
  await traveller.axe(page);
  await page.locator(field("texts")).fill("This is one.\nThis is another.");
  await traveller.send(page, submitOf(page, "texts"), page.getByText("The statements (2)"));
  await traveller.axe(page);
  await traveller.go(page, "/staff/consultations/self-service-opening/statements/map");
  await page.getByText(/They fall into \d groups|No map yet/).first().waitFor();
  await traveller.axe(page);
});
