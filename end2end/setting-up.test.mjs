// A service sets itself up: from the link that the program prints when it is started on nothing, by the list, to the first
// consultation that somebody outside reads. Mail goes to a mail server of the journey's own.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { emptyServer } from "./server.mjs";
import { field, submitOf, test } from "./fixtures.mjs";
import { Traveller } from "./traveller.mjs";

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const main = (page) => page.locator("main").innerText();
const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

/** A mail server that takes everything and keeps it: `{ url, messages, close }`. */
async function mailServer() {
  const messages = [];
  const server = createServer((socket) => {
    let body = null;
    let rest = "";
    const answer = (line) => socket.write(`${line}\r\n`);
    answer("220 a mail server of the journey's own");
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.on("data", (text) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop();
      for (const line of lines) {
        if (body !== null) {
          if (line !== ".") {
            body.push(line);
            continue;
          }
          messages.push(body.join("\n"));
          body = null;
          answer("250 taken");
        } else if (/^DATA/i.test(line)) {
          body = [];
          answer("354 go on");
        } else if (/^QUIT/i.test(line)) {
          answer("221 goodbye");
          socket.end();
        } else {
          answer("250 yes");
        }
      }
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `smtp://127.0.0.1:${server.address().port}`, messages, close: () => server.close() };
}

/** Fills in a legal text's gaps, and has somebody put their name to it. */
async function makeOurs(traveller, page, title) {
  await traveller.go(page, "/staff/legal");
  await traveller.follow(page, page.getByRole("link", { name: title, exact: true }));
  const names = await page.locator("form.editor textarea, form.editor input:not([type=hidden])").evaluateAll((all) =>
    all.map((one) => one.name).filter((name) => !["body", "change"].includes(name)));
  for (const name of names) await page.locator(field(name)).fill("As the council decided in May.");
  await traveller.send(page, button(page, "Save"), page.getByLabel("Who has reviewed it"));
  await page.getByLabel("Who has reviewed it").fill("Jo Marsh");
  await page.getByLabel("What they are").fill("solicitor");
  await traveller.send(page, button(page, "They have reviewed it"), page.getByText(/Reviewed by Jo Marsh/));
}

test("an empty installation becomes a site that is open to the public", async ({ browser, javaScriptEnabled }) => {
  test.setTimeout(240_000);
  const mail = await mailServer();
  const server = await emptyServer({ SOUNDINGS_MAIL: mail.url, SOUNDINGS_MAIL_FROM: "libraries@fenmarch.example" });
  const traveller = new Traveller(browser, server, javaScriptEnabled);
  try {
    const reader = await traveller.page({ width: 320, height: 700 });
    assert.equal(await traveller.go(reader, "/"), 200);
    assert.match(await main(reader), /This site is not open yet/);
    await traveller.axe(reader);
    await traveller.fitsItsWidth(reader);
    assert.equal(await traveller.go(reader, "/privacy"), 404);
    assert.match(await main(reader), /This site is not open yet/);

    // The first administrator comes in by the link that the program prints.
    const link = server.log.map((line) => /https?:\S+\/first-administrator\/\S+/.exec(line)?.[0]).find(Boolean);
    assert(link, server.log.join("\n"));
    const admin = await traveller.page({ width: 360, height: 740 });
    await traveller.go(admin, new URL(link).pathname);
    await admin.locator(field("name")).fill("Ada Min");
    await admin.locator(field("email")).fill("ada@fenmarch.example");
    await admin.locator(field("password")).fill("a long walk to the library");
    await traveller.send(admin, submitOf(admin, "password"), admin.locator("form[action='/sign-out']"));
    assert.match(await main(admin), /Set up your service/);
    await traveller.follow(admin, admin.getByRole("link", { name: "See the whole list" }));
    await traveller.axe(admin);
    await traveller.fitsItsWidth(admin);
    assert.match(await main(admin), /Not ready to open/);

    await traveller.follow(admin, admin.getByRole("link", { name: "Name the service, and say where residents can ask" }));
    await admin.locator(field("name")).fill("Fenmarch Libraries");
    await admin.locator(field("contact")).fill("libraries@fenmarch.example");
    await traveller.send(admin, button(admin, "Save"), admin.getByText("Saved.", { exact: true }));
    for (const title of ["Privacy", "Accessibility", "Moderation policy", "Terms"]) await makeOurs(traveller, admin, title);
    await traveller.go(admin, "/staff/mail");
    await traveller.send(admin, button(admin, "Send me a test message"), admin.getByText("The mail server took the message."));
    assert.equal(mail.messages.length, 1);
    assert.match(mail.messages[0], /Fenmarch Libraries/);

    // What may be left has to be left on purpose.
    await traveller.go(admin, "/staff/set-up");
    const open = button(admin, "Open to the public");
    assert.equal(await traveller.send(admin, open, admin.locator("#anyway-error")), 422);
    assert.match(await admin.title(), /^Error: /);
    await traveller.axe(admin);
    await admin.locator(field("anyway")).check();
    await admin.locator(field("because")).fill("We are two, and begin with one library.");
    await traveller.send(admin, open, admin.getByText("The site is open to the public.", { exact: true }));
    await traveller.axe(admin);
    await traveller.fitsItsWidth(admin);

    assert.equal(await traveller.go(reader, "/"), 200);
    assert.match(await reader.locator("body").innerText(), /Fenmarch Libraries/);
    assert.match(await main(reader), /Nothing is open at the moment/);

    // The first consultation.
    await traveller.go(admin, "/staff/consultations/new");
    const written = {
      title: "Opening hours at Fenmarch", summary: "When should the library be open?", background: "Few people come on Mondays.",
      opens_date: day(-1), opens_time: "09:00", closes_date: day(60), closes_time: "17:00", decision_due: day(90),
    };
    for (const [name, value] of Object.entries(written)) await admin.locator(field(name)).first().fill(value);
    await admin.locator(`${field("level")}[value=consult]`).check();
    await traveller.send(admin, button(admin, "Save the draft"), admin.getByText("Your draft is saved."));
    const staffPath = new URL(admin.url()).pathname;
    await traveller.go(admin, `${staffPath}/proposals/new`);
    const proposal = {
      title: "Close on Mondays", summary: "Open on Saturdays instead.", body: "Saturdays are busier.", fixed: "The budget.",
      open: "Which hours.", impact: "People who come on Mondays.", alternative_title_0: "Shorter days",
      alternative_why_0: "Staff could not cover them.", cost_item_0: "Nothing more", cost_amount_0: "0", cost_note_0: "",
    };
    for (const [name, value] of Object.entries(proposal)) await admin.locator(field(name)).first().fill(value);
    await traveller.send(admin, button(admin, "Save and preview"), admin.locator("article.proposal"));
    await traveller.go(admin, staffPath);
    await traveller.send(admin, button(admin, "Publish"), admin.getByText("The consultation is published."));
    await traveller.go(reader, "/");
    await traveller.follow(reader, reader.getByRole("link", { name: "Opening hours at Fenmarch" }));
    assert.match(await main(reader), /Close on Mondays/);
    assert.deepEqual([...new Set(traveller.problems)], []);
  } finally {
    await traveller.leave();
    await server.stop();
    server.remove();
    mail.close();
  }
});
