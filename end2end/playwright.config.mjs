// How the journeys run: npm test -- [FILE …] [-g WORDS] [--project "without JavaScript"]
//
// Every journey is made once by somebody whose browser runs JavaScript and once by somebody whose browser does
// not. Two files at a time, each with a server of its own (fixtures.mjs); the journeys of one file follow each other.
// What is needed to understand a failure is kept in failures/: pictures, and a trace that
// `npx playwright show-trace failures/…/trace.zip` plays back step by step.

import { defineConfig } from "@playwright/test";
import { launchOptions, view } from "./browser.mjs";

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: "*.test.mjs",
  outputDir: "failures",
  globalSetup: "./demonstration.mjs",
  reporter: [["list"], ["./summary.mjs"]],
  workers: 2,
  // A journey that passes at the second try has found something.
  retries: 0,
  // Every wait inside a journey ends by itself. This is for what never ends: the longest journeys look at every page
  // there is, and take minutes on a busy machine.
  timeout: 20 * 60_000,
  reportSlowTests: null,
  use: {
    ...view,
    launchOptions,
    actionTimeout: 10_000,
    navigationTimeout: 10_000,
    screenshot: { mode: "only-on-failure", fullPage: true },
    trace: "retain-on-failure",
  },
  projects: [
    { name: "with JavaScript", use: { javaScriptEnabled: true } },
    { name: "without JavaScript", use: { javaScriptEnabled: false }, grepInvert: /@only-with-javascript/ },
  ],
});
