// Every form, whatever it is for: a mistake is told first, a button pressed twice makes one thing, and after sending
// one sees the thanks.

import assert from "node:assert/strict";
import { awake } from "./browser.mjs";
import { field, submitOf, test } from "./fixtures.mjs";

const proposal = "/consultations/saturday-hours/proposals/1";
const summary = (page) => page.locator(".error-summary");

/** Fails unless the page says first that something is wrong, and the focus is where it says what. */
async function toldFirst(page) {
  assert.match(await page.title(), /^Error: /, page.url());
  await page.waitForFunction(() => document.activeElement?.classList.contains("error-summary"));
  assert.equal(await summary(page).getAttribute("role"), null, "the alert is a part of the box that has the focus");
  assert.equal(await summary(page).locator("[role=alert] li").count() > 0, true);
}

/** Presses a button twice as fast as a hand can, and waits for the page that comes of it. */
async function pressTwice(traveller, page, button, outcome) {
  await button.first().dblclick({ noWaitAfter: true });
  await outcome.first().waitFor();
  await page.waitForLoadState("load");
  await awake(page, traveller.js);
}

test("a mistake is the first thing a form says when it comes back", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, "/register");
  assert.doesNotMatch(await page.title(), /Error/);
  assert.equal(await traveller.send(page, submitOf(page, "password"), summary(page)), 422);
  await toldFirst(page);
  await traveller.axe(page);

  await traveller.go(page, "/sign-in");
  await page.locator(field("email")).fill("nobody@example.org");
  await traveller.send(page, submitOf(page, "password"), summary(page));
  await toldFirst(page);

  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  for (const [path, name] of [["/staff/consultations/new", "summary"], ["/staff/consultations/saturday-hours/extend", "reason"]]) {
    await traveller.go(staff, path);
    await traveller.send(staff, submitOf(staff, name), summary(staff));
    await toldFirst(staff);
  }

  const resident = await traveller.page();
  await traveller.signIn(resident, "resident");
  await traveller.go(resident, proposal);
  await traveller.send(resident, submitOf(resident, "body"), summary(resident));
  await toldFirst(resident);
});

test("a vote without an answer is told first too, and the title is itself again once it is recorded", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, proposal);
  const title = await page.title();
  await traveller.send(page, submitOf(page, "choice"), summary(page));
  await toldFirst(page);
  await traveller.axe(page);
  await page.locator(`${field("choice")}[value=support]`).check();
  await traveller.send(page, submitOf(page, "choice"), page.getByText(/Your answer “.*” is recorded\./));
  assert.equal(await page.title(), title);
});

test("a comment pressed twice, and once more after Back, is one; its author sees the thanks", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.registerAndConfirm(page);
  await traveller.go(page, proposal);
  const text = `Pressed twice by a tired thumb ${Date.now()}.`;
  const standing = () => page.locator(".comments").getByText(text, { exact: true }).count();
  await page.locator(field("body")).first().fill(text);
  await pressTwice(traveller, page, submitOf(page, "body"), page.locator("#done"));
  assert.equal(new URL(page.url()).hash, "#done");
  assert.equal(await page.locator("#done").evaluate((note) => {
    const { top, bottom } = note.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  }), true, "the thanks are in sight");
  await page.locator("#done a[href^='/receipts/']").waitFor();
  await traveller.axe(page);
  assert.equal(await standing(), 1);

  await page.goBack();
  await awake(page, traveller.js);
  await page.locator(field("body")).first().fill(text);
  await traveller.send(page, submitOf(page, "body"), page.locator("#done"));
  assert.equal(await standing(), 1);
});

test("a draft pressed twice, and once more after Back, is one", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  const title = `Pressed twice ${Date.now()}`;
  const fill = async () => {
    await page.locator(field("title")).fill(title);
    await page.locator(field("summary")).fill("One consultation and no more.");
    await page.locator(`${field("level")}[value=consult]`).check();
  };
  await traveller.go(page, "/staff/consultations/new");
  await fill();
  await pressTwice(traveller, page, submitOf(page, "summary"), page.locator("#done"));
  const made = page.url();
  await page.goBack();
  await awake(page, traveller.js);
  await fill();
  await traveller.send(page, submitOf(page, "summary"), page.locator("#done"));
  assert.equal(page.url(), made);
  await traveller.go(page, "/staff");
  assert.equal(await page.getByText(title, { exact: true }).count(), 1);
});

test("the percentages of an opinion map are all in sight on a small screen, and so is the bar of Don’t know", async ({ traveller }) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await traveller.page({ width: 320, height: 640, colorScheme });
    await traveller.go(page, "/consultations?stage=open");
    const consultations = await page.locator("main a[href^='/consultations/']").evaluateAll((links) =>
      [...new Set(links.map((link) => link.getAttribute("href")).filter((href) => /^\/consultations\/[^/?]+$/.test(href)))]);
    let seen = 0;
    for (const path of consultations) {
      if (await page.goto(`${path}/statements/map`).then((answer) => answer.status()) !== 200) continue;
      const cells = await page.locator("table.shares td").evaluateAll((cells) => cells.map((cell) => {
        const { left, right, width } = cell.getBoundingClientRect();
        return { left, right, width, window: document.documentElement.clientWidth };
      }));
      for (const cell of cells) assert(cell.left >= 0 && cell.right <= cell.window && cell.width > 20, JSON.stringify(cell));
      seen += cells.length;
    }
    assert(seen > 0, "some map has percentages");

    await traveller.go(page, proposal);
    const bar = await page.locator(".bars svg.bar rect.c-dont-know").first().evaluate((rect) => ({
      edge: getComputedStyle(rect).stroke,
      paper: getComputedStyle(document.body).backgroundColor,
      width: rect.getBoundingClientRect().width,
    }));
    assert(bar.width > 0 && bar.edge !== "none" && bar.edge !== bar.paper, JSON.stringify(bar));
  }
});
