// Keys for the moderators' desk: j and k open the next one and the one before, l leaves it (or shows it), h holds it, r removes it.
//
// They work while the focus is in the list or in the one that is open, and never while somebody types (WCAG 2.1.4). What a key
// does is always a link or a button of the page; without this script those are all there is.

const desk = document.querySelector(".desk");
if (desk) {
  const keys = desk.querySelector(".keys");
  const open = document.getElementById("open");
  if (keys) keys.hidden = false;
  // Whoever came by a key goes on by keys.
  if (open && (location.hash === "#open" || new URLSearchParams(location.search).has("item"))) open.focus({ preventScroll: true });

  const beside = (step) => {
    const items = [...desk.querySelectorAll(".desk-list li")];
    const at = items.findIndex((item) => item.hasAttribute("data-open"));
    return items[at + step]?.querySelector("a");
  };
  const press = (...names) => {
    for (const name of names) {
      const button = open?.querySelector(`button[name=action][value=${name}]`);
      if (button) return button.click();
    }
  };
  const remove = () => {
    const reason = open?.querySelector("select[name=reason]");
    if (reason && !reason.value) return reason.focus();
    press("remove");
  };
  const acts = {
    j: () => beside(1)?.click(),
    k: () => beside(-1)?.click(),
    l: () => press("keep", "publish"),
    h: () => press("hold"),
    r: remove,
  };

  desk.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
