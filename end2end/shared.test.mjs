// How people find what is on the site who are not on it: the poster, the card in somebody else's page, the news.

import assert from "node:assert/strict";
import { onlyWithJavaScript, test } from "./fixtures.mjs";

const consultation = "/consultations/saturday-hours";

test("the poster and the card can be read by everybody", async ({ traveller }) => {
  for (const width of [320, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await traveller.page({ width, height: 800, colorScheme });
      for (const path of [`${consultation}/poster`, "/embed/saturday-hours"]) {
        assert.equal(await traveller.go(page, path), 200);
        await traveller.axe(page);
        await traveller.fitsItsWidth(page);
      }
    }
  }
});

test("a poster is printed alone, on one sheet, and names the desk of a library", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, `${consultation}/poster`);
  const library = await page.locator("select[name=library] option").nth(1).textContent();
  await page.locator("select[name=library]").selectOption({ label: library });
  await Promise.all([page.waitForURL(/library=/), page.getByRole("button", { name: "Show" }).click()]);
  await page.getByText(`Or ask at the desk at ${library}.`).waitFor();
  await page.emulateMedia({ media: "print" });
  for (const left of ["header.site", "footer.site", ".breadcrumb", "main section.no-print", ".demo-banner"]) {
    assert.equal(await page.locator(left).isVisible(), false, `${left} is not printed`);
  }
  for (const kept of [".poster h1", ".poster .qr", ".poster-address"]) {
    assert(await page.locator(kept).isVisible(), `${kept} is printed`);
  }
  const file = await page.pdf({ preferCSSPageSize: true });
  assert.equal(file.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1, "one sheet");
});

test("the card opens the consultation from within another page", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.go(page, "/embed/saturday-hours");
  assert.equal(await page.locator("a").count(), 1);
  const link = page.locator("a[target=_top]");
  assert.equal(new URL(await link.getAttribute("href")).pathname, consultation);
  assert.equal(await page.locator("script, form").count(), 0);
});

test("staff find how to tell people", async ({ traveller }) => {
  const page = await traveller.page();
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/staff/consultations/saturday-hours");
  const copied = await page.getByLabel("A card for other web pages").inputValue();
  assert.match(copied, /^<iframe src="[^"]+\/embed\/saturday-hours" title="[^"]+"/);
  await traveller.follow(page, page.getByRole("link", { name: "A poster to print" }));
  await page.locator(".poster").waitFor();
});

test("nothing that is named in the head of a page is missing", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page();
  for (const path of ["/", "/consultations", consultation]) {
    await traveller.go(page, path);
    const named = await page.evaluate(() => [
      ...[...document.querySelectorAll("link[rel=alternate], link[rel=canonical]")].map((link) => link.href),
      document.querySelector("meta[property='og:image']").content,
    ]);
    assert(named.length >= 2, path);
    for (const address of named) {
      const answer = await page.context().request.get(new URL(address).pathname);
      assert.equal(answer.status(), 200, address);
    }
  }
});
