// What the library's staff come for: ask the public something, listen while it is open, and keep the talk civil.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { field, onlyWithJavaScript, submitOf, test } from "./fixtures.mjs";

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Types into the fields of a form, by the names they are sent under. */
async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.locator(field(name)).first().fill(value);
}

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

/** Starts a consultation that opens as soon as it is published, and returns its path for staff. */
async function writeConsultation(traveller, page, title) {
  await traveller.go(page, "/staff/consultations/new");
  await fill(page, {
    title: "",
    summary: "Where the homework club could meet.",
    background: "The club has outgrown the reading room. We must choose before the spring.",
    opens_date: day(-3), opens_time: "09:00", closes_date: day(-5), closes_time: "17:00", decision_due: day(120),
  });
  await page.locator(`${field("level")}[value=consult]`).check();
  const status = await traveller.send(page, button(page, "Save the draft"), page.locator(`${field("title")}[aria-invalid=true]`));
  assert.equal(status, 422);
  assert.equal(await page.locator(field("summary")).inputValue(), "Where the homework club could meet.");
  assert.equal(await page.locator(field("closes_date")).inputValue(), day(-5), "the mistaken date is still there to see");
  assert(await page.locator(`${field("level")}[value=consult]`).isChecked(), "the promise chosen is kept");
  await traveller.axe(page);

  await fill(page, { title, closes_date: day(80) });
  await traveller.send(page, button(page, "Save the draft"), page.getByText("Your draft is saved."));
  return new URL(page.url()).pathname;
}

/** Writes its first proposal, looks at the preview, and comes back. */
async function writeProposal(traveller, page, staffPath) {
  await traveller.follow(page, page.locator("main a[href$='/proposals/new']").last());
  await fill(page, {
    title: "Move the homework club upstairs",
    summary: "The club would meet in the local history room.",
    body: "The room upstairs seats **thirty**. The reading room seats twelve.",
    fixed: "The club carries on.",
    open: "The room and the hour.",
    impact: "Pupils who come after school.",
    alternative_title_0: "Two shorter sessions",
    cost_item_0: "Chairs", cost_amount_0: "450", cost_note_0: "Once",
  });
  const status = await traveller.send(
    page, button(page, "Save and preview"), page.locator(`${field("alternative_why_0")}[aria-invalid=true]`));
  assert.equal(status, 422);
  assert.equal(await page.locator(field("cost_item_0")).inputValue(), "Chairs", "what was typed is kept");

  await fill(page, { alternative_why_0: "Parents could not collect two children at once." });
  await traveller.send(page, button(page, "Save and preview"), page.locator("article.proposal"));
  const preview = await page.locator("main").innerText();
  for (const part of ["Two shorter sessions", "£450", "The club carries on."]) {
    assert(preview.includes(part), `the preview shows “${part}”`);
  }
  await traveller.axe(page);
  await traveller.go(page, staffPath);
}

test("staff ask the public, listen, amend and take the answers away", async ({ traveller }) => {
  const title = `Homework club ${traveller.js ? "on" : "in"} a new room`;
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  const staffPath = await writeConsultation(traveller, staff, title);
  const publicPath = staffPath.replace("/staff", "");
  await writeProposal(traveller, staff, staffPath);
  await traveller.axe(staff);
  await traveller.send(staff, button(staff, "Publish"), staff.getByText("The consultation is published."));
  await staff.locator("main [data-stage=open]").first().waitFor();

  // The opening date was in the past; it opened when it was published, not before.
  const resident = await traveller.page();
  await traveller.signIn(resident, "resident");
  await traveller.go(resident, "/consultations?stage=open");
  await traveller.follow(resident, resident.getByRole("link", { name: title }));
  assert.equal(new URL(resident.url()).pathname, publicPath);
  await traveller.follow(resident, resident.locator("main a[href*='/proposals/1']"));
  const proposal = new URL(resident.url()).pathname;
  await resident.locator(`${field("choice")}[value=support]`).check();
  await traveller.send(resident, submitOf(resident, "choice"), resident.locator("main a[href^='/receipts/']"));

  await traveller.go(staff, `${staffPath}/proposals/1/edit`);
  await fill(staff, { body: "The room upstairs seats **forty**. The reading room seats twelve." });
  await traveller.send(staff, button(staff, "Save and compare with the published text"), staff.locator(field("kind")));
  await traveller.axe(staff);
  await staff.locator(`${field("kind")}[value=amendment]`).check();
  const status = await traveller.send(
    staff, button(staff, "Publish the change"), staff.locator(`${field("summary")}[aria-invalid=true]`));
  assert.equal(status, 422, "a change is not published without saying what changed");
  assert(await staff.locator(`${field("kind")}[value=amendment]`).isChecked(), "the kind of change is kept");
  await fill(staff, { summary: "The room is larger than we said." });
  await traveller.send(staff, button(staff, "Publish the change"), staff.getByText("The amendment is published."));

  await traveller.go(resident, proposal);
  await resident.getByText("This proposal changed after you answered.").waitFor();
  await resident.getByText("The room is larger than we said.").first().waitFor();
  await traveller.axe(resident);

  await traveller.go(staff, `${staffPath}/results`);
  assert.match(await staff.locator("main").innerText(), /\b1\b/, "the dashboard counts the vote");
  assert((await staff.locator("main svg").count()) > 0 && (await staff.locator("main table").count()) > 0);
  await traveller.axe(staff);

  await staff.locator("#take-away > summary").click();
  const link = staff.locator(`main a[href^='${staffPath}/export.csv']`).first();
  const [download] = await Promise.all([staff.waitForEvent("download"), link.click()]);
  assert.match(download.suggestedFilename(), /-responses\.csv$/);
  const rows = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
  assert.equal(rows.length, 2, "a heading and one row for the one response");
  assert(!rows.join("\n").includes("@"), "the file names nobody");
});

test("a moderator removes a reported comment, and its place says why", async ({ traveller }) => {
  const proposal = "/consultations/saturday-hours/proposals/1";
  const comment = `Cheap tables for sale, ring me ${traveller.js ? "today" : "tonight"}.`;
  const author = await traveller.page();
  await traveller.registerAndConfirm(author);
  await traveller.go(author, proposal);
  await author.locator(field("body")).first().fill(comment);
  const published = author.locator("article.comment", { hasText: comment });
  await traveller.send(author, submitOf(author, "body"), published);
  const anchor = await published.first().getAttribute("id");
  const id = anchor.slice(1);

  const reader = await traveller.page();
  await traveller.go(reader, proposal);
  await traveller.follow(reader, reader.locator(`a[href='${proposal}/comments/${id}/report']`));
  await traveller.axe(reader);
  await reader.locator(`${field("reason")}[value=advertising]`).check();
  await traveller.send(reader, button(reader, "Send the report"), reader.locator("#done"));

  const moderator = await traveller.page();
  await traveller.signIn(moderator, "moderator");
  await traveller.go(moderator, `/staff/moderation?item=comment-${id}`);
  await moderator.getByText(comment).first().waitFor();
  await traveller.axe(moderator);
  const form = moderator.locator(`form[action='/staff/moderation/${id}']`);
  const reason = form.locator("[name=reason]");
  const status = await traveller.send(
    moderator, form.locator("button[value=remove]"), moderator.locator("[name=reason][aria-invalid=true]"));
  assert.equal(status, 422, "nothing is removed without a reason");
  await reason.selectOption("advertising");
  await traveller.send(moderator, form.locator("button[value=remove]"), moderator.locator("main"));

  await traveller.go(reader, proposal);
  const place = reader.locator(`#${anchor}.removed`);
  await place.waitFor();
  assert.match(await place.innerText(), /removed/i);
  assert.match(await place.innerText(), /it was an advertisement/i);
  assert.equal(await reader.getByText(comment).count(), 0, "the words are gone");
  await traveller.axe(reader);
});

const NEW = "/staff/consultations/new";

test("what staff type is kept while they type, leaving asks until it is, and the text is offered again", onlyWithJavaScript, async ({ traveller }) => {
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  await traveller.go(staff, NEW);
  const title = staff.locator(field("title"));
  const back = staff.getByRole("main").getByRole("link", { name: "Back without saving" });

  // Just typed and not kept yet: the browser asks, and whoever stays still has the text.
  staff.leavingIsAsked = true;
  await title.pressSequentially("A longer reading hour");
  const asks = staff.waitForEvent("dialog");
  back.click({ noWaitAfter: true }).catch(() => {});
  const dialog = await asks;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  assert.equal(await title.inputValue(), "A longer reading hour");

  // A moment later it is kept, and leaving asks no more.
  await staff.getByText(/Saved at \d\d:\d\d/).waitFor({ timeout: 15_000 });
  await traveller.axe(staff);
  let asked = 0;
  staff.on("dialog", (dialog) => { asked += 1; dialog.accept(); });
  await traveller.follow(staff, back);
  assert.equal(asked, 0, "nothing asks about text that is kept");

  // Opened again, the form offers the text. Nothing is written over it meanwhile.
  await traveller.go(staff, NEW);
  await staff.getByText(/You have unsent text from/).waitFor();
  assert.equal(await title.inputValue(), "");
  await traveller.axe(staff);
  await traveller.send(staff, button(staff, "Take it up"), staff.getByText("It is not saved yet"));
  assert.equal(await title.inputValue(), "A longer reading hour");
  await traveller.axe(staff);

  // Sent, it is kept no longer.
  await staff.locator(`${field("level")}[value=consult]`).check();
  await traveller.send(staff, button(staff, "Save the draft"), staff.getByText("Your draft is saved."));
  const draft = new URL(staff.url()).pathname;
  await traveller.go(staff, NEW);
  assert.equal(await staff.getByText(/You have unsent text/).count(), 0);

  await traveller.go(staff, draft);
  await traveller.follow(staff, staff.getByRole("main").getByRole("link", { name: "Delete the draft" }));
  await traveller.axe(staff);
  await traveller.send(staff, button(staff, "Delete the draft"), staff.getByText("The draft is deleted."));
});

test("a form of the staff that is sent after the sign-in ended comes back with everything", async ({ traveller }) => {
  const title = `Quiet evenings ${traveller.js ? "on Mondays" : "on Tuesdays"}`;
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  await traveller.go(staff, NEW);
  await fill(staff, { title, background: "Two readers asked.\nOne said <why>." });
  await staff.locator(`${field("level")}[value=consult]`).check();

  await staff.context().clearCookies();
  const status = await traveller.send(staff, button(staff, "Save the draft"), staff.locator(field("password")));
  assert.equal(status, 401);
  const person = traveller.demonstration("staff");
  await staff.locator(field("email")).fill(person.email);
  await staff.locator(field("password")).fill(person.password);
  await traveller.send(staff, submitOf(staff, "password"), staff.locator(field("title")));
  assert.equal(await staff.locator(field("title")).inputValue(), title);
  assert.equal(await staff.locator(field("background")).inputValue(), "Two readers asked.\nOne said <why>.");
  assert(await staff.locator(`${field("level")}[value=consult]`).isChecked());
  await traveller.axe(staff);
  await traveller.send(staff, button(staff, "Save the draft"), staff.getByText("Your draft is saved."));

  await traveller.follow(staff, staff.getByRole("main").getByRole("link", { name: "Delete the draft" }));
  await traveller.send(staff, button(staff, "Delete the draft"), staff.getByText("The draft is deleted."));
});
