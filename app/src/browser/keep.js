// Keeps what staff type, while they type it.
//
// A form marked data-keep (app/src/site/unsent.rs) is sent to the service now and then: when somebody stops typing for a
// moment, and when the page is hidden. It is kept for them alone, and says so: "Saved at 14:05". Leaving the page with
// text that is not kept yet asks first. Without this script every form works as it stands.

const PAUSE = 3_000; // after the last key
const LONGEST = 15_000; // without a pause

const offered = [...document.querySelectorAll("[data-unsent]")].map((note) => note.dataset.unsent);

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);

function keep(form) {
  const path = new URL(form.getAttribute("action"), location.href).pathname;
  // Text of before is still on offer: it is not written over until somebody has said what becomes of it.
  const waits = offered.includes(path);
  const words = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  const recorded = form.dataset.keep === "saved" ? words() : null;
  // What came back with mistakes is kept nowhere yet; where nothing is typed there is nothing to lose.
  const blank = () => [...form.elements].every((field) => !/^(text|textarea)$/.test(field.type) || !field.value.trim());
  let kept = recorded ?? (blank() ? words() : null);
  let timer = 0;
  let since = 0;
  let sending = false;
  let request = null;

  const said = document.createElement("p");
  said.className = "meta";
  said.setAttribute("role", "status");
  form.append(said);

  const send = (where, body, last) =>
    fetch(`/staff/unsent${where}?form=${encodeURIComponent(path)}`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body,
      // A browser lets go of larger ones when the page goes.
      keepalive: last && body.length < 60_000,
      signal: request.signal,
    });

  async function save(last) {
    clearTimeout(timer);
    since = 0;
    const now = words();
    if (now === kept || waits || sending) return;
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await (now === recorded ? send("/left", "", last) : send("", now, last));
      if (!answer.ok) throw answer.status;
      const { at } = await answer.json();
      kept = now;
      said.textContent = at ? `Saved at ${at}, for you alone, until you send it with the button above.` : "";
    } catch (error) {
      if (signal.aborted) return;
      said.textContent =
        error === 401
          ? "You are signed out, so this is not saved any more while you type. It is still here: press the button, sign in, and it comes back."
          : "This could not be saved while you type. It is still here: we try again when you go on.";
    }
  }

  function changed() {
    sending = false;
    if (waits) {
      said.textContent = "This is not saved while you type: first take up the text above, or throw it away.";
      return;
    }
    clearTimeout(timer);
    since ||= Date.now();
    timer = setTimeout(save, Date.now() - since > LONGEST ? 0 : PAUSE);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
    request?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  addEventListener("beforeunload", (event) => {
    if (!sending && words() !== kept) event.preventDefault();
  });
  // What came back unrecorded is kept at once.
  if (recorded === null) changed();
}
