// Wakes the interactive parts of a page.
//
// The server has already written the whole page, and every form on it works as it stands. Where a
// part can do more with JavaScript (an "island"), the server has wrapped it in <leptos-island
// data-component="…">. This script looks for islands; if there are none it fetches nothing. If there
// are some, it fetches the browser program and hands each island over to it, in document order.
//
// The addresses below are filled in by `cargo xtask bundle`.
const SCRIPT = "__APP_JS__";
const PROGRAM = "__APP_WASM__";
const TYPE_AHEAD = "__TYPE_AHEAD_JS__";
const IN_PLACE = "__IN_PLACE_JS__";

// A page that says what is wrong with a form begins there: whoever listens hears it first. The page asks the browser for
// it by itself (autofocus); this is for browsers that listen to fields alone.
const wrong = document.querySelector(".error-summary[autofocus], header[autofocus]");
if (wrong && [null, document.body, document.documentElement].includes(document.activeElement)) wrong.focus();

// A long list can be found in by typing. Where it cannot, it is the list that the server wrote.
if (document.querySelector("select[data-type-ahead]")) {
  import(TYPE_AHEAD).catch((error) => console.error("Long lists on this page cannot be searched.", error));
}

// Another order of the same figures, without leaving the page.
if (document.querySelector("[data-in-place]")) {
  import(IN_PLACE).catch((error) => console.error("Another order is a page of its own.", error));
}

const islands = document.querySelectorAll("leptos-island");

if (islands.length > 0) {
  wake().catch((error) => console.error("The interactive parts of this page did not start.", error));
}

async function wake() {
  // Both downloads start at once. If the program fails first, the rejection is seen below.
  const program = fetch(PROGRAM);
  program.catch(() => {});
  const app = await import(SCRIPT);
  await app.default({ module_or_path: program });
  app.hydrate();

  // An island may wrap parts of the page, and those may hold islands that read the outer one's
  // context. Document order puts the outer one first; it leaves a function on the
  // <leptos-children> it wraps that makes its context current again. Without that call, an inner
  // island would see the context of whichever island happened to be woken before it.
  let inContext = false;
  for (const island of islands) {
    if (!island.isConnected) continue; // an outer island has replaced this part

    const enter = island.parentElement?.closest("leptos-children")?.$$on_hydrate;
    if (enter) {
      enter();
      inContext = true;
    } else if (inContext) {
      app.hydrate(); // back to the page itself, where no island's context is current
      inContext = false;
    }
    await wakeOne(app, island);
  }

  // For style sheets and tests: from now on every island answers.
  document.documentElement.dataset.islands = "awake";
}

// One island that fails must not keep the others asleep.
async function wakeOne(app, island) {
  const name = island.dataset.component;
  const start = app[name];
  if (typeof start !== "function") {
    console.error(`This page has an interactive part the browser program does not know: ${name}`);
    return;
  }
  try {
    await start(island);
  } catch (error) {
    console.error(`The interactive part ${name} did not start.`, error);
  }
}
