// 320 pixels: a small phone, or an ordinary screen at 400 % zoom.

import assert from "node:assert/strict";
import { onlyWithJavaScript, test } from "./fixtures.mjs";
import { everyKindOfPage } from "./walk.mjs";

async function look(traveller, page, paths) {
  const found = [];
  for (const path of paths) {
    await traveller.go(page, path);
    await traveller.fitsItsWidth(page).catch((error) => found.push(error.message));
    found.push(...(await smallTargets(page)).map((target) => `${path}: ${target}`));
  }
  assert(found.length === 0, found.join("\n"));
}

/** Buttons and fields lower than 44 pixels. A radio or check box may borrow its label's height. */
async function smallTargets(page) {
  return page.evaluate(() => {
    const height = (element) => element.getBoundingClientRect().height;
    return [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a.button")]
      .filter((element) => element.checkVisibility() && height(element) > 1 && element.closest("[aria-hidden=true]") === null)
      .filter((element) => Math.max(height(element), ...[...(element.labels ?? [])].map(height)) < 43.5)
      .map((element) => `${element.outerHTML.slice(0, 90)} is ${Math.round(height(element))} pixels high`);
  });
}

test("no public page scrolls sideways, and everything can be hit with a thumb", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 640 });
  await look(traveller, page, await everyKindOfPage(traveller, page));
});

/** What was looked at for one role is not looked at again for the next. */
const looked = new Map();

for (const role of ["administrator", "staff", "moderator", "analyst", "councillor", "resident"]) {
  test(`no page of the ${role} scrolls sideways`, onlyWithJavaScript, async ({ traveller }) => {
    const page = await traveller.page({ width: 320, height: 640 });
    await traveller.signIn(page, role);
    const start = new URL(page.url());
    const begins = start.pathname + start.search;
    const paths = await everyKindOfPage(traveller, page, begins, looked);
    // Where the role's day begins is looked at in any case: the head of the page is the role's own.
    await look(traveller, page, [...new Set([begins, ...paths])]);
  });
}

test("the text may be set twice as large", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 640, height: 900 });
  const paths = await everyKindOfPage(traveller, page);
  const found = [];
  for (const path of paths) {
    await traveller.go(page, path);
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await traveller.fitsItsWidth(page).catch((error) => found.push(error.message));
  }
  assert(found.length === 0, found.join("\n"));
});
