// A long list with a script: found in by typing, chosen from with keys, mouse and finger, and never sent as something else.

import assert from "node:assert/strict";
import { button, main, named } from "./answering.mjs";
import { onlyWithJavaScript, press, test } from "./fixtures.mjs";

const DRAFT = "/staff/consultations/quiet-floor-at-kesterley-central/questionnaires";

const PLACES = [
  ["ebra", "Ebra, Library"], ["bramley", "Bramley Green"], ["cobra", "Cobra Lane"], ["hebron", "Hébron Street"],
  ["kelda", "Kelda"], ["kelda-north", "Kelda North"], ["st-marys", "St Mary’s Hall"], ["st-mark", "St Mark’s"],
  ["longest", "Upper Wendle and the hamlets along the old drovers’ road"],
  ...Array.from({ length: 28 }, (_, place) => [`stop-${place + 1}`, `Mobile stop ${place + 1}`]),
];

const FORM = `
title = "Where you go"

[[page]]
key = "where"

[[page.question]]
key = "place"
type = "one-of"
label = "Where do you go most often?"
help = "Any place will do."
required = true
option = [
${PLACES.map(([code, label]) => `  { code = "${code}", label = "${label}" },`).join("\n")}
]

[[page]]
key = "more"

[[page.question]]
key = "more"
type = "long-text"
label = "What do you do there?"
`;

const field = (page) => page.getByRole("combobox");
const list = (page) => page.getByRole("listbox");
const options = (page) => page.getByRole("option").allInnerTexts();
const sent = (page) => named(page, "q-place").inputValue();
const active = (page) =>
  page.evaluate(() => {
    const id = document.querySelector("[role=combobox]").getAttribute("aria-activedescendant");
    return id && document.getElementById(id).textContent;
  });

let made;

/** The page of a questionnaire with a long list, as residents see it; written by staff the first time. */
async function opened(traveller, view) {
  const page = await traveller.page(view);
  await traveller.signIn(page, "staff");
  if (!made) {
    await traveller.go(page, `${DRAFT}/new?as=text`);
    await named(page, "definition").fill(FORM);
    assert.equal(await press(page, page.locator("main form:has([name=definition]) button.button").first()), 303);
    made = new URL(page.url()).pathname.replace(/\/build$/, "");
  }
  await traveller.go(page, `${made}/try`);
  if (traveller.js) await field(page).waitFor();
  return page;
}

test("it is found in by typing and chosen with the keyboard", onlyWithJavaScript, async ({ traveller }) => {
  const page = await opened(traveller);
  await traveller.axe(page);
  assert.equal(await page.getByRole("combobox", { name: "Where do you go most often?" }).count(), 1);
  await field(page).focus();
  assert.equal(await list(page).count(), 0, "it does not open before something is done");

  await page.keyboard.type("bra");
  assert.deepEqual(await options(page), ["Bramley Green", "Ebra, Library", "Cobra Lane"]);
  assert.equal(await field(page).getAttribute("aria-expanded"), "true");
  await page.getByRole("status").filter({ hasText: "3 match." }).waitFor({ state: "attached" });
  await traveller.axe(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(page), "Ebra, Library");
  await traveller.axe(page);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await active(page), "Cobra Lane", "before the first is the last");
  await page.keyboard.press("ArrowUp");
  const before = page.url();
  await page.keyboard.press("Enter");
  assert.equal(await field(page).inputValue(), "Ebra, Library");
  assert.equal(await sent(page), "ebra");
  assert.equal(await list(page).count(), 0);
  assert.equal(page.url(), before, "Enter chose, and sent nothing");

  // Escape brings back what was chosen.
  await field(page).fill("kel");
  assert.equal(await sent(page), "");
  await page.keyboard.press("Escape");
  assert.equal(await field(page).inputValue(), "Ebra, Library");
  assert.equal(await sent(page), "ebra");

  // Accents, capitals and the marks in a name do not matter, nor does the order of words.
  for (const [words, found] of [["HEBR", "Hébron Street"], ["st marys", "St Mary’s Hall"], ["road wendle", PLACES[8][1]]]) {
    await field(page).fill(words);
    assert.deepEqual(await options(page), [found]);
  }
  await field(page).fill("kelda");
  assert.deepEqual(await options(page), ["Kelda", "Kelda North"]);
  assert.equal(await sent(page), "kelda", "its whole name means it, though another begins like it");

  // Tab leaves with what can only be meant.
  await field(page).fill("green");
  await page.keyboard.press("Tab");
  assert.equal(await field(page).inputValue(), "Bramley Green");
  assert.equal(await sent(page), "bramley");
  await field(page).fill("mobile stop 1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  assert.equal(await field(page).inputValue(), "Mobile stop 1", "the whole name of one");
  await field(page).fill("mobile");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  assert.equal(await sent(page), "");
  assert.match(await main(page), /28 in the list match “mobile”, so nothing is chosen/);
  await traveller.axe(page);
});

test("what matches nothing is said and not sent", onlyWithJavaScript, async ({ traveller }) => {
  const page = await opened(traveller);
  await field(page).fill("kelda north");
  await page.keyboard.press("Tab");
  assert.equal(await sent(page), "kelda-north");
  await field(page).fill("Atlantis");
  assert.equal(await sent(page), "");
  assert.match(await main(page), /Nothing in the list matches/);
  await page.getByRole("status").filter({ hasText: "Nothing in the list matches." }).waitFor({ state: "attached" });
  await traveller.axe(page);
  let posts = 0;
  page.on("request", (request) => (posts += request.method() === "POST" ? 1 : 0));
  await page.keyboard.press("Enter");
  await button(page, "Continue").click();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "combobox");
  assert.match(await main(page), /Nothing in the list matches “Atlantis”, so nothing is chosen/);
  assert.equal(await field(page).getAttribute("aria-invalid"), "true");
  assert.equal(posts, 0);
  await traveller.axe(page);

  // Left empty it is sent as empty, and the mistake leads to the field.
  await field(page).fill("");
  assert.equal(await list(page).count(), 0, "the button below can be reached");
  assert.equal(await press(page, button(page, "Continue")), 422);
  await traveller.axe(page);
  await page.locator(".error-summary a").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "combobox");
  assert.equal(await list(page).count(), 0);
  await page.keyboard.type("cobra");
  await page.keyboard.press("Enter");
  assert.equal(await press(page, button(page, "Continue")), 200);
  assert.match(await main(page), /What do you do there/);
  await press(page, button(page, "Back"));
  assert.equal(await field(page).inputValue(), "Cobra Lane");
  assert.equal(await sent(page), "cobra");
  await field(page).fill("kelda n");
  // A page that the browser kept whole says again what is chosen.
  await page.evaluate(() => {
    document.querySelector("[name='q-place']").value = "ebra";
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  assert.equal(await field(page).inputValue(), "Ebra, Library");
  assert.equal(await list(page).count(), 0);
});

test("a finger opens it on a small phone, in any colours", onlyWithJavaScript, async ({ traveller }) => {
  for (const colours of [{}, { forcedColors: "active" }, { colorScheme: "dark" }]) {
    const page = await opened(traveller, { width: 320, height: 640, hasTouch: true, ...colours });
    await traveller.fitsItsWidth(page);
    await field(page).tap();
    assert.equal((await options(page)).length, PLACES.length);
    await traveller.fitsItsWidth(page);
    await traveller.axe(page);
    const { height, rows, inside } = await page.evaluate(() => {
      const box = document.querySelector("[role=listbox]").getBoundingClientRect();
      const rows = [...document.querySelectorAll("[role=option]")].map((row) => row.getBoundingClientRect().height);
      return { height: box.height, rows: Math.min(...rows), inside: box.bottom <= innerHeight + 1 };
    });
    assert(rows >= 44, `a row is ${rows} pixels high`);
    assert(height <= 8 * 44 + 2, `the list is ${height} pixels high`);
    assert(inside, "all of the list can be seen");
    await page.getByRole("option", { name: "St Mark’s" }).tap();
    assert.equal(await sent(page), "st-mark");
    assert.equal(await field(page).inputValue(), "St Mark’s");
    assert.equal(await list(page).count(), 0);
    // Typing after another tap takes the place of what was chosen.
    await field(page).tap();
    assert.equal(await active(page), "St Mark’s");
    await page.keyboard.type("lane");
    assert.deepEqual(await options(page), ["Cobra Lane"]);
    await page.locator("h1").tap();
    assert.equal(await sent(page), "cobra");
  }
});

test("without a script it is the list that it was", async ({ traveller }) => {
  test.skip(traveller.js, "the other journeys are about the script");
  const page = await opened(traveller);
  await named(page, "q-place").selectOption("kelda");
  assert.equal(await press(page, button(page, "Continue")), 200);
  assert.match(await main(page), /What do you do there/);
});
