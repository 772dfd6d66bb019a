// What a resident comes for: find a consultation, have a say, change one's mind, and keep the receipt.

import assert from "node:assert/strict";
import { field, onlyWithJavaScript, submitOf, test } from "./fixtures.mjs";

const receiptLink = (page) => page.locator("main a[href^='/receipts/']");

/** From the front page to a proposal of the first open consultation, by links alone. */
async function findOpenProposal(traveller, page) {
  await traveller.go(page, "/");
  await traveller.follow(page, page.locator("a[href^='/consultations']"));
  await traveller.go(page, "/consultations?stage=open");
  await traveller.follow(page, page.locator("main a[href^='/consultations/']"));
  await traveller.follow(page, page.locator("main a[href*='/proposals/']"));
  return new URL(page.url()).pathname;
}

async function vote(traveller, page, choice) {
  await page.locator(`${field("choice")}[value=${choice}]`).check();
  await traveller.send(page, submitOf(page, "choice"), receiptLink(page));
}

test("a resident registers, votes, changes the vote, comments and keeps the receipt", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  const proposal = await findOpenProposal(traveller, page);

  await vote(traveller, page, "support");
  await traveller.go(page, proposal);
  assert(await page.locator(`${field("choice")}[value=support]`).isChecked(), "the page remembers the vote");

  await vote(traveller, page, "oppose");
  await traveller.go(page, proposal);
  assert(await page.locator(`${field("choice")}[value=oppose]`).isChecked(), "the page remembers the changed vote");
  assert(!(await page.locator(`${field("choice")}[value=support]`).isChecked()), "there is one vote, not two");

  const comment = `The late opening on Thursdays matters to shift workers. ${Date.now()}`;
  await page.locator(field("body")).first().fill(comment);
  await traveller.send(page, submitOf(page, "body"), page.getByText(comment));
  await traveller.axe(page);
  const link = await receiptLink(page).first().getAttribute("href");
  assert.match(link, /^\/receipts\/[0-9A-Z*~$=-]{16,20}$/, "a receipt is 15 characters and a check character");
  const code = link.split("/").pop();

  // Anybody may look a receipt up: no account, and none of the answers.
  const stranger = await traveller.page();
  assert.equal(await traveller.go(stranger, `/receipts/${code}`), 200);
  const receipt = await stranger.locator("main").innerText();
  assert(receipt.replaceAll(/[\s-]/g, "").includes(code.replaceAll("-", "")), "the receipt shows its code");
  assert(!receipt.includes(comment), "the receipt does not show what was said");
  assert(!/\boppose\b/i.test(receipt), "the receipt does not show how the person voted");
  await traveller.axe(stranger);
});

test("a vote sent before signing in is kept and counted after signing in", async ({ traveller }) => {
  const known = await traveller.page();
  const person = await traveller.registerAndConfirm(known);

  const page = await traveller.page();
  await findOpenProposal(traveller, page);
  await page.locator(`${field("choice")}[value=strongly-support]`).check();
  await traveller.send(page, submitOf(page, "choice"), page.getByRole("heading", { name: "One more step" }));
  await traveller.axe(page);

  await page.locator("form[action='/sign-in'] [name=email]").fill(person.email);
  await page.locator("form[action='/sign-in'] [name=password]").fill(person.password);
  await traveller.send(page, page.locator("form[action='/sign-in'] button"), receiptLink(page));
  assert(await page.locator(`${field("choice")}[value=strongly-support]`).isChecked(), "the vote arrived");
});

test("an answer goes with the person into their new account", async ({ traveller }) => {
  const page = await traveller.page();
  await findOpenProposal(traveller, page);
  await page.locator(`${field("choice")}[value=oppose]`).check();
  await traveller.send(page, submitOf(page, "choice"), page.getByRole("heading", { name: "I am new here" }));
  await page.locator("form[action='/register'] [name=name]").fill("Morgan Reader");
  await page.locator("form[action='/register'] [name=email]").fill(`new-${Date.now()}-${traveller.js}@example.org`);
  await page.locator("form[action='/register'] [name=password]").fill("a long walk to the library");
  await traveller.send(page, page.locator("form[action='/register'] button"), page.locator("a[href*='/confirm/']"));
  assert.match(await page.locator("main").innerText(), /your answer is kept[^]*Oppose/i);
  await traveller.axe(page);
  await traveller.follow(page, page.locator("a[href*='/confirm/']"));
  await traveller.axe(page);
  await traveller.send(page, page.locator("form[action*='/confirm/'] button"), receiptLink(page));
  assert.match(await page.locator("#done").innerText(), /Your answer “Oppose” is recorded/);
  assert(await page.locator(`${field("choice")}[value=oppose]`).isChecked(), "the vote arrived");
});

test("a comment written before the address is confirmed is not lost", async ({ traveller }) => {
  const page = await traveller.page();
  const person = await traveller.register(page);
  const confirm = await page.locator("a[href*='/confirm/']").getAttribute("href");
  await traveller.go(page, "/sign-in");
  await page.locator(field("email")).fill(person.email);
  await page.locator(field("password")).fill(person.password);
  await traveller.send(page, submitOf(page, "password"), page.locator("form[action='/sign-out']"));
  await findOpenProposal(traveller, page);

  const comment = "Please keep the children's hour.";
  await page.locator(field("body")).first().fill(comment);
  await submitOf(page, "body").first().click();
  await page.getByText("What you sent is kept").waitFor();
  assert.match(await page.locator("main").innerText(), /Please keep the children's hour/);
  await traveller.axe(page);
  await traveller.go(page, confirm);
  await traveller.send(page, page.locator("form[action*='/confirm/'] button"), page.locator("#comments").or(page.locator("main", { hasText: comment })));
  await page.getByText(comment).first().waitFor();
});

test("a mistake in the registration form is explained and nothing typed is lost", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, "/register");
  await page.locator(field("name")).fill("Robin Reader");
  await page.locator(field("email")).fill("not an address");
  // The browser's own checks would stop us before the server can explain.
  await page.locator("form:has([name=name])").evaluate((form) => { form.noValidate = true; });
  await traveller.send(page, submitOf(page, "password"), page.locator(`${field("email")}[aria-invalid=true]`));

  assert.equal(await page.locator(field("name")).inputValue(), "Robin Reader");
  assert.equal(await page.locator(field("email")).inputValue(), "not an address");
  const summaryLink = page.locator("main a[href='#email']").first();
  await summaryLink.click();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("name")), "email", "the summary leads to the field");
  await traveller.axe(page);
});

test("signing out ends it", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.send(page, page.locator("form[action='/sign-out'] button"), page.locator("a[href^='/sign-in']"));
  await traveller.go(page, "/account");
  await page.locator(field("password")).waitFor();
});

test("a page with nothing interactive on it fetches no browser program", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await traveller.go(page, "/privacy");
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("leptos-island").count(), 0, "the privacy page needs no island");
  assert.deepEqual(fetched.filter((url) => url.endsWith(".wasm")), []);
});
