// Finds an option of a long list by typing (app/src/questionnaires/view/choices.rs).
//
// The list stays in the form under its name and is what is sent; it is only out of sight, behind a field of text that has
// no name. So what is sent, what the browser brings back after Back or a reload, and what the server fills in are the same
// as without this script. A text that is not one of the options leaves the list empty, says so, and is not sent: nobody is
// taken to have chosen something else. After the combobox pattern of the ARIA Authoring Practices, with a list that opens.

const QUIET = 500; // after the last key, before it is said how many there are

for (const select of document.querySelectorAll("select[data-type-ahead]")) {
  if (!select.closest("[inert]")) typeAhead(select);
}

/** A text as it is compared: without accents, capitals and marks between letters. */
function folded(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’ʼ]/g, "")
    .replace(/ß/g, "ss")
    .replace(/ø/g, "o")
    .replace(/ł/g, "l")
    .replace(/æ/g, "ae")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function make(name, attributes, words = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
}

function typeAhead(select) {
  const id = select.id;
  const label = select.labels[0];
  if (!label) return;
  const form = select.form;
  // What stands above the options says that nothing is chosen; an empty field says it too.
  const options = [...select.options]
    .filter((option) => option.value)
    .map((option, place) => ({ value: option.value, label: option.label, folded: folded(option.label), id: `${id}-option-${place}` }));
  const described = select.getAttribute("aria-describedby");
  const wrong = select.getAttribute("aria-invalid") === "true";
  const input = make("input", {
    type: "text",
    role: "combobox",
    dir: "auto",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    "aria-describedby": [described, `${id}-typed`].filter(Boolean).join(" "),
  });
  const list = make("ul", { role: "listbox", id: `${id}-list`, hidden: "" });
  const note = make("p", { id: `${id}-typed` });
  const status = make("p", { class: "vh", role: "status" });
  const box = make("div", { class: "type-ahead" });
  label.id ||= `${id}-label`;
  list.setAttribute("aria-labelledby", label.id);
  // The label and what leads to a mistake go to the field that can be seen.
  select.id = `${id}-chosen`;
  input.id = id;
  label.htmlFor = id;
  select.hidden = true;
  select.before(box);
  box.append(input, list, note, status, select);

  let shown = []; // the options that match, in the order in which they stand
  let active = null;
  let before = select.value; // what Escape brings back
  let timer = 0;

  const chosen = () => options.find((option) => option.value === select.value);
  const isOpen = () => !list.hidden;

  function say(words) {
    clearTimeout(timer);
    timer = setTimeout(() => (status.textContent = words), QUIET);
  }

  /** What stands under the field: how it is used, or what is the matter with what was typed. */
  function remark(words) {
    note.textContent = words ?? "Type a few letters to find it in the list.";
    note.className = words ? "error" : "hint";
    if (words || wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function put(value) {
    if (select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The field says what is chosen in the list. */
  function follow() {
    input.value = chosen()?.label ?? "";
    before = select.value;
    remark();
    close();
  }

  function matching(text) {
    const whole = folded(text);
    if (!whole) return options;
    const words = whole.split(" ");
    const rank = (option) => {
      if (option.folded.startsWith(whole)) return 0;
      const named = ` ${option.folded}`;
      return words.every((word) => named.includes(` ${word}`)) ? 1 : 2;
    };
    const found = options.filter((option) => words.every((word) => option.folded.includes(word)));
    return [0, 1, 2].flatMap((wanted) => found.filter((option) => rank(option) === wanted));
  }

  /** The one option that a text can mean: it is its whole label, or no other has these letters. */
  function meant() {
    const whole = folded(input.value);
    if (!whole) return undefined;
    const same = options.filter((option) => option.folded === whole);
    if (same.length > 0) return same.length === 1 ? same[0] : undefined;
    const found = matching(input.value);
    return found.length === 1 ? found[0] : undefined;
  }

  function point(option) {
    active = option ?? null;
    for (const line of list.children) line.setAttribute("aria-selected", String(line.id === active?.id));
    if (!active) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", active.id);
    document.getElementById(active.id)?.scrollIntoView({ block: "nearest" });
  }

  function open(found) {
    shown = found;
    list.replaceChildren(
      ...found.map((option) => make("li", { role: "option", id: option.id, dir: "auto", "aria-selected": "false" }, option.label)),
    );
    list.hidden = found.length === 0;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(isOpen()));
    point(null);
    if (isOpen()) list.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    point(null);
  }

  function openAll() {
    // A field that says what is chosen offers everything, from there on.
    const all = chosen() || !input.value ? options : matching(input.value);
    open(all);
    if (chosen()) point(chosen());
    say(count(all.length));
  }

  function count(many) {
    if (many === 0) return "Nothing in the list matches.";
    return many === 1 ? "One matches." : `${many} match.`;
  }

  function choose(option) {
    put(option.value);
    follow();
    say(`${option.label}: chosen.`);
  }

  /** When the field is left: what was typed is one of the options, or nothing is chosen. */
  function settle() {
    close();
    const option = chosen() ?? meant();
    if (option) {
      put(option.value);
      return follow();
    }
    put("");
    before = "";
    if (!input.value.trim()) return follow();
    const many = matching(input.value).length;
    const why = many === 0 ? "Nothing in the list matches" : `${many} in the list match`;
    remark(`${why} “${input.value.trim()}”, so nothing is chosen. Choose one from the list, or leave the field empty.`);
  }

  input.addEventListener("input", () => {
    const whole = folded(input.value);
    const same = options.filter((option) => option.folded === whole);
    put(same.length === 1 ? same[0].value : "");
    if (!input.value.trim()) {
      // An empty field is no wish to see everything: what stands below it can be reached.
      close();
      remark();
      return say("Nothing is chosen.");
    }
    const found = matching(input.value);
    open(found);
    remark(found.length === 0 ? "Nothing in the list matches." : null);
    say(count(found.length));
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) {
        openAll();
        if (active || event.altKey) return;
      }
      // Before the first is the last, and after the last the first.
      const many = shown.length;
      const from = active ? shown.indexOf(active) : step > 0 ? -1 : many;
      if (many > 0) point(shown[(from + step + many) % many]);
    }
    if (event.key === "Enter" && isOpen()) {
      event.preventDefault();
      const option = active ?? meant();
      if (option) choose(option);
      else say(`${count(shown.length)} Choose one with the arrow keys.`);
    }
    if (event.key === "Escape" && (isOpen() || !chosen())) {
      event.preventDefault();
      put(before);
      follow();
    }
  });

  // A finger or a mouse opens it, and keeps the field in hand while it goes through the list.
  input.addEventListener("click", () => {
    if (isOpen()) return;
    openAll();
    // What is typed next takes the place of what was chosen.
    if (chosen()) input.select();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    const option = line && shown.find((one) => one.id === line.id);
    if (option) choose(option);
  });
  input.addEventListener("blur", () => {
    // Another window came before this one: whoever types goes on afterwards.
    if (document.activeElement !== input) settle();
  });

  // What was typed and is nothing in the list would be gone with the page.
  form?.addEventListener("submit", (event) => {
    settle();
    if (!input.value.trim() || select.value) return;
    event.preventDefault();
    // Whoever comes to the field hears what is said of it; whoever is there already is told.
    if (document.activeElement === input) say(note.textContent);
    else input.focus();
  });
  addEventListener("pageshow", follow);
  follow();
}
