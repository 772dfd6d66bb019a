// A service makes a legal text its own: fills what only it can know, has somebody put their name to it, and everybody reads it.

import assert from "node:assert/strict";
import { press, test } from "./fixtures.mjs";

const main = (page) => page.locator("main").innerText();

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("the terms become the service's own, and everybody can see who reviewed them", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "administrator");
  await traveller.go(page, "/staff/settings");
  await traveller.follow(page, page.locator("main").getByRole("link", { name: "legal texts" }));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await traveller.follow(page, page.getByRole("link", { name: "Terms", exact: true }));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);

  // What is forgotten is said, and nothing typed is lost.
  const once = `Everybody who lives in Kesterley, from 13 (${Date.now()}).`;
  await page.getByLabel("Who can take part").fill(once);
  await page.getByLabel("Who publishes what people write").fill("Kesterley Borough Council");
  await page.getByLabel("What people do when the site does not work").fill("Ring 01632 960 417.");
  const text = await page.getByLabel("The text").inputValue();
  await page.getByLabel("The text").fill("");
  assert.equal(await press(page, button(page, "Save")), 422);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.getByLabel("Who can take part").inputValue(), once);
  await traveller.axe(page);
  await page.getByLabel("The text").fill(text);
  assert.equal(await press(page, button(page, "Save")), 303);

  await page.getByLabel("Who has reviewed it").fill("Jo Marsh");
  await page.getByLabel("What they are").fill("head of libraries");
  assert.equal(await press(page, button(page, "They have reviewed it")), 303);
  await traveller.axe(page);

  const reader = await traveller.page({ width: 320, height: 700 });
  await traveller.go(reader, "/terms");
  const read = await main(reader);
  assert(read.includes(once), read);
  assert.match(read, /Reviewed by Jo Marsh, head of libraries, on /);
  assert(!read.includes("Not reviewed yet"), read);
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
  await traveller.follow(reader, reader.getByRole("link", { name: "All versions, and what changed" }));
  await reader.locator("details").first().evaluate((details) => details.setAttribute("open", ""));
  await traveller.axe(reader);
  await traveller.fitsItsWidth(reader);
});
