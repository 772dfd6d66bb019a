// What a councillor comes for: see what waits for a decision, weigh what people said, and read what came of it.

import assert from "node:assert/strict";
import { test } from "./fixtures.mjs";

const closed = "self-service-opening";
const decided = "book-fund-priorities";

test("a councillor sees what is open, what waits for a decision and what was decided", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "councillor");
  assert.equal(await traveller.go(page, "/council"), 200);
  await page.getByRole("heading", { name: "Waiting for a decision" }).waitFor();
  await page.getByRole("heading", { name: "Open now" }).waitFor();
  await page.getByRole("heading", { name: "Decided", exact: true }).waitFor();
  for (const open of ["saturday-hours", "mobile-library-cotters-end"]) {
    assert((await page.locator(`.notices a[href='/council/consultations/${open}']`).count()) > 0, `${open} is open`);
  }
  assert((await page.locator(`.card a[href='/council/consultations/${closed}']`).count()) > 0, `${closed} waits`);
  assert((await page.locator(`.notices a[href='/consultations/${decided}/decision']`).count()) > 0, `${decided} is decided`);
  await traveller.axe(page);
});

test("a councillor reads the results with charts, tables and no personal data", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "councillor");
  await traveller.go(page, "/council");
  await traveller.follow(page, page.locator(`.card a[href='/council/consultations/${closed}']`));
  const charts = await page.locator("main svg").count();
  const tables = await page.locator("main table").count();
  assert(charts > 0, "the results have charts");
  assert(tables > 0, "the results have tables");
  const said = await page.locator("main").innerText();
  assert(!/@|demo\.example|example\.org/.test(said), "no address of anybody is shown");
  assert.equal(await page.locator("main a[href*='export.']").count(), 0, "the rows of single people are not offered");
  await traveller.axe(page);

  const answer = await page.context().request.get(`/staff/consultations/${closed}/export.csv`, { maxRedirects: 0 });
  assert.equal(answer.status(), 403, "the rows of single people are refused");
});

test("a councillor reads what was asked, said and done", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "councillor");
  await traveller.go(page, "/council");
  await traveller.follow(page, page.locator(`main a[href='/consultations/${decided}/decision']`));
  for (const part of [/we asked/i, /you said/i, /we did/i]) {
    await page.getByRole("heading", { name: part }).first().waitFor();
  }
  await traveller.axe(page);
});
