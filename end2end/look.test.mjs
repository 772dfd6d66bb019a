// A service makes the pages look like its own: its logo, its colour, and what the front page says.

import assert from "node:assert/strict";
import { field, test } from "./fixtures.mjs";

const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><script>document.title = "owned"</script>
<rect width="120" height="40" rx="6" fill="#5b1a3b"/><circle cx="20" cy="20" r="9" fill="#fff"/></svg>`;

test("the logo and the colour of the service stand on every page, in light and in dark", async ({ traveller }) => {
  const admin = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(admin, "administrator");
  await traveller.go(admin, "/staff/settings");
  await traveller.axe(admin);
  await traveller.fitsItsWidth(admin);
  await admin.locator(field("front_title")).fill("What should your library be?");
  await admin.locator(field("links")).fill("Kesterley Council https://www.kesterley.example");
  await traveller.send(admin, button(admin, "Save"), admin.getByText("Saved.", { exact: true }));
  await traveller.follow(admin, admin.getByRole("link", { name: "logo and accent" }));
  await traveller.axe(admin);
  await traveller.fitsItsWidth(admin);

  await admin.locator(field("accent")).fill("#ffcc00");
  assert.equal(await traveller.send(admin, button(admin, "Save"), admin.locator("#accent-error")), 422);
  assert.match(await admin.locator("#accent-error").innerText(), /darker, would do: #/);
  await traveller.axe(admin);
  await admin.locator(field("accent")).fill("#5b1a3b");
  await admin.locator(field("logo")).setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(logo) });
  await traveller.send(admin, button(admin, "Save"), admin.getByText(/were left out/));
  await traveller.axe(admin);
  await traveller.fitsItsWidth(admin);

  for (const [colorScheme, accent] of [["light", "rgb(91, 26, 59)"], ["dark", null]]) {
    const reader = await traveller.page({ width: 320, height: 700, colorScheme });
    await traveller.go(reader, "/");
    assert.equal(await reader.locator("h1").innerText(), "What should your library be?");
    const shown = await reader.locator("header.site img.logo").evaluate((image) => image.complete && image.naturalWidth > 0);
    assert(shown, "the logo is drawn");
    const colour = await reader.locator(".service-name").evaluate((name) => getComputedStyle(name).color);
    if (accent) assert.equal(colour, accent);
    else assert.notEqual(colour, "rgb(147, 212, 180)", "the dark form of the colour is the service's too");
    await reader.getByRole("link", { name: "Kesterley Council" }).waitFor();
    await traveller.axe(reader);
    await traveller.fitsItsWidth(reader);
  }
});
