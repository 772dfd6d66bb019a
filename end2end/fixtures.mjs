// What a file of journeys needs: `test` to tell one, and in it a `traveller`, who can open pages, sign in, and have
// pages checked.
//
// A journey fails by what it says itself, and by anything that must not happen on any page: see `watch` in browser.mjs.

import { test as base } from "@playwright/test";
import { serverOnCopy } from "./server.mjs";
import { Traveller } from "./traveller.mjs";

export { answerToForm, field, press, submitOf } from "./traveller.mjs";

/** Told after the name of a journey that is about JavaScript, or about pages that are the same without it. */
export const onlyWithJavaScript = { tag: "@only-with-javascript" };

export const test = base.extend({
  // Journeys publish, close and remove things. No file sees what another's did, so a process that goes on to the next
  // file begins with a fresh copy of the demonstration. (After a failure Playwright goes on in a new process, and so
  // with a fresh copy too.)
  serverFor: [async ({}, use) => {
    let server;
    let file;
    const leave = async () => {
      await server?.stop();
      server?.remove();
      server = undefined;
    };
    await use(async (wanted) => {
      if (!server || file !== wanted) {
        await leave();
        // Browsers make passkeys for names alone, never for a bare address.
        const host = wanted.endsWith("signin.test.mjs") ? "localhost" : "127.0.0.1";
        server = await serverOnCopy(process.env.END2END_DEMONSTRATION, host);
        file = wanted;
      }
      return server;
    });
    await leave();
  }, { scope: "worker" }],

  server: async ({ serverFor }, use, testInfo) => {
    const server = await serverFor(testInfo.file);
    const logged = server.log.length;
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) {
      const said = server.log.slice(logged).slice(-15).join("\n");
      await testInfo.attach("what the server said last", { body: said || "nothing", contentType: "text/plain" });
    }
  },

  baseURL: async ({ server }, use) => use(server.origin),

  traveller: async ({ browser, server, javaScriptEnabled }, use) => {
    const traveller = new Traveller(browser, server, javaScriptEnabled);
    await use(traveller);
    // Looked at before the windows close, since closing breaks off what is still being fetched.
    const problems = [...new Set(traveller.problems)];
    await traveller.leave();
    if (problems.length > 0) throw happened(problems);
  },

  // The page Playwright gives by itself is one of the traveller's, so that it is watched like every other.
  page: async ({ traveller }, use) => use(await traveller.page()),
  context: async ({ page }, use) => use(page.context()),
});

/** Says what happened on some page. It does not say where in the journey, because that is not known. */
function happened(problems) {
  const error = new Error(`This happened on the way:\n    ${problems.join("\n    ")}`);
  error.stack = error.message;
  return error;
}
