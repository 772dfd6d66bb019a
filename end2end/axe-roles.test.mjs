// Every page of the service's own people, looked at by axe. With JavaScript on only: these pages come from the
// server whole, and the parts that wake up on them are looked at on the public pages both ways.

import assert from "node:assert/strict";
import { onlyWithJavaScript, test } from "./fixtures.mjs";
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

/** What was looked at for one role is not looked at again for the next. */
const looked = new Map();

for (const role of ["administrator", "staff", "moderator", "analyst", "councillor"]) {
  test(`every page passes for the ${role}`, onlyWithJavaScript, async ({ traveller }) => {
    const page = await traveller.page();
    await traveller.signIn(page, role);
    const start = new URL(page.url());
    const paths = await everyKindOfPage(traveller, page, start.pathname + start.search, looked);
    const own = paths.filter((path) => /^\/(staff|council|account)/.test(path));
    // Where the role's day begins is looked at in any case: the head of the page is the role's own.
    await look(traveller, page, [...new Set([start.pathname + start.search, ...own])]);
  });
}
