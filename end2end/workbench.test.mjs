// Staff work in tables and at a desk: the list of consultations, a consultation's page, the list before publishing, and
// moderation, which can be worked through by keys.

import assert from "node:assert/strict";
import { onlyWithJavaScript, test } from "./fixtures.mjs";

const PHONE = { width: 320, height: 700 };

test("staff sort and narrow their consultations by addresses that can be shared", async ({ traveller }) => {
  const page = await traveller.page({ width: 1280, height: 900 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff");
  await traveller.axe(page);
  const titles = () => page.locator("table.worklist th[scope=row]").allInnerTexts();
  await traveller.follow(page, page.getByRole("columnheader", { name: /^Consultation/ }).getByRole("link"));
  assert.equal(new URL(page.url()).search, "?sort=title");
  const sorted = await titles();
  assert.deepEqual(sorted, [...sorted].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
  await page.getByLabel("Stage").selectOption("open");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL(/stage=open/);
  assert.match(page.url(), /sort=title/, "the order stays");
  assert((await page.locator("table.worklist tbody .stage").allInnerTexts()).every((stage) => stage === "Open"));
  await traveller.axe(page);
  await traveller.follow(page, page.getByRole("navigation", { name: "Consultations" }).getByRole("link", { name: /Decided/ }));
  await page.getByRole("rowheader", { name: "What we spend the book fund on" }).waitFor();
  await traveller.axe(page);

  const phone = await traveller.page(PHONE);
  await traveller.signIn(phone, "staff");
  for (const path of ["/staff", "/staff?stage=decided"]) {
    await traveller.go(phone, path);
    await traveller.fitsItsWidth(phone);
    await traveller.axe(phone);
    const scrolls = await phone.locator(".table-wrap").first().evaluate((box) => box.scrollWidth > box.clientWidth);
    assert(!scrolls, "rows are cards, and nothing scrolls sideways");
  }
});

test("a consultation's page says what to do next, and fits a phone", async ({ traveller }) => {
  for (const view of [{ width: 1280, height: 900 }, PHONE]) {
    const page = await traveller.page(view);
    await traveller.signIn(page, "staff");
    for (const slug of ["quiet-floor-at-kesterley-central", "saturday-hours", "self-service-opening", "book-fund-priorities"]) {
      await traveller.go(page, `/staff/consultations/${slug}`);
      const next = page.getByRole("region", { name: "What to do next" });
      await next.waitFor();
      assert.equal(await page.locator("main .button:not(.quiet, .small, .warn)").count(), 1, "one thing to do");
      await traveller.axe(page);
      await traveller.fitsItsWidth(page);
    }
    await traveller.go(page, "/staff/consultations/saturday-hours");
    await traveller.follow(page, page.getByRole("link", { name: "Everything that was done to it" }));
    await page.getByText("Only acts on one thing are listed.").waitFor();
  }
});

test("what is done is folded, and Publish is one press away", async ({ traveller }) => {
  const page = await traveller.page(PHONE);
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/consultations/quiet-floor-at-kesterley-central");
  await page.getByRole("button", { name: "Publish", exact: true }).waitFor();
  const folded = page.locator("details.done-tasks");
  assert.equal(await folded.getAttribute("open"), null);
  await folded.locator("> summary").click();
  await folded.locator("h3 a").first().waitFor();
  await traveller.axe(page);
});

test("a moderator opens one of the list, forgets the reason, and the next one opens", async ({ traveller }) => {
  const page = await traveller.page(PHONE);
  await traveller.signIn(page, "moderator");
  await traveller.go(page, "/staff/moderation");
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  assert(!(await page.locator(".desk-open").isVisible()), "a phone shows the list first");
  await traveller.follow(page, page.locator(".desk-list li a").nth(1));
  assert(!(await page.locator(".desk-list").isVisible()));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  const open = page.locator(".desk-open");
  const heading = await open.locator("h2").innerText();
  await open.getByLabel("A note to the author, if you like").fill("Please write again.");
  const status = await traveller.send(page, open.locator("button[value=remove]"), page.locator("[name=reason][aria-invalid=true]"));
  assert.equal(status, 422);
  assert.equal(await page.getByLabel("A note to the author, if you like").inputValue(), "Please write again.");
  await page.goBack();
  await page.locator(".desk-open [name=reason]").selectOption("off-topic");
  await traveller.send(page, page.locator(".desk-open button[value=remove]"), page.locator("#done"));
  assert(await page.locator(".desk-open").isVisible(), "the next one is open");
  assert.notEqual(await page.locator(".desk-open h2").innerText(), heading);
});

test("several are decided at once", async ({ traveller }) => {
  const page = await traveller.page({ width: 1280, height: 900 });
  await traveller.signIn(page, "moderator");
  await traveller.go(page, "/staff/moderation?kind=comment");
  const before = await page.locator(".desk-list li").count();
  await page.locator(".desk-list input[name=pick]").nth(0).check();
  await page.locator(".desk-list input[name=pick]").nth(2).check();
  await page.locator(".several > summary").click();
  const status = await traveller.send(page, page.getByRole("button", { name: "Remove them" }), page.locator(".several [aria-invalid=true]"));
  assert.equal(status, 422);
  assert.equal(await page.locator(".desk-list input:checked").count(), 2, "what was ticked stays ticked");
  await traveller.axe(page);
  await page.locator(".several").getByLabel("Reason from the policy").selectOption("off-topic");
  await traveller.send(page, page.getByRole("button", { name: "Remove them" }), page.getByText("They are decided."));
  assert.equal(await page.locator(".desk-list li").count(), before - 2);
});

test("a moderator works by keys while the list has the focus, and types freely elsewhere", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 1280, height: 900 });
  await traveller.signIn(page, "moderator");
  await traveller.go(page, "/staff/moderation");
  const heading = () => page.locator(".desk-open h2").innerText();
  const first = await heading();
  await page.keyboard.press("j");
  assert.equal(await heading(), first, "without the focus a key does nothing");
  await page.locator(".desk-list li a").first().focus();
  await page.keyboard.press("j");
  await page.waitForURL(/item=/);
  assert.notEqual(await heading(), first);
  // The one that is open has the focus now, so the keys go on.
  await page.keyboard.press("k");
  await page.waitForFunction((text) => document.querySelector(".desk-open h2")?.innerText === text, first);
  await page.keyboard.press("r");
  assert.equal(await page.evaluate(() => document.activeElement.name), "reason", "a reason is chosen first");
  await page.getByLabel("A note to the author, if you like").pressSequentially("just like that, really");
  assert.equal(await page.getByLabel("A note to the author, if you like").inputValue(), "just like that, really");
  await traveller.axe(page);
});

test("a long form has contents with states", async ({ traveller }) => {
  for (const view of [{ width: 1280, height: 900 }, PHONE]) {
    const page = await traveller.page(view);
    await traveller.signIn(page, "staff");
    await traveller.go(page, "/staff/consultations/new");
    const contents = page.getByRole("navigation", { name: "On this form" });
    assert.match(await contents.innerText(), /What it is about\s+To do/);
    await contents.getByRole("link", { name: "The dates" }).click();
    assert.match(page.url(), /#part-dates$/);
    await traveller.axe(page);
    await traveller.fitsItsWidth(page);
    await traveller.go(page, "/staff/consultations/quiet-floor-at-kesterley-central/proposals/1/edit");
    await traveller.axe(page);
    await traveller.fitsItsWidth(page);
  }
});

test("every long form has contents that lead to its parts", async ({ traveller }) => {
  const forms = {
    "/staff/events/new": "Getting in and taking part",
    "/staff/archive/new": "What came of it",
    "/staff/consultations/self-service-opening/decision": "Reasons",
    "/staff/consultations/quiet-floor-at-kesterley-central/rankings/new": "The options",
    "/staff/consultations/quiet-floor-at-kesterley-central/budget": "How it is decided",
  };
  const page = await traveller.page();
  await traveller.signIn(page, "administrator");
  for (const [path, part] of Object.entries(forms)) {
    await traveller.go(page, path);
    const contents = page.getByRole("navigation", { name: "On this form" });
    await contents.getByRole("link", { name: part }).click();
    // The beginning of the part is in sight.
    const heading = page.getByRole("heading", { name: part, exact: true });
    const { y } = await heading.boundingBox();
    assert(y >= 0 && y < 900, `${path}: “${part}” is at ${y}`);
  }
});

test("once it has closed everybody compares libraries, on one scale", async ({ traveller }) => {
  const answers = "/consultations/book-fund-priorities/questionnaires/1/results";
  for (const view of [{ width: 1280, height: 900 }, PHONE]) {
    const page = await traveller.page(view);
    await traveller.go(page, `${answers}/borrowed`);
    // Of those who answered: the bar of the whole is as long as its share says, where the scale ends at the longest.
    const longest = page.locator(".panel rect[width='100.00%']");
    assert((await longest.count()) >= 1, "one library has the longest bar of the page");
    const ends = Number(/ends at (\d+)%/.exec(await page.locator("main").innerText())[1]);
    const [bar] = await page.locator("#answers ~ figure .bars > li").all();
    const share = Number(/(\d+)%/.exec(await bar.innerText())[1]);
    const width = Number.parseFloat(await bar.locator("rect").getAttribute("width"));
    assert(Math.abs(width - (share * 100) / ends) < 2, `${share}% of ${ends}% is drawn as ${width}%`);
    await traveller.axe(page);
    await traveller.fitsItsWidth(page);
    await traveller.go(page, `${answers}/shelves`);
    await traveller.axe(page);
    await traveller.fitsItsWidth(page);
  }
});

test("how a text will be read is shown beside the field while it is typed", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 1366, height: 900 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/consultations/new");
  const field = page.locator("#background");
  await field.fill("Saturdays are **busy**.\n\n- one\n- two\n\n<script>alert(1)</script>");
  const shown = page.locator(".field:has(#background) .as-read");
  await shown.locator("strong", { hasText: "busy" }).waitFor();
  assert.equal(await shown.locator("li").count(), 2);
  assert.equal(await shown.locator("script").count(), 0);
  const [left, right] = [await field.boundingBox(), await shown.boundingBox()];
  assert(right.x > left.x + left.width - 1, "it stands beside the field");
  await field.fill("");
  await shown.waitFor({ state: "hidden" });
  await traveller.axe(page);
  await page.setViewportSize({ width: 320, height: 740 });
  await field.fill("## A heading");
  await shown.locator("h2, h3, h4").first().waitFor();
  await traveller.fitsItsWidth(page);
});

test("staff set one library beside everybody, and the address says it", async ({ traveller }, { project }) => {
  const page = await traveller.page({ width: 1366, height: 768 });
  await traveller.signIn(page, "staff");
  const question = "/staff/consultations/saturday-hours/questionnaires/1/results/visits";
  await traveller.go(page, question);
  const table = page.locator("figure table", { hasText: "Answers by library" });
  // A table that is folded has no text that is seen.
  const rows = async () => (await table.locator("tbody tr").allTextContents()).map((text) => text.trim());
  const names = () => table.locator("tbody th").allTextContents();
  const all = await rows();
  assert((await names()).length > 2, `${await names()} are too few to choose from`);
  const wanted = page.getByLabel("Library", { exact: true });
  const library = await wanted.locator("option").nth(1).textContent();
  await page.evaluate(() => { window.here = true; });
  await wanted.selectOption({ index: 1 });
  await page.locator("form.filters").getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/[?]library=[^&]+$/);
  await page.waitForFunction(() => document.querySelectorAll("#by-library ~ figure .panel:first-child .bars > li").length === 2);
  assert.deepEqual(await names(), [library, "Everybody"]);
  assert.deepEqual((await rows())[0], all.find((row) => row.startsWith(library)), "the same figures, alone");
  if (project.name === "with JavaScript") {
    assert.equal(await page.evaluate(() => window.here), true, "the page was not left");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Show", "the keyboard is where it was");
  }
  await traveller.axe(page);
  await page.getByRole("link", { name: "Most chosen first" }).click();
  await page.waitForURL(/order=most&library=/);
  const phone = await traveller.page(PHONE);
  await traveller.signIn(phone, "staff");
  await traveller.go(phone, question);
  await traveller.fitsItsWidth(phone);
  await traveller.axe(phone);
});
