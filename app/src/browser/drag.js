// Lets questions of the outline be dragged to their place (app/src/questionnaires/staff/build/outline.rs).
//
// Dropping one presses a button of the same form that the buttons beside it press: "after", the question, and the one it
// is put after, or "first" and the page. Without this script the buttons do all of it, and with a keyboard they always do.

for (const outline of document.querySelectorAll("[data-drag=questions]")) drag(outline);

function drag(outline) {
  const form = outline.closest("form");
  let dragged = null;
  const clear = () => {
    for (const line of outline.querySelectorAll(".dropping")) line.classList.remove("dropping");
  };
  // Where it would go: before the line it is held over, which is after the one above that, or first on the page.
  const spot = (line) => {
    const before = line.previousElementSibling;
    if (before) return `after ${dragged} ${before.dataset.question}`;
    // A page that began in an earlier part of the outline says what came last there.
    const page = line.closest(".build-page");
    if (page.dataset.after) return `after ${dragged} ${page.dataset.after}`;
    return `first ${dragged} ${page.id.replace(/^page-/, "")}`;
  };
  for (const line of outline.querySelectorAll("[data-question]")) {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      dragged = line.dataset.question;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged);
    });
    line.addEventListener("dragend", () => {
      dragged = null;
      clear();
    });
    line.addEventListener("dragover", (event) => {
      if (!dragged || dragged === line.dataset.question) return;
      event.preventDefault();
      clear();
      line.classList.add("dropping");
    });
    line.addEventListener("drop", (event) => {
      if (!dragged || dragged === line.dataset.question) return;
      event.preventDefault();
      const act = document.createElement("input");
      act.type = "hidden";
      act.name = "do";
      // Dropped on the line below it, it stays where it is.
      act.value = line.previousElementSibling?.dataset.question === dragged ? "" : spot(line);
      clear();
      if (!act.value) return;
      form.append(act);
      form.submit();
    });
  }
}
