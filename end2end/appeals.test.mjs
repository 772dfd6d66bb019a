// What somebody writes stays theirs: they put it right, leave out their vote, withdraw it, and appeal when a moderator took it
// down; somebody else decides. And a published decision is corrected where everybody can see it.

import assert from "node:assert/strict";
import { field, submitOf, test } from "./fixtures.mjs";

const proposal = "/consultations/saturday-hours/proposals/1";
const main = (page) => page.locator("main").innerText();
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Posts a comment and gives its number. */
async function say(traveller, page, words) {
  await traveller.go(page, proposal);
  await page.locator(field("body")).first().fill(words);
  const shown = page.locator("article.comment", { hasText: words });
  await traveller.send(page, submitOf(page, "body"), shown);
  return (await shown.first().getAttribute("id")).slice(1);
}

test("an author puts a comment right, leaves out their vote and withdraws it", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.registerAndConfirm(page);
  const words = `Saterdays suit me ${traveller.js ? "well" : "best"}.`;
  const id = await say(traveller, page, words);
  await traveller.go(page, "/account");
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await traveller.follow(page, page.locator(`a[href='/account/writing/comment/${id}']`));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);

  // By keyboard alone: nothing typed is lost when it will not do.
  await page.locator(field("words")).fill("");
  assert.equal(await traveller.send(page, button(page, "Save the correction"), page.locator("[aria-invalid=true]")), 422);
  assert.match(await page.title(), /^Error: /);
  await traveller.axe(page);
  await page.locator(field("words")).fill(words.replace("Saterdays", "Saturdays"));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.innerText), "Save the correction");
  await traveller.send(page, button(page, "Save the correction"), page.locator("#done"));
  assert.match(await main(page), /It is corrected/);

  await traveller.send(page, button(page, "Do not show how I voted"), page.getByText("Your vote is not shown beside it."));
  await traveller.axe(page);

  const reader = await traveller.page();
  await traveller.go(reader, proposal);
  const article = reader.locator(`#c${id}`);
  assert.match(await article.innerText(), /Saturdays suit me/);
  assert.match(await article.innerText(), /corrected by its author/);

  await traveller.follow(page, page.getByRole("link", { name: "Withdraw this comment" }));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await traveller.send(page, button(page, "Withdraw it"), page.locator("#done"));
  await traveller.axe(page);
  await traveller.go(reader, proposal);
  assert.match(await reader.locator(`#c${id}`).innerText(), /withdrawn here by its author/);
  await traveller.axe(reader);
});

test("an author appeals, the first moderator cannot decide, and somebody else upholds it", async ({ traveller }) => {
  const author = await traveller.page({ width: 320, height: 700 });
  await traveller.registerAndConfirm(author);
  const words = `The sheds in the yard are in the way, ${traveller.js ? "really" : "truly"}.`;
  const id = await say(traveller, author, words);

  const first = await traveller.page();
  await traveller.signIn(first, "moderator");
  await traveller.go(first, `/staff/moderation/${id}`);
  await first.locator("[name=reason]").selectOption("advertising");
  await traveller.send(first, first.locator("button[value=remove]"), first.locator(".note.success"));

  await traveller.go(author, `/account/writing/comment/${id}`);
  await traveller.axe(author);
  await traveller.follow(author, author.getByRole("link", { name: "Ask for somebody else to look again" }));
  await traveller.axe(author);
  await traveller.fitsItsWidth(author);
  const read = await main(author);
  assert(read.includes(words), read);
  assert.match(read, /Sells or promotes something/);
  assert.equal(await traveller.send(author, button(author, "Send my appeal"), author.locator("[aria-invalid=true]")), 422);
  await author.locator(field("words")).fill("I sell nothing. The sheds are the library’s own.");
  await traveller.send(author, button(author, "Send my appeal"), author.locator("#done"));
  await traveller.axe(author);

  await traveller.go(first, "/staff/moderation/appeals");
  await traveller.axe(first);
  const item = first.locator("li.notice", { hasText: "I sell nothing." }).first();
  const at = await item.locator("h3 a").getAttribute("href");
  await traveller.go(first, at);
  await traveller.axe(first);
  assert.match(await main(first), /somebody else has to decide/);
  assert.equal(await button(first, "Refuse it").count(), 0);

  const second = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(second, "administrator");
  await traveller.go(second, "/staff");
  assert.match(await main(second), /appeals? waits? for a moderator/);
  await traveller.go(second, at);
  await traveller.axe(second);
  await traveller.fitsItsWidth(second);
  await traveller.send(second, button(second, "See what was written"), second.getByText("That you saw these words is recorded."));
  assert((await main(second)).includes(words));
  assert.equal(await traveller.send(second, button(second, "Refuse it"), second.locator("[aria-invalid=true]")), 422);
  await traveller.axe(second);
  await second.locator(field("answer")).fill("You are right. Sorry.");
  await traveller.send(second, button(second, "Uphold it and show the words again"), second.locator("#done"));
  await traveller.axe(second);
  await traveller.fitsItsWidth(second);

  const reader = await traveller.page({ width: 320, height: 700 });
  await traveller.go(reader, proposal);
  assert((await reader.locator(`#c${id}`).innerText()).includes(words));
  await traveller.go(reader, "/moderation-policy");
  assert.match(await main(reader), /Decisions of moderators and appeals against them, by year/);
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
  await traveller.go(author, `/account/writing/comment/${id}`);
  assert.match(await main(author), /your appeal was upheld/);
});

test("staff correct a published decision, and everybody reads what changed", async ({ traveller }) => {
  const slug = "book-fund-priorities";
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  await traveller.go(staff, `/staff/consultations/${slug}/decision`);
  await traveller.axe(staff);
  await traveller.follow(staff, staff.getByRole("link", { name: "Correct the text" }));
  await traveller.axe(staff);
  const why = `The name was wrong (${traveller.js ? "one" : "two"}).`;
  await staff.locator(field("decided-by")).fill(traveller.js ? "The cabinet of the council" : "The council’s cabinet");
  await staff.locator(field("change")).fill(why);
  await traveller.send(staff, button(staff, "See what changes"), staff.locator("#looked"));
  await traveller.axe(staff);
  assert.match(await main(staff), /This changes what was decided/);
  await traveller.send(staff, button(staff, "Publish the correction"), staff.locator("#done"));
  await traveller.axe(staff);

  const reader = await traveller.page({ width: 320, height: 700 });
  await traveller.go(reader, `/consultations/${slug}/decision`);
  assert((await main(reader)).includes(why));
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
  await traveller.follow(reader, reader.getByRole("link", { name: "See every different word" }));
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
  await traveller.follow(reader, reader.getByRole("link", { name: "Read version 1 whole" }));
  assert.match(await main(reader), /This is not what stands/);
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
});
