// Signing in with more than a password: an authenticator app, recovery codes and a passkey, and what an administrator sees.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { field, onlyWithJavaScript, press, test } from "./fixtures.mjs";

const main = (page) => page.locator("main").innerText();

const button = (page, name) => page.locator("main").getByRole("button", { name, exact: true });

/** What an authenticator app shows, some steps of thirty seconds from now. */
function code(secret, steps = 0) {
  const bits = [...secret.replaceAll(" ", "")]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", key).update(count).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function signOut(traveller, page) {
  await traveller.send(page, page.locator("form[action='/sign-out'] button"), page.locator(field("password")));
}

/** Types the password of one of the demonstration's people, who is then asked for more. */
async function firstStep(traveller, page, person) {
  await traveller.go(page, "/sign-in");
  await page.locator(field("email")).fill(person.email);
  await page.locator(field("password")).first().fill(person.password);
  assert.equal(await press(page, button(page, "Sign in")), 200);
  assert.match(await main(page), /The password is right/);
}

async function looksRight(traveller, page) {
  await traveller.axe(page);
  await traveller.fitsItsWidth(page);
}

test("a colleague sets up an authenticator app, and from then on signs in with both", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  const person = traveller.demonstration("staff");
  await traveller.signIn(page, "staff");
  await traveller.go(page, "/account");
  await traveller.follow(page, page.getByRole("link", { name: "Set up a second step" }));
  await looksRight(traveller, page);
  await traveller.follow(page, page.getByRole("link", { name: "An authenticator app" }));
  await looksRight(traveller, page);
  await page.getByText("I cannot scan it").click();
  await looksRight(traveller, page);
  const secret = await page.locator("details code").innerText();

  // A mistake is said, and what was read into the app stays good.
  await page.getByLabel("The six digits").fill("000000");
  await page.getByLabel("Your password").fill(person.password);
  assert.equal(await press(page, button(page, "Turn it on")), 422);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator("details code").evaluate((element) => element.textContent), secret);
  await looksRight(traveller, page);
  await page.getByLabel("The six digits").fill(code(secret));
  await page.getByLabel("Your password").fill(person.password);
  assert.equal(await press(page, button(page, "Turn it on")), 200);
  await looksRight(traveller, page);
  const codes = await page.locator("ol code").allInnerTexts();
  assert.equal(codes.length, 10);
  await traveller.follow(page, page.getByRole("link", { name: /I have kept them/ }));
  assert.match(await main(page), /You have 10 recovery codes left/);
  await looksRight(traveller, page);

  await signOut(traveller, page);
  await firstStep(traveller, page, person);
  await looksRight(traveller, page);
  await page.getByLabel("Code").fill("123456");
  assert.equal(await press(page, button(page, "Sign in")), 422);
  await looksRight(traveller, page);
  // Begun again: the one that was not finished is told below.
  await firstStep(traveller, page, person);
  // By keyboard alone: the code and Enter. The code that was shown when it was set up is used up, so it is the next one.
  await page.getByLabel("Code").fill(code(secret, 1));
  await Promise.all([page.waitForURL(/\/staff$/), page.keyboard.press("Enter")]);
  await traveller.go(page, "/account");
  assert.match(await main(page), /Password and a code/);
  await page.getByText("Your last sign-ins, and tries that failed").click();
  assert.match(await main(page), /the second step was not/);
  await looksRight(traveller, page);

  await signOut(traveller, page);
  await firstStep(traveller, page, person);
  await page.getByLabel("Code").fill(codes[0].toUpperCase());
  await Promise.all([page.waitForURL(/\/staff$/), page.keyboard.press("Enter")]);
  await traveller.go(page, "/account/second-factor");
  assert.match(await main(page), /You have 9 recovery codes left/);
  await traveller.follow(page, page.getByRole("link", { name: "Make new codes" }));
  await looksRight(traveller, page);
  await traveller.go(page, "/account/address");
  await looksRight(traveller, page);
  await traveller.go(page, "/account/second-factor");
  await traveller.follow(page, page.getByRole("link", { name: /^Take off/ }));
  await looksRight(traveller, page);
  await page.getByLabel("Your password").fill(person.password);
  assert.equal(await press(page, button(page, "Take it off")), 303);
  assert.match(await main(page), /You have no second step yet/);
});

test("the page for passkeys says that they need JavaScript, where there is none", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "analyst");
  await traveller.go(page, "/account/second-factor/passkey");
  if (traveller.js) await page.getByRole("button", { name: "Make a passkey" }).waitFor();
  const said = await main(page);
  assert.equal(said.includes("Passkeys need JavaScript"), !traveller.js, said);
  assert.equal(said.includes("Make a passkey"), traveller.js, said);
  await looksRight(traveller, page);
});

test("a colleague signs in with a passkey", onlyWithJavaScript, async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  const person = traveller.demonstration("moderator");
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await traveller.signIn(page, "moderator");
  await traveller.go(page, "/account/second-factor");
  await traveller.follow(page, page.getByRole("link", { name: "A passkey" }));
  await page.getByRole("button", { name: "Make a passkey" }).waitFor();
  assert(!(await main(page)).includes("Passkeys need JavaScript"));
  await looksRight(traveller, page);
  await page.getByLabel("What you call it").fill("Work laptop");
  // The wrong password first: the page asks the device anew.
  await page.getByLabel("Your password").fill("not this one");
  assert.equal(await press(page, button(page, "Make a passkey")), 422);
  await page.getByLabel("Your password").fill(person.password);
  assert.equal(await press(page, button(page, "Make a passkey")), 200);
  assert.equal((await page.locator("ol code").allInnerTexts()).length, 10);
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  assert(credentials.every((credential) => credential.rpId === "localhost"));

  await signOut(traveller, page);
  await firstStep(traveller, page, person);
  await page.getByRole("button", { name: "Use my passkey" }).waitFor();
  await looksRight(traveller, page);
  // A finger that is not recognised is said in words, and a code can still be typed.
  await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Use my passkey" }).click();
  await page.getByText("No passkey was used").waitFor();
  await looksRight(traveller, page);
  await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await Promise.all([
    page.waitForURL(/\/staff\/moderation/),
    page.getByRole("button", { name: "Use my passkey" }).click(),
  ]);
  await traveller.go(page, "/account");
  assert.match(await main(page), /Password and a passkey/);
});

test("an administrator asks a role for a second step, from a day on", async ({ traveller }) => {
  const page = await traveller.page({ width: 320, height: 700 });
  await traveller.signIn(page, "administrator");
  await traveller.go(page, "/staff/settings");
  await traveller.follow(page, page.getByRole("link", { name: "second step for signing in" }));
  await looksRight(traveller, page);
  await page.getByLabel("Councillor").fill("2030-01-01");
  assert.equal(await press(page, button(page, "Save")), 409);
  assert.match(await main(page), /Set up a second step for your own account first/);
  assert.equal(await page.getByLabel("Councillor").inputValue(), "2030-01-01");
  await looksRight(traveller, page);
  await traveller.go(page, "/staff/people?role=staff");
  await looksRight(traveller, page);
  await traveller.follow(page, page.locator("tbody a").first());
  await looksRight(traveller, page);
  await traveller.follow(page, page.getByRole("link", { name: "Change their address" }));
  await looksRight(traveller, page);
  assert.equal(await press(page, button(page, "Send the link")), 422);
  await looksRight(traveller, page);
});
