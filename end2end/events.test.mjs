// Staff plan an hour at which they meet people, everybody finds it, and somebody who is there begins by its code.

import assert from "node:assert/strict";
import { press, test } from "./fixtures.mjs";

const main = (page) => page.locator("main").innerText();

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("the pages of events can be read by everybody", async ({ traveller }) => {
  for (const width of [320, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await traveller.page({ width, height: 800, colorScheme });
      for (const path of ["/events", "/events?when=past", "/events/an-evening-at-harmsgate", "/events/at-the-van-in-cotters-end", "/e/5T0RYS"]) {
        await traveller.go(page, path);
        await traveller.axe(page);
        await traveller.fitsItsWidth(page);
      }
    }
  }
});

test("an event is planned, announced, found by everybody and cancelled", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/consultations/saturday-hours");
  await traveller.follow(page, page.getByRole("link", { name: "Events where people are asked" }));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await traveller.follow(page, page.getByRole("link", { name: "Plan an event" }));
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  assert.equal(await page.getByLabel("What people are asked there").inputValue(), "saturday-hours");

  // The clocks go forward in that hour: nothing typed is lost.
  const title = `Coffee and Saturdays ${Date.now()}`;
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Meeting").check();
  await page.locator("#starts_date").fill("2028-03-26");
  await page.locator("#starts_time").fill("01:30");
  await page.locator("#ends_time").fill("03:30");
  assert.equal(await press(page, button(page, "Save the draft")), 422);
  assert.match(await page.title(), /^Error: /);
  assert.match(await main(page), /The clocks go forward in that hour/);
  assert.equal(await page.getByLabel("Title").inputValue(), title);
  await traveller.axe(page);
  await page.locator("#starts_time").fill("10:30");
  await page.locator("#ends_time").fill("12:00");
  assert.equal(await press(page, button(page, "Save the draft")), 303);
  assert.match(await main(page), /Not ready to announce/);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);

  await traveller.follow(page, page.getByRole("link", { name: "Change it" }));
  await page.getByLabel("What happens", { exact: true }).fill("Coffee, and an hour to talk.");
  await page.getByLabel("Room or place").fill("The scout hut");
  await page.getByLabel("Step-free from the street").check();
  assert.equal(await press(page, button(page, "Save the draft")), 303);
  assert.equal(await press(page, button(page, "Announce it")), 303);
  await traveller.axe(page);

  const reader = await traveller.page({ width: 320, height: 700 });
  await traveller.go(reader, "/events?consultation=saturday-hours");
  await traveller.follow(reader, reader.getByRole("link", { name: title }));
  assert.match(await main(reader), /Sunday 26 March 2028, 10:30am to midday/);
  const calendar = await reader.getByRole("link", { name: "Add it to your calendar" }).getAttribute("href");
  const answer = await reader.request.get(new URL(calendar, reader.url()).href);
  assert.equal(answer.headers()["content-type"], "text/calendar; charset=utf-8");
  assert.match(await answer.text(), /DTSTART:20280326T093000Z\r\n/);

  await traveller.follow(page, page.getByRole("link", { name: "Cancel it" }));
  await traveller.axe(page);
  await page.getByLabel("Why it is cancelled").fill("The hut is flooded. Answer here instead.");
  assert.equal(await press(page, button(page, "Cancel the event")), 303);
  await reader.reload();
  assert.match(await main(reader), /This event is cancelled\. The hut is flooded\./);
  await traveller.axe(reader);
});

test("the sheet is printed alone, on one page, with its code", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/events/tea-and-saturdays/sheet");
  await traveller.axe(page);
  assert.match(await main(page), /\/e\/TEA5AT/);
  await page.emulateMedia({ media: "print" });
  for (const left of ["header.site", "footer.site", ".breadcrumb", ".staff-nav", "main section.no-print", ".demo-banner"]) {
    assert.equal(await page.locator(left).first().isVisible(), false, `${left} is not printed`);
  }
  assert(await page.locator(".poster .qr").isVisible());
  const file = await page.pdf({ preferCSSPageSize: true });
  assert.equal(file.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1, "one sheet");
});

test("somebody at an event begins by its code, by the keyboard alone", async ({ traveller }) => {
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  // An event that is on today, so that its code counts.
  await traveller.go(staff, "/staff/events/new?like=tea-and-saturdays");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" }).format(new Date());
  await staff.locator("#starts_date").fill(today);
  await staff.locator("#starts_time").fill("00:00");
  await staff.locator("#ends_time").fill("23:59");
  assert.equal(await press(staff, button(staff, "Save the draft")), 303);
  assert.equal(await press(staff, button(staff, "Announce it")), 303);
  const code = await staff.locator("strong.code").innerText();

  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "resident");
  await traveller.go(page, `/e/${code.toLowerCase()}`);
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
  await page.getByRole("button", { name: "Begin" }).focus();
  await Promise.all([page.waitForURL(/done=event/), page.keyboard.press("Enter")]);
  assert.match(await main(page), /You are welcome\./);
  await traveller.axe(page);

  const stranger = await traveller.page({ width: 320, height: 700 });
  await traveller.go(stranger, `/e/${code}`);
  assert.equal(await press(stranger, button(stranger, "Begin")), 401);
  assert.match(await main(stranger), /One more step[^]+I am new here/);
  await traveller.axe(stranger);
});
