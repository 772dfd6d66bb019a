// Every kind of page that residents meet, looked at by axe: signed out and signed in, in light and dark.

import assert from "node:assert/strict";
import { test } from "./fixtures.mjs";
import { everyKindOfPage } from "./walk.mjs";

/** Looks at every page before failing, so that one run shows all there is to repair. */
async function look(traveller, page, paths) {
  const found = [];
  for (const path of paths) {
    await traveller.go(page, path);
    await traveller.axe(page).catch((error) => found.push(error.message));
  }
  assert(found.length === 0, found.join("\n"));
}

for (const colorScheme of ["light", "dark"]) {
  test(`every public page passes in ${colorScheme}`, async ({ traveller }) => {
    const page = await traveller.page({ colorScheme });
    await look(traveller, page, await everyKindOfPage(traveller, page));
  });
}

test("a page that is not there says so accessibly", async ({ traveller }) => {
  const page = await traveller.page();
  // A receipt code that cannot be right is a slip of the pen, and answered as one: with the form again.
  const missing = { "/no-such-page": 404, "/consultations/no-such-consultation": 404, "/receipts/no-such-receipt": 422 };
  for (const [path, status] of Object.entries(missing)) {
    assert.equal(await traveller.go(page, path), status, path);
    await traveller.axe(page);
    assert((await page.locator("main a").count()) > 0, `${path} shows a way on`);
  }
});

test("every page passes for the resident", async ({ traveller }) => {
  const page = await traveller.page();
  const looked = new Map();
  await everyKindOfPage(traveller, page, "/", looked);
  await traveller.signIn(page, "resident");
  // Pages that look the same signed in were looked at above; the walk begins where sign-in ends.
  const start = new URL(page.url());
  const own = await everyKindOfPage(traveller, page, start.pathname + start.search, looked);
  assert(own.length > 0, "the resident has no page of their own");
  await look(traveller, page, own);
});
