import { launch, openPage } from "./browser.mjs";
const origin = "http://127.0.0.1:3105";
const b = await launch();
const shots = [
  ["form", "/consultations/harmsgate-library-and-health-centre/rankings/1"],
  ["results", "/consultations/self-service-opening/rankings/1/results"],
  ["closed", "/consultations/self-service-opening/rankings/1"],
  ["hidden", "/consultations/harmsgate-library-and-health-centre/rankings/1/results"],
  ["consultation", "/consultations/harmsgate-library-and-health-centre"],
];
const staff = [
  ["s-list", "/staff/consultations/harmsgate-library-and-health-centre/rankings"],
  ["s-new", "/staff/consultations/quiet-floor-at-kesterley-central/rankings/new"],
  ["s-results", "/staff/consultations/harmsgate-library-and-health-centre/rankings/1/results"],
  ["s-withdraw", "/staff/consultations/harmsgate-library-and-health-centre/rankings/1/options/4/withdraw"],
];
const want = process.argv.slice(2);
for (const [w, tag] of [[1100, "w"], [390, "n"]]) {
  const page = await openPage(b, origin, { js: false, width: w, height: 900 }, []);
  for (const [name, path] of shots) { if (want.length && !want.includes(name)) continue; await page.goto(path); await page.screenshot({ path: `/tmp/rank-shots/${name}-${tag}.png`, fullPage: true }); }
  // resident
  if (!want.length || want.includes("mine")) {
    await page.goto("/sign-in"); await page.locator("form:has(input[name=email][value^=resident]) button").first().click(); await page.waitForLoadState();
    await page.goto("/consultations/harmsgate-library-and-health-centre/rankings/1");
    await page.locator("select[name=option_1]").selectOption("1"); await page.locator("select[name=option_3]").selectOption("1"); await page.locator("select[name=option_2]").selectOption("");await page.locator("select[name=option_4]").selectOption("");
    await page.locator("form.vote button").first().click(); await page.waitForLoadState();
    await page.screenshot({ path: `/tmp/rank-shots/slip-${tag}.png`, fullPage: true });
    await page.locator("select[name=option_3]").selectOption("2");
    await page.locator("form.vote button").first().click(); await page.waitForLoadState();
    await page.screenshot({ path: `/tmp/rank-shots/mine-${tag}.png`, fullPage: true });
    await page.context().clearCookies();
  }
  if (!want.length || want.some((x) => x.startsWith("s-"))) {
    await page.goto("/sign-in");
    await page.locator("input[type=text][name=email], input[type=email]").first().fill(process.env.STAFF); await page.locator("input[type=password]").first().fill(process.env.PASS);
    await page.locator("form:has(input[type=password]) button").first().click(); await page.waitForLoadState();
    for (const [name, path] of staff) { if (want.length && !want.includes(name)) continue; await page.goto(path); await page.screenshot({ path: `/tmp/rank-shots/${name}-${tag}.png`, fullPage: true }); }
  }
}
await b.close();
