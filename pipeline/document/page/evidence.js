// The script of the report, part one: the command behind a mark. It runs from disk and asks for nothing.

const find = (id) => document.getElementById(id);

const bar = find("evidence"), commandText = find("evidence-command"), readout = find("evidence-readout");

function showEvidence(command, about) {
  if (command === "") return;
  commandText.textContent = command;
  readout.textContent = about;
  bar.hidden = false;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page from disk may not reach the clipboard by its new way.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => button.textContent = "Copy", 1500);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-copy]");
  if (button !== null) return void copy(button.previousElementSibling.textContent, button);
  const mark = target.closest("[data-trace]");
  if (mark !== null) showEvidence(mark.getAttribute("data-trace"), mark.querySelector("title").textContent);
});
find("evidence-close").addEventListener("click", () => bar.hidden = true);
for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;

// ---- charts whose marks the arrow keys find, too ----

for (const chart of document.querySelectorAll("figure .chart")) {
  if (chart.querySelector(".mark") !== null) walk(chart);
}

function walk(chart) {
  const note = chart.querySelector(".readout"), name = chart.querySelector("svg").getAttribute("aria-label");
  chart.tabIndex = 0;
  chart.setAttribute("role", "group");
  chart.setAttribute(
    "aria-label",
    `${name} Use the arrow keys to move between marks. Press Enter to see the command of a mark.`,
  );
  note.hidden = false;
  let at = null;
  const show = (mark) => {
    if (mark === at) return;
    at?.classList.remove("at");
    at = mark;
    at.classList.add("at");
    note.textContent = at.querySelector("title").textContent;
  };
  chart.addEventListener("pointerover", ({ target }) => {
    const mark = target.closest(".mark");
    if (mark !== null) show(mark);
  });
  chart.addEventListener("keydown", (event) => {
    if (event.key === "Enter") return at?.dispatchEvent(new Event("click", { bubbles: true }));
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    // Of the two drawings that fit a wide and a narrow page, the one that is seen.
    const marks = [...chart.querySelectorAll(".mark")].filter((mark) => mark.getClientRects().length > 0);
    show(marks.includes(at) ? nearest(marks, at, way) ?? at : marks[0]);
  });
}

/** The mark that lies next in a direction; what is off to the side counts as further away. */
function nearest(marks, from, [right, down]) {
  const centre = (mark) => {
    const { left, top, width, height } = mark.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const [x, y] = centre(from);
  let best = null, least = Infinity;
  for (const mark of marks) {
    const [otherX, otherY] = centre(mark);
    const along = (otherX - x) * right + (otherY - y) * down,
      aside = Math.abs((otherX - x) * down + (otherY - y) * right);
    const far = along + 3 * aside;
    if (along > 0.5 && far < least) [best, least] = [mark, far];
  }
  return best;
}
