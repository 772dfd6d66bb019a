// What was asked before this site was here is entered and found; a draft is begun from a template; and a consultation has a
// picture and stands in other formats.

import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { field, test } from "./fixtures.mjs";

const main = (page) => page.locator("main").innerText();
const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

async function look(traveller, page) {
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
}

/** A PNG of one grey, made here. */
function png(width, height) {
  const crc = (bytes) => {
    let sum = 0xffffffff;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
    return (sum ^ 0xffffffff) >>> 0;
  };
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const out = Buffer.alloc(8);
    out.writeUInt32BE(data.length, 0);
    out.writeUInt32BE(crc(body), 4);
    return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 120);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("an earlier consultation is entered, put right, and found by everybody", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/archive");
  await look(traveller, page);
  await traveller.follow(page, page.getByRole("link", { name: "Enter one", exact: true }));
  await look(traveller, page);
  const title = `Opening hours ${Date.now()}`;
  await page.locator(field("title")).fill(title);
  await page.locator(field("summary")).fill("Whether to open later on Thursdays.");
  await page.locator(field("closed")).fill("2030-01-01");
  await page.locator(field("you_said")).fill("Evenings help people who work.");
  assert.equal(await traveller.send(page, button(page, "Put it on the record"), page.locator("#closed-error")), 422);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator(field("you_said")).inputValue(), "Evenings help people who work.");
  await look(traveller, page);
  await page.locator(field("closed")).fill("2019-03-14");
  await page.locator(field("outcome")).fill("Thursdays until eight.");
  await page.locator(field("decided_on")).fill("2019-05-21");
  await traveller.send(page, button(page, "Put it on the record"), page.getByText("It is on the record.", { exact: true }));
  await look(traveller, page);

  for (const [width, colorScheme] of [[320, "light"], [1280, "dark"]]) {
    const reader = await traveller.page({ width, height: 800, colorScheme });
    await traveller.go(reader, `/consultations?q=${encodeURIComponent(title)}`);
    await traveller.follow(reader, reader.getByRole("link", { name: title }).first());
    assert.match(await main(reader), /was not run on this site/);
    await look(traveller, reader);
    await traveller.follow(reader, reader.getByRole("link", { name: "What was decided, and why" }));
    assert.match(await main(reader), /Thursdays until eight\.[\s\S]*Evenings help people/);
    await look(traveller, reader);
  }
});

test("a list of earlier consultations with a mistake is refused whole, and comes in once it is right", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/archive/import");
  await look(traveller, page);
  const name = `Books ${Date.now()}`;
  const list = (closed) => Buffer.from(`Title;Summary;Closed;Outcome\n${name};A fund for books;${closed};=A1\n`);
  const choose = (buffer) => page.locator("#file").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer });
  await choose(list("31/02/2019"));
  assert.equal(await traveller.send(page, button(page, "Bring it in"), page.getByText("Nothing was brought in")), 422);
  assert.match(await main(page), /There is no such day as “31\/02\/2019”/);
  assert.match(await main(page), /“=A1” is a formula/);
  await look(traveller, page);
  await choose(Buffer.from(`Title;Summary;Closed\n${name};A fund for books;28/02/2019\n`));
  await traveller.send(page, button(page, "Bring it in"), page.getByText("1 consultation entered."));
  await look(traveller, page);
});

test("a draft is begun from a template, with advice beside its forms", async ({ traveller }) => {
  for (const width of [320, 1280]) {
    const page = await traveller.page({ width, height: 800 });
    await traveller.signIn(page, "staff");
    await traveller.go(page, "/staff/templates");
    await look(traveller, page);
    await traveller.follow(page, page.getByRole("link", { name: /Start from this.*Self-service hours/ }));
    await look(traveller, page);
    await page.locator(field("title")).fill(`Doors ${Date.now()}`);
    await traveller.send(page, button(page, "Start the draft"), page.getByText("Your draft is saved.", { exact: true }));
    await traveller.follow(page, page.getByRole("link", { name: "Edit the consultation", exact: true }));
    await page.getByRole("heading", { name: "In the margin" }).waitFor();
    await look(traveller, page);
    // The advice leads to its field.
    await page.locator(".margin-notes a").first().click();
    assert.match(page.url(), /#summary$/);
    await traveller.go(page, page.url().replace(/\/edit.*$/, "/template"));
    await look(traveller, page);
    await traveller.send(page, button(page, "Keep the template"), page.getByText("The template is kept.", { exact: true }));
    await look(traveller, page);
  }
});

test("a consultation has a picture with words, and stands in other formats", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/consultations/saturday-hours/picture");
  await look(traveller, page);
  const choose = (name, buffer) => page.locator(field("file")).setInputFiles({ name, mimeType: "image/png", buffer });
  await page.locator(field("alt")).fill("The library on a Saturday, its door shut");
  await choose("no.png", Buffer.from("<svg/>"));
  assert.equal(await traveller.send(page, button(page, "Show the picture"), page.locator("#file-error")), 422);
  assert.equal(await page.locator(field("alt")).inputValue(), "The library on a Saturday, its door shut");
  await look(traveller, page);
  await choose("plan.png", png(900, 600));
  await traveller.send(page, button(page, "Show the picture"), page.getByText("The picture is there.", { exact: true }));
  await look(traveller, page);
  await traveller.go(page, "/staff/consultations/saturday-hours/formats");
  await look(traveller, page);
  await page.getByLabel("Another language", { exact: false }).first().check();
  await page.locator(field("link")).fill("https://council.example/hours-pl");
  assert.equal(await traveller.send(page, button(page, "Offer it"), page.locator("#language-error")), 422);
  await look(traveller, page);
  await page.locator(field("language")).selectOption("pl");
  await traveller.send(page, button(page, "Offer it"), page.getByText("The format is offered.", { exact: true }));
  await look(traveller, page);

  const reader = await traveller.page({ width: 320, height: 700 });
  await traveller.go(reader, "/consultations/saturday-hours");
  const picture = reader.getByRole("img", { name: "The library on a Saturday, its door shut" });
  assert(await picture.evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is drawn");
  await reader.getByRole("link", { name: "Polski" }).waitFor();
  await look(traveller, reader);

  // As it was for the others.
  await traveller.go(page, "/staff/consultations/saturday-hours/picture");
  await traveller.send(page, button(page, "Take the picture away"), page.getByText("The picture is taken away.", { exact: true }));
  await traveller.go(page, "/staff/consultations/saturday-hours/formats");
  await traveller.send(page, page.getByRole("main").getByRole("button", { name: /^Remove/ }).first(), page.getByText("The format is removed.", { exact: true }));
});
