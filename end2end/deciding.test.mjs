// What becomes of everything that was asked: staff record a decision about proposals, a ranking and statements together,
// and everybody reads what became of each.

import assert from "node:assert/strict";
import { field, test } from "./fixtures.mjs";

const slug = "self-service-opening";
const today = () => new Date().toISOString().slice(0, 10);

test("staff decide about proposals, a ranking and statements, and everybody reads what became of each", async ({ traveller }) => {
  const staff = await traveller.page();
  await traveller.signIn(staff, "staff");
  const path = `/staff/consultations/${slug}/decision`;
  // Whoever came here before (the same journey, with the other kind of browser) has published it.
  const status = await traveller.go(staff, path);
  assert.equal(status, 200);
  const published = (await staff.locator(field("outcome")).count()) === 0;
  if (!published) {
    const fill = async (values) => {
      for (const [name, value] of Object.entries(values)) await staff.locator(field(name)).first().fill(value);
    };
    await fill({
      outcome: "Two libraries open by card from seven.",
      "decided-by": "Cabinet",
      "decided-on": today(),
      "we-asked": "Whether libraries may open without staff, and in which order.",
      "you-said": "Yes, where somebody can be called.",
      "we-did": "Two libraries begin, with a bell that rings at the next one.",
      reasons: "Most were for it if help is near.",
      "theme-1": "Safety",
      "weighed-1": "It decided which libraries begin.",
    });
    const proposals = await staff.locator(`${field("outcome-1")}, ${field("outcome-2")}`).count();
    assert(proposals > 0, "the proposals are there to be decided about");
    for (const number of [1, 2]) {
      await staff.locator(`[name="outcome-${number}"][value=adopted]`).check();
    }
    await traveller.axe(staff);
    // What came of the ranking is passed over: saved and previewed, but not to be published.
    await traveller.send(staff, staff.getByRole("button", { name: "Save and preview" }), staff.getByRole("heading", { level: 1 }));
    await traveller.axe(staff);
    assert.match(await staff.locator("main").innerText(), /ranking/i, "the preview says that the ranking is missing");
    await traveller.go(staff, path);
    assert(await staff.locator('[name="outcome-1"][value=adopted]').isChecked(), "what was chosen is kept");
    await staff.locator('[name="outcome-rankings-1"][value=adopted-with-changes]').check();
    await staff.locator('[name="changes-rankings-1"]').fill("The second and the first change places: the first has no lift.");
    await staff.locator('[name="changes-statements-1"]').fill("All groups asked for help at hand; that is why the bell comes first.");
    await traveller.send(
      staff, staff.getByRole("button", { name: "Save and preview" }),
      staff.getByRole("button", { name: "Publish the decision and tell people" }));
    await traveller.axe(staff);
    await staff.locator(field("confirm")).check();
    await traveller.send(
      staff, staff.getByRole("button", { name: "Publish the decision and tell people" }),
      staff.getByText(/is published/).first());
  }

  const resident = await traveller.page();
  assert.equal(await traveller.go(resident, `/consultations/${slug}/decision`), 200);
  const said = await resident.locator("main").innerText();
  for (const words of [
    "Two libraries open by card from seven.", "Adopted with changes", "the first has no lift", "that is why the bell comes first",
  ]) {
    assert(said.includes(words), `everybody reads “${words}”`);
  }
  await traveller.axe(resident);
  await traveller.fitsItsWidth(resident);
});
