// What journeys through the demonstration's questionnaire do on every page of it.

import { press } from "./traveller.mjs";

/** Where the demonstration's questionnaire begins. */
export const OPEN = "/consultations/saturday-hours/questionnaires/1";

export const named = (page, name) => page.locator(`[name="${name}"]`);
export const heading = (page) => page.locator("h1").first().innerText();
export const main = (page) => page.locator("main").innerText();
/** The path of the page, as people would read it. */
export const at = (page) => decodeURIComponent(new URL(page.url()).pathname);
export const button = (page, name) => page.getByRole("button", { name });

/** Presses the button of the form that has the answers. */
export const onwards = (page) => press(page, page.locator("main form[method=post] button.button").first());

/** What is filled in on a page, by field. */
export const filledIn = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main form:has(.question) :is(input:not([type=hidden]), select, textarea)")]
      .filter((field) => field.name && (!/^(radio|checkbox)$/.test(field.type) || field.checked))
      .map((field) => `${field.name}=${field.value}`),
  );

const chosen = (name, value) => async (page) => page.locator(`[name="${name}"][value="${value}"]`).check();
const typed = (name, value) => async (page) => named(page, name).fill(value);

/** Something to fill in on each page, in the order in which they come to somebody who comes with a child. */
export const PAGES = [
  ["which-library", async (page) => named(page, "q-library").selectOption({ index: 2 })],
  ["how-often", chosen("q-visits", "weekly")],
  [
    "what-for",
    async (page) => {
      await chosen("q-uses", "children")(page);
      await chosen("q-uses", "other")(page);
      await named(page, "q-uses/other/text").fill("Old maps");
    },
  ],
  ["children", typed("q-youngest", "4")],
  ["saturdays", chosen("q-saturday", "dont-know")],
  [
    "suit",
    async (page) => {
      for (const [row, point] of [["weekday", "2"], ["evening", "5"], ["saturday", "dont-know"]]) {
        await chosen(`q-suit/${row}`, point)(page);
      }
    },
  ],
  [
    "order",
    async (page) => {
      await named(page, "q-matters/sunday").fill("1");
      await named(page, "q-matters/early").fill("2");
    },
  ],
  [
    "travel",
    async (page) => {
      await named(page, "q-minutes").fill("25");
      await chosen("q-getting-there", "2")(page);
    },
  ],
  ["anything-else", typed("q-more", "A bus that goes at five.\n\nAnd a bench.")],
];

/** Answers from the page that is open to the last one, and stops where the answers are checked. */
export async function answerTheRest(page) {
  for (let pages = 0; pages <= PAGES.length && !/Check your answers/.test(await heading(page)); pages += 1) {
    const fill = PAGES.find(([key]) => at(page).endsWith(`/pages/${key}`))?.[1];
    await fill?.(page);
    await onwards(page);
  }
}
