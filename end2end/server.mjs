// A Soundings server for one file of journeys: its own port, its own data, gone afterwards.
//
// Filling the demonstration takes a while, so it is done once; every server starts from a copy. A
// journey that publishes or closes something can then never be seen by another file's journeys.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..");
const running = new Set();
const folders = new Set();

/** The program under test: SOUNDINGS_BIN, or what `cargo build` made. */
export function program() {
  const built = process.env.CARGO_TARGET_DIR ?? join(repository, "target");
  const path = resolve(process.env.SOUNDINGS_BIN ?? join(built, "debug", "soundings"));
  if (!existsSync(path)) {
    throw new Error(`There is no server to test at ${path}. Build it with: cargo build -p soundings`);
  }
  return path;
}

/** Fills a demonstration once, in a folder that servers can be started from copies of. */
export async function prepareDemonstration() {
  const folder = temporaryFolder();
  const server = await start(folder);
  await server.stop();
  return { folder, remove: () => remove(folder) };
}

/** A fresh server on a copy of the demonstration in `folder`, under the name of its machine that browsers are to use. */
export async function serverOnCopy(folder, host = "127.0.0.1") {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  return start(copy, { host });
}

/** A fresh server that is no demonstration, on a record with nothing in it, with more said in its environment. */
export async function emptyServer(environment) {
  return start(temporaryFolder(), { demonstration: false, environment });
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "soundings-end2end-"));
  folders.add(folder);
  return folder;
}

function remove(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

async function start(data, { demonstration = true, environment = {}, host = "127.0.0.1" } = {}) {
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const child = spawn(program(), ["serve", ...(demonstration ? ["--demo"] : []), "--listen", `127.0.0.1:${port}`], {
    cwd: data,
    // Nothing of the surroundings may lead the server to other data or another address.
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SOUNDINGS_"))),
      SOUNDINGS_DATA_DIR: join(data, "soundings-data"),
      SOUNDINGS_PUBLIC_URL: origin,
      RUST_BACKTRACE: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });

  const server = {
    origin,
    /** role → { email, password }, as the demonstration prints them. */
    signIns: new Map(),
    /** What the server said, newest last. */
    log: [],
    async stop() {
      running.delete(server);
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((done) => child.once("exit", done));
        child.kill("SIGTERM");
        const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
        await gone;
        clearTimeout(patience);
      }
    },
    remove: () => remove(data),
    kill: () => child.kill("SIGKILL"),
  };
  running.add(server);

  lines(child.stdout, (line) => {
    server.log.push(line);
    const found = /^demo sign-in: (\S+) (\S+) (.+)$/.exec(line);
    if (found) server.signIns.set(found[1], { email: found[2], password: found[3] });
  });
  lines(child.stderr, (line) => server.log.push(line));

  const patience = Date.now() + 120_000;
  while (Date.now() < patience) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const ready = await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) return server;
    await new Promise((done) => setTimeout(done, 50));
  }
  await server.stop();
  throw new Error(`The server did not become ready. It said:\n${server.log.slice(-30).join("\n")}`);
}

function lines(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    parts.forEach(take);
  });
  stream.on("end", () => rest && take(rest));
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

// The last resort, when the tests themselves are stopped: no server and no file stays behind.
process.on("exit", () => {
  for (const server of running) server.kill();
  for (const folder of folders) remove(folder);
});
