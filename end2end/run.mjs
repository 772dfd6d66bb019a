// Runs the journeys: node run.mjs [FILE.test.mjs …] [--only WORDS]
//
// Two files at a time, each with a server of its own. The last line says how many journeys passed and
// how many failed; pictures and pages of the failed ones are in failures/.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { told, Traveller } from "./harness.mjs";
import { leaveNothing, prepareDemonstration } from "./server.mjs";

const here = import.meta.dirname;
const failures = join(here, "failures");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, at: { type: "string", default: "2" } },
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    leaveNothing();
    process.exit(130);
  });
}
process.on("exit", leaveNothing);

const files = positionals.length > 0
  ? positionals.map((file) => resolve(file))
  : readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(here, name));

// Loaded one after the other, so that each file's journeys are known by its name.
const queue = [];
for (const file of files) {
  told.length = 0;
  await import(pathToFileURL(file));
  const journeys = told.filter(({ name }) => name.includes(values.only ?? ""));
  if (journeys.length > 0) queue.push({ file: basename(file, ".test.mjs"), journeys });
}

rmSync(failures, { recursive: true, force: true });
let passed = 0;
let failed = 0;
let demonstration;
let browser;
try {
  demonstration = await prepareDemonstration();
  browser = await launch();
  const workers = Array.from({ length: Number(values.at) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await runFile(next);
  });
  await Promise.all(workers);
} catch (error) {
  console.error(error.message);
  failed += 1;
} finally {
  await browser?.close();
  demonstration?.remove();
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function runFile({ file, journeys }) {
  const server = await demonstration.server();
  try {
    for (const one of journeys) await runJourney(file, server, one);
  } finally {
    await server.stop();
    server.remove();
  }
}

async function runJourney(file, server, { name, tell, js }) {
  const label = `${file}: ${name} (JavaScript ${js ? "on" : "off"})`;
  const traveller = new Traveller(browser, server, js);
  const begun = Date.now();
  const logged = server.log.length;
  let why = [];
  try {
    await tell(traveller);
  } catch (error) {
    why.push(explain(error));
  }
  why.push(...new Set(traveller.problems));

  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  if (why.length === 0) {
    passed += 1;
    console.log(`  ok      ${label}  ${seconds} s`);
  } else {
    failed += 1;
    console.log(`  FAILED  ${label}  ${seconds} s`);
    for (const line of why.join("\n").split("\n")) console.log(`          ${line}`);
    for (const line of server.log.slice(logged).slice(-15)) console.log(`          server: ${line}`);
    await keep(`${file}-${name}-${js ? "on" : "off"}`.replace(/[^a-z0-9-]+/gi, "-"), traveller);
  }
  await traveller.leave();
}

/** Keeps a picture and the source of every page a failed journey had open. */
async function keep(name, traveller) {
  mkdirSync(failures, { recursive: true });
  for (const [number, page] of traveller.pages.entries()) {
    const path = join(failures, `${name}-${number + 1}`);
    try {
      await page.screenshot({ path: `${path}.png`, fullPage: true });
      writeFileSync(`${path}.html`, `<!-- ${page.url()} -->\n${await page.content()}`);
    } catch (error) {
      console.log(`          (no picture of page ${number + 1}: ${error.message})`);
    }
  }
}

/** What went wrong and where in the journey; without colours and without the runner's own steps. */
function explain(error) {
  const plain = String(error.stack ?? error).replaceAll(/\u001b\[\d+m/g, "");
  const ours = (line) => !/^\s+at /.test(line) || /\.test\.mjs|harness\.mjs/.test(line);
  return plain.split("\n").filter((line) => line.trim() !== "" && ours(line)).join("\n");
}
