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
  await traveller.follow(page, page.locator(".path-step", { hasText: "Statements" }).locator("a"));
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
  assert(await page.locator("section[aria-labelledby=together] table tbody tr").count() > 0, "something is agreed on");
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

test("staff name the groups, are told what will not do, and everybody reads the names", async ({ traveller }) => {
  const map = "/staff/consultations/self-service-opening/statements/map";
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  await traveller.go(staff, map);
  for (let tries = 0; tries < 20 && (await staff.locator(field("name-a")).count()) === 0; tries++) {
    await staff.waitForTimeout(500);
    await traveller.go(staff, map);
  }
  // One record for both ways of making this journey: each has names of its own.
  const [one, other] = traveller.js ? ["Longer hours", "Staff first"] : ["Doors open early", "People at the desk"];
  await staff.locator(field("name-a")).fill("A name that is far too long to stand in the head of a column");
  await staff.locator(field("name-b")).fill(other);
  assert.equal(await traveller.send(staff, submitOf(staff, "name-a"), staff.getByText("There is a problem")), 422);
  assert.equal(await staff.locator(field("name-b")).inputValue(), other, "what was typed stays");
  await traveller.axe(staff);
  await staff.locator(field("name-a")).fill(one);
  await staff.locator(field("name-a")).press("Tab");
  await traveller.send(staff, submitOf(staff, "name-a"), staff.getByText("The names are saved."));
  assert.equal(await staff.locator(field("name-a")).inputValue(), one);
  await traveller.axe(staff);

  const everybody = await traveller.page();
  await traveller.go(everybody, "/consultations/self-service-opening/statements/map");
  await everybody.getByRole("heading", { name: new RegExp(`A\\. ${one}: \\d+ people`) }).waitFor();
  await everybody.getByText("Named by the library’s staff").first().waitFor();
  assert.equal(await everybody.getByText("You are in").count(), 0);
  await traveller.axe(everybody);
  const narrow = await traveller.page({ width: 320 });
  await traveller.signIn(narrow, "staff");
  await traveller.go(narrow, map);
  await traveller.fitsItsWidth(narrow);
});

test("on a phone statements have a bar for each group, and the table is behind a fold", async ({ traveller }) => {
  for (const width of [320, 360]) {
    const phone = await traveller.page({ width });
    await traveller.go(phone, `${base}/map`);
    for (let tries = 0; tries < 20 && (await phone.getByText("No map yet").count()) > 0; tries++) {
      await phone.waitForTimeout(500);
      await traveller.go(phone, `${base}/map`);
    }
    const first = phone.locator(".statement-bars > li").first();
    await first.waitFor();
    const bars = first.locator(".bars > li");
    assert(await bars.count() >= 3, "everybody and at least two groups");
    for (const bar of await bars.all()) {
      const box = await bar.locator(".num").boundingBox();
      assert(box.x >= 0 && box.x + box.width <= width, "no figure is cut off");
      assert.match(await bar.innerText(), /\d+%[\s\S]*\d+ of \d+/);
    }
    const fold = phone.locator("details.folded-on-phones").first();
    assert.equal(await fold.locator("table").isVisible(), false);
    await fold.locator("summary").click();
    await fold.locator("table").waitFor();
    await traveller.fitsItsWidth(phone);
    await traveller.axe(phone);
    await phone.emulateMedia({ forcedColors: "active" });
    assert(await first.locator("svg.bar rect").first().isVisible(), "bars are seen in forced colours");
  }
  const wide = await traveller.page({ width: 1280 });
  await traveller.go(wide, `${base}/map`);
  assert.equal(await wide.locator(".statement-bars").first().isVisible(), false);
  await wide.locator("details.folded-on-phones table").first().waitFor();
  assert.equal(await wide.locator("details.folded-on-phones summary").first().isVisible(), false);
  await wide.emulateMedia({ media: "print" });
  assert.equal(await wide.locator(".statement-bars").first().isVisible(), false);
  await wide.locator("details.folded-on-phones table").first().waitFor();
});
