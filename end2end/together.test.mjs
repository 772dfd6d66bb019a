// Staff work together: who looks after a draft and whom the public can ask, notes beside a field, a list that leads to the
// very field, a private link for somebody without an account, and a second person who approves it before it is published.

import assert from "node:assert/strict";
import { field, test } from "./fixtures.mjs";

const main = (page) => page.locator("main").innerText();
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Every page in a light and in a dark room, and on the smallest phone. */
async function looksRight(traveller, page) {
  await traveller.axe(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await traveller.axe(page);
  await page.emulateMedia({ colorScheme: "light" });
  await traveller.fitsItsWidth(page);
}

/** A draft of one's own that is ready to be published; gives its staff address. */
async function drafted(traveller, page, title) {
  await traveller.go(page, "/staff/consultations/new");
  await page.locator(field("title")).fill(title);
  await page.locator(field("summary")).fill("Two more hours on Saturdays.");
  await page.locator(field("background")).fill("People asked for longer hours.");
  await page.locator("[name=level][value=consult]").check();
  await traveller.send(page, button(page, "Save the draft"), page.locator("#done"));
  const base = new URL(page.url()).pathname;
  await traveller.go(page, `${base}/proposals/new`);
  const words = { title: "Open until six", summary: "Two more hours.", body: "Because people work.", fixed: "The budget.", open: "Which hours.", alternative_title_0: "Sundays", alternative_why_0: "No buses run.", cost_item_0: "Staff", cost_amount_0: "1200" };
  for (const [name, value] of Object.entries(words)) await page.locator(field(name)).fill(value);
  await page.locator("[name=cost_period_0]").selectOption({ index: 1 });
  await traveller.send(page, button(page, "Save the draft"), page.locator("#done"));
  return base;
}

test("the list leads to the very field, and a colleague’s note stands beside it", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  const base = await drafted(traveller, page, `Hours and notes ${Date.now()}`);
  await traveller.go(page, base);
  assert.match(await main(page), /looks after it\./);
  await looksRight(traveller, page);
  const links = await page.locator("ol.tasks h3 a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert(links.length > 6, links.join());
  for (const href of links) {
    const [path, anchor] = href.split("#");
    await traveller.go(page, path || base);
    assert.equal(await page.locator(`[id="${anchor}"]`).count(), 1, href);
  }

  // By keyboard alone: from the form to the notes, and a note beside a field.
  await traveller.go(page, `${base}/edit`);
  const way = page.getByRole("link", { name: "Leave a note for colleagues" });
  await way.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/notes\?form=/);
  await looksRight(traveller, page);
  await traveller.send(page, button(page, "Leave the note"), page.locator("[aria-invalid=true]"));
  assert.match(await page.title(), /^Error: /);
  await looksRight(traveller, page);
  await page.locator(field("place")).selectOption("/edit#summary");
  await page.locator(field("text")).fill("Say which Saturdays.");
  await traveller.send(page, button(page, "Leave the note"), page.locator("#done"));
  await looksRight(traveller, page);
  await traveller.go(page, `${base}/edit`);
  assert.match(await page.locator("#summary-note").innerText(), /Say which Saturdays\./);
  await looksRight(traveller, page);
  await traveller.follow(page, page.getByRole("link", { name: "Answer or settle" }));
  await traveller.send(page, page.getByRole("button", { name: /^Settled/ }), page.locator("#done"));
  await traveller.go(page, `${base}/edit`);
  assert.equal(await page.locator("#summary-note").count(), 0);
});

test("an owner adds a colleague, hands over, and says whom the public can ask", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  const base = await drafted(traveller, page, `Hours and people ${Date.now()}`);
  await traveller.go(page, `${base}/people`);
  await looksRight(traveller, page);
  await page.locator(field("colleague")).selectOption({ index: 1 });
  await traveller.send(page, button(page, "Add"), page.locator("#done"));
  await looksRight(traveller, page);
  await page.locator(field("owner")).selectOption({ index: 1 });
  await traveller.send(page, button(page, "Hand it over"), page.locator("#done"));
  await looksRight(traveller, page);

  await traveller.go(page, `${base}/contact`);
  await looksRight(traveller, page);
  await page.locator(field("name")).fill("Engagement team");
  await page.locator(field("email")).fill("nowhere");
  assert.equal(await traveller.send(page, button(page, "Save"), page.locator("[aria-invalid=true]")), 422);
  assert.equal(await page.locator(field("name")).inputValue(), "Engagement team");
  await looksRight(traveller, page);
  await page.locator(field("email")).fill("hours@library.example");
  await traveller.send(page, button(page, "Save"), page.locator("#done"));
  await traveller.go(page, base.replace("/staff", ""));
  assert.match(await main(page), /Engagement team/);
  await looksRight(traveller, page);
});

test("somebody without an account reads the draft by a private link, and can send nothing", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  const base = await drafted(traveller, page, `Hours and links ${Date.now()}`);
  await traveller.go(page, `${base}/previews`);
  await looksRight(traveller, page);
  await page.locator(field("days")).fill("91");
  assert.equal(await traveller.send(page, button(page, "Make a link"), page.locator("[aria-invalid=true]")), 422);
  await looksRight(traveller, page);
  await page.locator(field("days")).fill("7");
  await traveller.send(page, button(page, "Make a link"), page.locator("#done"));
  await looksRight(traveller, page);
  const link = new URL(await page.locator("#done code").innerText()).pathname;

  const reader = await traveller.page({ width: 320, height: 700 });
  assert.equal(await traveller.go(reader, link), 200);
  assert.match(await reader.locator("body").innerText(), /Preview, not published\./);
  await looksRight(traveller, reader);
  await traveller.follow(reader, reader.getByRole("link", { name: "Open until six" }));
  assert(new URL(reader.url()).pathname.startsWith(link));
  assert.match(await main(reader), /Because people work\./);
  await looksRight(traveller, reader);
  assert.equal(await reader.locator("form[method=post], button:not([disabled]):not(fieldset[disabled] button)").count(), 0);

  assert.equal(await traveller.go(reader, `${link}x`), 404);
  await looksRight(traveller, reader);
  await traveller.send(page, page.getByRole("button", { name: /^End it/ }), page.locator("#done"));
  assert.equal(await traveller.go(reader, link), 410);
  assert.match(await main(reader), /This link has ended/);
  await looksRight(traveller, reader);
});

test("a second person sends a draft back, then approves it, and only then it is published", async ({ traveller }) => {
  const other = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(other, "administrator");
  await traveller.go(other, "/staff/settings");
  await other.locator("[name=second_person]").check();
  await traveller.send(other, button(other, "Save"), other.locator("#done"));
  await looksRight(traveller, other);

  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  const base = await drafted(traveller, page, `Hours and approval ${Date.now()}`);
  await traveller.go(page, base);
  assert.equal(await button(page, "Publish").count(), 0);
  await page.locator(field("words")).fill("Look at the dates.");
  await traveller.send(page, button(page, "Ask for approval"), page.locator("#done"));
  assert.match(await main(page), /Waiting for approval\./);
  assert.equal(await button(page, "Approve it").count(), 0);
  await looksRight(traveller, page);

  await traveller.go(other, base);
  await looksRight(traveller, other);
  assert.equal(await traveller.send(other, button(other, "Send it back"), other.locator("[aria-invalid=true]")), 422);
  assert.match(await other.title(), /^Error: /);
  await looksRight(traveller, other);
  await other.locator(field("words")).fill("Say what it costs.");
  await traveller.send(other, button(other, "Send it back"), other.locator("#done"));

  await traveller.go(page, base);
  assert.match(await main(page), /Say what it costs\./);
  await looksRight(traveller, page);
  await traveller.send(page, button(page, "Ask for approval"), page.locator("#done"));
  await traveller.go(other, base);
  await traveller.send(other, button(other, "Approve it"), other.locator("#done"));
  await looksRight(traveller, other);
  await traveller.go(page, base);
  assert.match(await main(page), /exactly as it stands/);
  await looksRight(traveller, page);
  await traveller.send(page, button(page, "Publish"), page.locator("#done"));
  assert.match(await main(page), /The consultation is published\./);

  // The setting is off again for whoever comes next.
  await traveller.go(other, "/staff/settings");
  await other.locator("[name=second_person]").uncheck();
  await traveller.send(other, button(other, "Save"), other.locator("#done"));
});
