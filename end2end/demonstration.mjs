// Before the first journey: fills the demonstration that every file's server starts from a copy of. After the last
// one, or when the run is interrupted, nothing of it stays behind.

import { browserIsInstalled } from "./browser.mjs";
import { prepareDemonstration } from "./server.mjs";

export default async function prepare() {
  // Playwright ends a run in good order when it is interrupted from the keyboard; whoever tells it to stop in
  // another way gets the same.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => process.kill(process.pid, "SIGINT"));

  browserIsInstalled();
  const demonstration = await prepareDemonstration();
  // The processes that run the files are started with these surroundings.
  process.env.END2END_DEMONSTRATION = demonstration.folder;
  return demonstration.remove;
}
