// Shows beside a field how its text will be read, while it is typed.
//
// The service writes it (app/src/running/as_read.rs), as it does when the text is published, so the two are the same. The
// text is not kept by this. Without this script the preview of the whole page is a press away, as before.

const PAUSE = 400; // after the last key

for (const field of document.querySelectorAll("textarea[data-as-read]")) {
  const place = field.closest(".field");
  if (place) beside(field, place);
}

function beside(field, place) {
  const words = document.createElement("p");
  words.className = "as-read-title";
  words.textContent = "How it will be read";
  const body = document.createElement("div");
  body.dir = "auto";
  const shown = document.createElement("section");
  shown.className = "as-read";
  shown.setAttribute("aria-label", `How it will be read: ${place.querySelector("label")?.textContent ?? ""}`);
  shown.hidden = true;
  shown.tabIndex = 0; // a long one scrolls, by keys too
  shown.append(words, body);
  place.append(shown);

  let timer = 0;
  let request = null;
  const show = async () => {
    request?.abort();
    if (!field.value.trim()) return void (shown.hidden = true);
    request = new AbortController();
    try {
      const answer = await fetch("/staff/as-read", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ text: field.value }),
        signal: request.signal,
      });
      if (!answer.ok) throw answer.status;
      body.innerHTML = await answer.text();
      // A preview is read, not used.
      for (const link of body.querySelectorAll("a")) link.tabIndex = -1;
      shown.hidden = false;
    } catch (error) {
      // What is shown would be older than what is typed.
      if (error?.name !== "AbortError") shown.hidden = true;
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  show();
}
