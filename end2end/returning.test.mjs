// Answers that are saved and taken up again, and what is asked once they are sent.

import assert from "node:assert/strict";
import { OPEN, PAGES, answerTheRest, at, button, filledIn, heading, main, named, onwards } from "./answering.mjs";
import { onlyWithJavaScript, press, test } from "./fixtures.mjs";

const SMALL = { width: 320, height: 640 };

async function begin(page, traveller) {
  await traveller.go(page, OPEN);
  assert.equal(await onwards(page), 303);
}

/** Checked at the width of a small phone too, and again as wide as it was. */
async function readable(page, traveller) {
  await traveller.axe(page);
  const before = page.viewportSize();
  await page.setViewportSize(SMALL);
  await traveller.fitsItsWidth(page);
  await page.setViewportSize(before);
}

/** Enters a code for saved answers in a window. */
async function openByCode(page, traveller, code) {
  await traveller.go(page, "/saved-answers");
  await named(page, "code").fill(code);
  return press(page, button(page, "Go on"));
}

test("a resident saves for later, comes back in another window by the code, and sends", async ({ traveller }) => {
  const library = await traveller.page({ width: 768, height: 900 });
  await begin(library, traveller);
  await onwards(library);
  await PAGES[1][1](library);
  await onwards(library);
  // The page that is saved from is kept as it stands.
  await PAGES[2][1](library);
  assert.equal(await press(library, button(library, "Save and finish later")), 303);
  assert.match(await heading(library), /Finish later/);
  await readable(library, traveller);

  // A link by mail: a wrong address is said, the right one gets it.
  await named(library, "email").fill("ann at example");
  assert.equal(await press(library, button(library, "Send me a link")), 422);
  assert.equal(await named(library, "email").inputValue(), "ann at example");
  await readable(library, traveller);
  await named(library, "email").fill("returning@example.org");
  assert.equal(await press(library, button(library, "Send me a link")), 303);
  assert.match(await main(library), /A link is on its way to returning@example\.org/);
  await readable(library, traveller);
  const link = await library.getByRole("link", { name: "open the link" }).getAttribute("href");

  // A code on paper, shown once: the page that shows it cannot make another by a reload.
  assert.equal(await press(library, button(library, "Show me a code")), 200);
  const code = (await library.locator(".receipt .code").innerText()).trim();
  assert.match(code, /^[0-9A-Z-]{20,}$/);
  await readable(library, traveller);
  const draft = new URL(library.url()).pathname.replace(/\/save\/code$/, "");
  assert.equal(await press(library, button(library, "Close these pages")), 303);
  assert.match(await main(library), /These pages are closed on this device/);
  await readable(library, traveller);
  // Whoever sits down next finds nothing at the addresses that the browser remembers.
  for (const path of ["", "/pages/what-for", "/check", "/save"]) {
    assert.equal(await traveller.go(library, `${draft}${path}`), 410);
    assert.doesNotMatch(await main(library), /Old maps/);
  }

  // At home: the code as people type it.
  const home = await traveller.page({ width: 375, height: 740 });
  await traveller.registerAndConfirm(home);
  await traveller.go(home, "/saved-answers");
  await readable(home, traveller);
  assert.equal(await openByCode(home, traveller, code.slice(0, -1)), 422);
  assert.equal(await named(home, "code").inputValue(), code.slice(0, -1));
  await readable(home, traveller);
  await named(home, "code").fill(` ${code.toLowerCase().replaceAll("-", " ")}`);
  assert.equal(await press(home, button(home, "Go on")), 303);
  assert.match(at(home), /\/pages\/children$/, "the first that is not answered after the last that is");
  await home.locator(".back a").click();
  await home.waitForURL(/pages\/what/);
  assert.equal(await named(home, "q-uses/other/text").inputValue(), "Old maps");
  await onwards(home);
  await answerTheRest(home);
  assert.match(await main(home), /Old maps/);
  assert.equal(await onwards(home), 303);
  assert.equal(await press(home, button(home, /^No/)), 303);
  assert.match(await heading(home), /Thank you/);
  const receipt = await home.locator("main a[href^='/receipts/']").first().innerText();

  // Afterwards the code and the link lead to the same receipt, and say so.
  const later = await traveller.page({ width: 375, height: 740 });
  await openByCode(later, traveller, code);
  assert.match(await heading(later), /Already sent/);
  assert((await main(later)).includes(receipt));
  await readable(later, traveller);
  await traveller.go(later, link);
  assert.match(await heading(later), /Already sent/);
  assert((await main(later)).includes(receipt));
});

test("a link opens nothing by being looked at, and whoever did not ask for it can have their address forgotten", async ({ traveller }) => {
  const page = await traveller.page({ width: 375, height: 740 });
  await begin(page, traveller);
  await named(page, "q-library").selectOption({ index: 1 });
  await press(page, button(page, "Save and finish later"));
  await named(page, "email").fill("somebody-else@example.org");
  await press(page, button(page, "Send me a link"));
  const link = await page.getByRole("link", { name: "open the link" }).getAttribute("href");
  const other = await traveller.page({ width: 375, height: 740 });
  await traveller.go(other, link);
  assert.match(await heading(other), /Go on with your answers/);
  await readable(other, traveller);
  await press(other, button(other, "Go on"));
  assert.match(at(other), /\/pages\/how-often$/);
  await traveller.go(other, link);
  await press(other, button(other, "Forget my address"));
  assert.match(await heading(other), /Your address is erased/);
  await readable(other, traveller);
  await traveller.go(other, link);
  assert.doesNotMatch(await heading(other), /Go on with your answers/);
  await traveller.axe(other);
});

test("whoever sent their answers is asked about themselves, page by page, and then has the receipt", async ({ traveller }) => {
  const page = await traveller.page({ width: 375, height: 740 });
  await traveller.registerAndConfirm(page);
  await begin(page, traveller);
  await answerTheRest(page);
  assert.equal(await onwards(page), 303);
  assert.match(page.url(), /\/about-you$/);
  assert.match(await main(page), /Your answers are sent/);
  await readable(page, traveller);
  assert.equal(await press(page, button(page, /^Yes/)), 303);
  await readable(page, traveller);
  await page.locator('[name="q-age"][value="35-49"]').check();
  let pages = 0;
  // Every page can be left as it is; Back keeps what was said before.
  for (; pages < 6 && /\/about-you/.test(page.url()); pages += 1) {
    await readable(page, traveller);
    await press(page, button(page, /^(Continue|Send these answers)$/));
    if (pages === 0) {
      await press(page, button(page, "Back"));
      assert(await page.locator('[name="q-age"][value="35-49"]').isChecked());
      await press(page, button(page, /^(Continue|Send these answers)$/));
    }
  }
  assert(pages >= 2, "there is more than one page");
  assert.match(await heading(page), /Thank you/);
  assert.doesNotMatch(await main(page), /A few questions about you/);
  await readable(page, traveller);
  const sent = new URL(page.url()).pathname;
  // Another window that was left at the offer: it tells what happened, and asks nothing twice.
  await traveller.go(page, sent.replace(/sent$/, "about-you"));
  assert.match(await heading(page), /Thank you/);
});

test("“No” goes straight to the receipt, and Back after it leads to the receipt again", async ({ traveller }) => {
  const page = await traveller.page({ width: 375, height: 740 });
  await traveller.registerAndConfirm(page);
  await begin(page, traveller);
  await answerTheRest(page);
  await onwards(page);
  // Left alone, the receipt has the way back to them; then they are declined.
  const offer = page.url();
  await page.goto(offer.replace(/about-you$/, "sent"));
  assert.match(await main(page), /A few questions about you are left/);
  await readable(page, traveller);
  await traveller.follow(page, page.getByRole("link", { name: "A few questions about you" }));
  assert.equal(await press(page, button(page, /^No/)), 303);
  assert.match(await heading(page), /Thank you/);
  assert.doesNotMatch(await main(page), /A few questions about you/);
  const receipt = await page.locator("main a[href^='/receipts/']").first().innerText();
  await page.goBack();
  await page.waitForLoadState("load");
  assert.match(await heading(page), /Thank you/);
  assert((await main(page)).includes(receipt));
});

for (const width of [320, 375]) {
  test(`every page of it is answered at ${width} pixels, gone back to and loaded again, and nothing is lost`, async ({ traveller }) => {
    const page = await traveller.page({ width, height: 640 });
    await begin(page, traveller);
    const all = [];
    for (const [key, fill] of PAGES) {
      assert.match(at(page), new RegExp(`/pages/${key}$`));
      await traveller.fitsItsWidth(page);
      if (width === 320) await traveller.axe(page);
      await fill(page);
      const filled = await filledIn(page);
      assert.notDeepEqual(filled.filter((field) => !field.endsWith("=")), []);
      assert.equal(await onwards(page), 303);
      const next = page.url();
      await page.goBack();
      await page.waitForURL((url) => decodeURIComponent(url.pathname).endsWith(`/pages/${key}`));
      assert.deepEqual(await filledIn(page), filled, `${key} after Back`);
      await page.reload();
      assert.deepEqual(await filledIn(page), filled, `${key} after a reload`);
      await page.goForward();
      await page.waitForURL(next);
      all.push([key, filled]);
    }
    // From the check page each one is still as it was filled in.
    const draft = page.url().replace(/\/check$/, "");
    for (const [key, filled] of all) {
      await page.goto(`${draft}/pages/${key}?to=check`);
      assert.deepEqual(await filledIn(page), filled, `${key} from the check page`);
    }
  });
}

test("a page that the browser kept whole comes back with what was typed and goes on as ever", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 375, height: 740 });
  await begin(page, traveller);
  for (const [key, fill] of PAGES) {
    await fill(page);
    const filled = await filledIn(page);
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    });
    assert.deepEqual(await filledIn(page), filled, key);
    assert.equal(await onwards(page), 303, key);
  }
  assert.match(await heading(page), /Check your answers/);
});
