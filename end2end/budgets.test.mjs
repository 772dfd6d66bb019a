// A budget vote: a resident ticks, sees the running total, sends, changes and takes back; staff set one up and read
// the results.

import assert from "node:assert/strict";
import { test } from "./fixtures.mjs";

const open = "/consultations/fifty-thousand-for-our-libraries/budget";
const closed = "/consultations/twelve-thousand-for-wendlebridge-and-tanners-row/budget";

const box = (page, number) => page.locator(`input[name=project][value='${number}']`);
const send = (page) => page.locator("form#ballot button").first();

test("a resident ticks projects, sends the vote, changes it and has a receipt", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  assert.equal(await traveller.go(page, open), 200);
  await traveller.axe(page);
  await page.locator(".running", { hasText: "You have not ticked anything yet." }).waitFor();
  await box(page, 4).check();
  await box(page, 7).check();
  if (traveller.js) {
    await page.locator(".running", { hasText: "You have ticked 2 projects that cost £11,400 of £50,000." }).waitFor();
    await page.locator("[role=status]", { hasText: "You have ticked 2 projects" }).waitFor({ state: "attached" });
  }
  await traveller.send(page, send(page), page.locator("#done a[href^='/receipts/']"));
  await page.locator(".running", { hasText: "You have ticked 2 projects that cost £11,400 of £50,000." }).waitFor();
  await traveller.axe(page);

  await box(page, 7).uncheck();
  await box(page, 1).check();
  await traveller.send(page, page.locator("form#ballot button", { hasText: "Change my vote" }), page.locator("#done"));
  assert(await box(page, 1).isChecked() && await box(page, 4).isChecked() && !(await box(page, 7).isChecked()));

  await traveller.follow(page, page.locator("#done a[href^='/receipts/']"));
  assert.match(await page.locator("main").innerText(), /Counted/);

  await traveller.go(page, open);
  await traveller.send(page, page.locator("button[value='take-back']"), page.locator("#done", { hasText: "taken back" }));
  assert.equal(await page.locator("input[name=project]:checked").count(), 0);
});

test("nothing ticked is said beside the ballot, and a vote is kept through signing in", async ({ traveller }) => {
  const page = await traveller.page();
  const person = await traveller.registerAndConfirm(page);
  await traveller.go(page, open);
  await traveller.send(page, send(page), page.locator(".error-summary"));
  assert.match(await page.locator("#project-error").innerText(), /Tick at least one project/);
  await traveller.axe(page);
  await page.context().clearCookies();
  await traveller.go(page, open);
  await box(page, 2).check();
  await traveller.send(page, send(page), page.locator("form[action='/sign-in'] [name=password]"));
  await page.locator("form[action='/sign-in'] [name=email]").fill(person.email);
  await page.locator("form[action='/sign-in'] [name=password]").fill(person.password);
  await traveller.send(page, page.locator("form[action='/sign-in'] button").first(), page.locator("#done"));
  assert(await box(page, 2).isChecked());
});

test("a resident sends an idea, and staff put it to the vote", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, `${open}/ideas`);
  const title = `A map of the libraries ${traveller.js ? "on the wall" : "in the hall"}`;
  await page.locator("input[name=title]").fill(title);
  await page.locator("textarea[name=body]").fill("So that people find the small ones too.");
  await traveller.send(page, page.locator("form:has(textarea[name=body]) button").first(), page.locator("#done"));
  await page.locator("li.project", { hasText: title }).waitFor();
  await traveller.axe(page);

  const desk = await traveller.page();
  await traveller.signIn(desk, "staff");
  await traveller.go(desk, `/staff${open}`);
  await traveller.axe(desk);
  await traveller.follow(desk, desk.locator("main a", { hasText: title }));
  await traveller.axe(desk);
  await desk.locator("input[name=cost]").fill("1,250");
  await traveller.send(desk, desk.locator("button[value=enter]"), desk.locator(".note.success"));
  await traveller.go(page, open);
  assert.match(await page.locator("li.project", { hasText: title }).innerText(), /£1,250/);
});

test("a resident reports an idea, and a moderator takes its words away with a reason", async ({ traveller }) => {
  const body = `Ring me ${traveller.js ? "today" : "tonight"} for cheap shelves.`;
  const author = await traveller.page();
  await traveller.registerAndConfirm(author);
  await traveller.go(author, `${open}/ideas`);
  await author.locator("input[name=title]").fill("Shelves for every library");
  await author.locator("textarea[name=body]").fill(body);
  await traveller.send(author, author.locator("form:has(textarea[name=body]) button").first(), author.locator("#done"));

  const reader = await traveller.page();
  await traveller.go(reader, `${open}/ideas`);
  const idea = reader.locator("li.project", { hasText: body });
  await traveller.follow(reader, idea.locator("a[href$='/report']"));
  await traveller.axe(reader);
  await reader.locator("[name=reason][value=advertising]").check();
  await traveller.send(reader, reader.locator("main form button", { hasText: "Send the report" }), reader.locator("#done"));

  const moderator = await traveller.page();
  await traveller.signIn(moderator, "moderator");
  await traveller.go(moderator, "/staff/moderation/ideas");
  await traveller.axe(moderator);
  const ideas = await moderator.locator(".desk-list li a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  const item = moderator.locator(".desk-open", { hasText: body });
  for (const idea of ideas) {
    if ((await item.count()) === 0) await traveller.go(moderator, idea);
  }
  const action = await item.locator("form:has(button[value=remove])").getAttribute("action");
  const form = moderator.locator(`form[action='${action}']:has(button[value=remove])`);
  const status = await traveller.send(
    moderator, form.locator("button[value=remove]"), moderator.locator("[name=reason][aria-invalid=true]"));
  assert.equal(status, 422, "nothing is taken away without a reason");
  await form.locator("[name=reason]").selectOption("advertising");
  await traveller.send(moderator, form.locator("button[value=remove]"), moderator.locator(".note.success"));

  await traveller.go(reader, `${open}/ideas`);
  assert.equal(await reader.getByText(body).count(), 0, "the words are gone");
  assert.match(await reader.locator("main").innerText(), /The words of its author are not shown/);
  await traveller.axe(reader);
});

test("staff set up a budget vote, and the form keeps what is wrong", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  const place = "/staff/consultations/quiet-floor-at-kesterley-central/budget";
  await traveller.go(page, place);
  await traveller.axe(page);
  await page.locator("input[name=title]").fill("£9,000 for the quiet floor");
  await page.locator("input[name=total]").fill("nothing");
  await traveller.send(page, page.locator("form.editor button"), page.locator(".error-summary"));
  assert.equal(await page.locator("input[name=title]").inputValue(), "£9,000 for the quiet floor");
  await page.locator("input[name=total]").fill("9,000");
  await traveller.send(page, page.locator("form.editor button"), page.locator(".note.success"));
  await traveller.follow(page, page.locator("main a", { hasText: "Add a project" }));
  await traveller.axe(page);
  await page.locator("input[name=title]").fill("Lamps");
  await page.locator("textarea[name=summary]").fill("Forty reading lamps.");
  await page.locator("input[name=cost]").fill("£3,400");
  await traveller.send(page, page.locator("form.editor button"), page.locator(".note.success"));
  assert.match(await page.locator("main").innerText(), /£3,400/);
  await traveller.axe(page);
  await traveller.follow(page, page.locator("main a", { hasText: "Delete the budget vote" }));
  await traveller.axe(page);
  await traveller.send(page, page.locator("button", { hasText: "Delete the budget vote" }), page.locator(".note.success"));
});

test("a budget vote needs no proposal: staff publish it alone, and residents see at once what is asked", async ({ traveller }) => {
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  await traveller.go(staff, "/staff/consultations/new");
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const title = `£2,000 for the garden ${traveller.js ? "on" : "off"} Corn Street`;
  const typed = {
    title, summary: "Residents choose what it buys.", background: "The friends raised £2,000 for the garden.",
    opens_date: day(-1), opens_time: "09:00", closes_date: day(80), closes_time: "17:00", decision_due: day(120),
  };
  for (const [name, value] of Object.entries(typed)) await staff.locator(`main [name=${name}]`).first().fill(value);
  await staff.locator("main [name=level][value=empower]").check();
  await traveller.send(staff, staff.getByRole("button", { name: "Save the draft" }), staff.getByText("Your draft is saved."));
  const place = new URL(staff.url()).pathname;

  await traveller.go(staff, `${place}/budget`);
  await staff.locator("input[name=title]").fill("£2,000 for the garden");
  await staff.locator("input[name=total]").fill("2,000");
  await traveller.send(staff, staff.locator("form.editor button"), staff.locator(".note.success"));
  await traveller.go(staff, place);
  await staff.getByText("Not ready to publish.").waitFor();
  await staff.getByText("so there would be nothing to vote on").waitFor();
  await traveller.axe(staff);
  for (const [name, cost] of [["A bench", "900"], ["Two pear trees", "1,500"]]) {
    await traveller.go(staff, `${place}/budget/projects/new`);
    await staff.locator("input[name=title]").fill(name);
    await staff.locator("textarea[name=summary]").fill("For everybody.");
    await staff.locator("input[name=cost]").fill(cost);
    await traveller.send(staff, staff.locator("form.editor button"), staff.locator(".note.success"));
  }
  await traveller.go(staff, place);
  await traveller.send(staff, staff.getByRole("button", { name: "Publish", exact: true }), staff.getByText("The consultation is published."));

  const resident = await traveller.page();
  await traveller.signIn(resident, "resident");
  await traveller.go(resident, place.replace("/staff", ""));
  await resident.getByRole("link", { name: "What we ask" }).waitFor();
  assert.doesNotMatch(await resident.locator("main").innerText(), /proposal/i);
  await traveller.axe(resident);
  await traveller.go(resident, `${place.replace("/staff", "")}/budget`);
  await box(resident, 1).check();
  await traveller.send(resident, send(resident), resident.locator("#done a[href^='/receipts/']"));
  await traveller.go(staff, `${place}/results`);
  assert.match(await staff.locator("main").innerText(), /Fewer than five people have voted so far, so nothing about how they voted is shown yet\./);
  await traveller.axe(staff);
});

test("everybody reads what the money buys, and staff take the vote away", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, `${closed}/results`);
  const text = await page.locator("main").innerText();
  assert.match(text, /The money buys/);
  assert.match(text, /Simply taking the most votes would buy/);
  assert.match(text, /Why each project won or not/);
  for (const word of [/Equal shares/, /most votes first/i, /side by side/, /SHA-256/, /seed/i]) assert.doesNotMatch(text, word);
  await traveller.axe(page);
  await page.getByText("How this was counted, and how to check it").click();
  assert.match(await page.locator("#how-counted").innerText(), /Both ways side by side/);
  await page.locator("#rounds summary").click();
  await traveller.axe(page);
  await traveller.signIn(page, "staff");
  await traveller.go(page, `/staff${closed}/results`);
  await traveller.axe(page);
  const file = await page.context().request.get(`/staff${closed}/election.pb`);
  assert.match(await file.text(), /^META\n/);
});

test("the ballot fits a small phone, and works with the keyboard", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 640 });
  await traveller.registerAndConfirm(page);
  for (const path of [open, `${open}/ideas`, `${open}/results`, `${closed}/results`]) {
    await traveller.go(page, path);
    await traveller.fitsItsWidth(page);
  }
  await traveller.go(page, open);
  await box(page, 1).focus();
  await page.keyboard.press("Space");
  assert(await box(page, 1).isChecked());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#done").waitFor();
  assert(await box(page, 1).isChecked());
});
