// Puts another order or filter on the page without leaving it.
//
// A link in a part marked data-in-place leads to this page with another order, and a form that is so marked asks for a filter
// in its address. Their page is fetched, and what is in <main> is put in the place of what was there; the address changes as
// if one had gone there. Without this script, and whenever anything is not as it should be, a link is a link and a form a form.

const inMain = (page) => page.querySelector("main");

const here = () => location.pathname + location.search;
let shown = here();
let request = null;

// `address` is where to; `same` finds in a page what was pressed, so that it keeps the keyboard.
async function goTo(address, same) {
  // The last one that was pressed is the one that counts.
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const answer = await fetch(address, { headers: { accept: "text/html" }, signal });
  if (!answer.ok || answer.redirected) throw new Error("another page");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [inMain(document), inMain(page)];
  // Interactive parts would have to be woken again.
  if (!old || !fresh || fresh.querySelector("leptos-island")) throw new Error("not in place");
  const { scrollX, scrollY } = window;
  // The fragment would take one to the heading again.
  const there = new URL(address);
  there.hash = "";
  old.replaceWith(document.adoptNode(fresh));
  history.pushState({ inPlace: true }, "", there);
  shown = here();
  document.title = page.title;
  window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  const kept = same(fresh) ?? fresh.querySelector("h1");
  if (kept && !kept.matches("a, button")) kept.tabIndex = -1;
  kept?.focus({ preventScroll: true });
}

function instead(address, same) {
  goTo(address, same).catch((error) => {
    if (error?.name !== "AbortError") location.assign(address);
  });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("[data-in-place] a[href]");
  if (!link) return;
  event.preventDefault();
  // Two parts of a page may lead to the same address: what they are called tells them apart. What is gone from the page leaves
  // the keyboard at the heading that it stood under.
  const [href, part] = [link.getAttribute("href"), link.closest("[data-in-place]").ariaLabel];
  const above = [...document.querySelectorAll("main :is(h1, h2)[id]")].filter((one) => one.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING).pop()?.id;
  instead(link.href, (page) => [...page.querySelectorAll("[data-in-place] a")].find((one) => one.getAttribute("href") === href && one.closest("[data-in-place]").ariaLabel === part)
    ?? (above && page.querySelector(`#${CSS.escape(above)}`)));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches?.("form[data-in-place]") || form.method !== "get") return;
  event.preventDefault();
  const there = new URL(form.action);
  there.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
  instead(there.href, (page) => page.querySelector("form[data-in-place] button"));
});

// What was put there by this script is not what the browser has kept of the page. A place on the page is no other page.
addEventListener("popstate", () => {
  if (here() !== shown) location.reload();
});
