import { ask, byId, h } from "./dom.js";
import { count, counted } from "./format.js";
import { showBars, showPairs } from "./overview.js";

const note = byId("letters-note"),
  outcome = byId("redrive-note"),
  dialog = byId("redrive-dialog"),
  go = byId("redrive-go");
let allowWrite = false, candidates = 0, counting = false, topic = "";

byId("letters-count").addEventListener("click", countLetters);
byId("redrive-try").addEventListener("click", () => redrive("GET"));
go.addEventListener("click", () => {
  byId("redrive-question").textContent = `Return ${
    counted(candidates, "dead letter")
  } to the raw topic? The consumer judges them again; none can be taken back.`;
  dialog.showModal();
});
dialog.addEventListener("click", ({ target }) => {
  if (target.value !== undefined) dialog.close(target.value);
});
dialog.addEventListener("close", () => {
  if (dialog.returnValue === "go") redrive("POST");
  dialog.returnValue = "";
});

/** Learns what the page may do, and where the letters are. */
export function showDeadLetters(state) {
  allowWrite = state.allowWrite;
  topic = state.topics.deadLetters;
  byId("letters-browse").href = hrefOf();
}

/** Where the letters are shown, those of one rule or all. */
const hrefOf = (rule = "") => `#messages?${new URLSearchParams({ topic, contains: rule })}`;

/** Counts the letters by rule and field. */
export async function countLetters() {
  if (counting) return;
  counting = true;
  note.textContent = "Counting…";
  try {
    const { letters, foreign, rules, fields } = await ask("/api/dead-letters");
    note.textContent = `${counted(letters, "dead letter")}${
      foreign === 0 ? "" : `, and ${counted(foreign, "message")} of others`
    }; by the first of their reasons:`;
    showBars(
      byId("letters-rules"),
      Object.fromEntries(rules.map(({ code, primary }) => [code, primary])),
      letters,
      "There is no dead letter.",
      hrefOf,
    );
    showBars(
      byId("letters-fields"),
      Object.fromEntries(fields.map(({ field, letters }) => [field || "the whole message", letters])),
      letters,
      "–",
    );
  } catch (error) {
    note.textContent = error.message;
  } finally {
    counting = false;
  }
}

async function redrive(method) {
  const buttons = [byId("redrive-try"), go];
  for (const button of buttons) button.disabled = true;
  outcome.textContent = method === "GET" ? "Judging them again…" : "Returning them…";
  try {
    const count = await ask("/api/redrive", { method });
    candidates = method === "GET" ? count.candidates : 0;
    outcome.textContent = method === "GET"
      ? `${counted(count.candidates, "dead letter")} would be accepted now. Nothing was sent.`
      : `${counted(count.sent, "dead letter")} went back to the raw topic.`;
    if (method === "GET" && candidates > 0 && !allowWrite) {
      outcome.textContent += " To return them: deno task dlq redrive --go, or start this page with --allow-write.";
    }
    go.hidden = !allowWrite || candidates === 0;
    showCounts(count);
  } catch (error) {
    outcome.textContent = error.message;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function showCounts({ letters, redriven, parked, candidates, matrix }) {
  showPairs(byId("redrive-counts"), [
    ["Letters", count(letters)],
    ["Accepted now", count(candidates)],
    ["Went back before", count(redriven)],
    ["Parked after three", count(parked)],
  ]);
  const rows = Object.entries(matrix).flatMap(([before, outcomes]) =>
    Object.entries(outcomes).map(([now, letters]) =>
      h("tr", {}, h("td", {}, before), h("td", {}, now), h("td", { class: "number" }, count(letters)))
    )
  );
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, "Rejected as"),
    h("th", { scope: "col" }, "Now"),
    h("th", { scope: "col", class: "number" }, "Letters"),
  );
  byId("redrive-matrix").replaceChildren(
    ...rows.length === 0
      ? []
      : [h("div", { class: "scroll" }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows)))],
  );
}
