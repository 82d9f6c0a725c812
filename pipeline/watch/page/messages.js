import { ask, byId, h, sync } from "./dom.js";
import { count, counted, moment } from "./format.js";

const form = byId("message-form"),
  list = byId("message-list"),
  note = byId("message-note"),
  more = byId("message-more");
let topics = [];
let next = null;
let asked = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(startOf(form));
});
form.elements.start.addEventListener("change", showStart);
more.addEventListener("click", () => show(next));
showStart();

function showStart() {
  for (const label of form.querySelectorAll("[data-for]")) {
    label.hidden = label.dataset.for !== form.elements.start.value;
  }
}

/** Keeps the choice of topics up to date. */
export function showMessageTopics({ cluster, topics: names }) {
  const now = cluster?.topics.map(({ name }) => name) ?? [];
  if (now.join() === topics.join()) return;
  topics = now;
  const select = form.elements.topic, chosen = select.value || names.raw;
  select.replaceChildren(...now.map((name) => h("option", { value: name, selected: name === chosen }, name)));
}

/** Opens the view on a topic, and on what contains a text, as a link from elsewhere asks for. */
export function openMessages(parameters) {
  const topic = parameters.get("topic");
  if (!topics.includes(topic)) return;
  form.reset();
  form.elements.topic.value = topic;
  form.elements.contains.value = parameters.get("contains") ?? "";
  showStart();
  show(startOf(form));
}

function startOf({ elements: { start, offset, time } }) {
  if (start.value === "offset") return offset.value || "0";
  if (start.value === "time") return time.value === "" ? "earliest" : `${time.value.padEnd(19, ":00")}Z`;
  return start.value;
}

async function show(from) {
  const own = ++asked;
  const parameters = new URLSearchParams({ from });
  for (const name of ["topic", "partition", "key", "contains", "limit"]) {
    parameters.set(name, form.elements[name].value);
  }
  note.textContent = "Reading…";
  more.hidden = true;
  try {
    const { messages, scanned, next: goOn, cut } = await ask(`/api/messages?${parameters}`);
    if (own !== asked) return; // another question was asked meanwhile
    note.textContent = `${counted(messages.length, "message")} of ${count(scanned)} read${
      cut ? "; the search stopped here: narrow it, or continue" : ""
    }.`;
    next = goOn;
    more.hidden = goOn === null;
    list.synced = undefined;
    list.replaceChildren();
    sync(list, messages, ({ partition, offset }) => `${partition} ${offset}`, makeMessage, () => {});
  } catch (error) {
    if (own === asked) note.textContent = error.message;
  }
}

function makeMessage({ partition, offset, timestampMs, key, value, sizeBytes, headers }) {
  const details = h(
    "details",
    {},
    h(
      "summary",
      {},
      h("span", { class: "place" }, `${partition}:${offset}`),
      h("span", { class: "when" }, moment(timestampMs)),
      h("span", { class: "key" }, key ?? "no key"),
      h("span", { class: "value" }, value ?? "no value (tombstone)"),
    ),
  );
  // What is inside is made when it is opened: 500 messages are quick to show.
  details.addEventListener("toggle", () => {
    if (details.children.length > 1) return;
    details.append(
      h(
        "p",
        { class: "note" },
        `partition ${partition}, offset ${count(offset)}, ${count(sizeBytes)} bytes, key ${
          key === null ? "none" : JSON.stringify(key)
        }`,
      ),
      h("pre", { tabindex: "0" }, pretty(value)),
      ...headers.length === 0 ? [] : [h(
        "dl",
        { class: "headers" },
        ...headers.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text))),
      )],
    );
  });
  return details;
}

function pretty(value) {
  if (value === null) return "no value (tombstone)";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
