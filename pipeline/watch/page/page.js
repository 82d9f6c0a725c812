import { showAir } from "./air.js";
import { showGroups, showTopics } from "./cluster.js";
import { countLetters, showDeadLetters } from "./dead_letters.js";
import { byId, h, setText, sync } from "./dom.js";
import { clock, counted } from "./format.js";
import { openMessages, showMessageTopics } from "./messages.js";
import { consumersText, showChips, showOverview } from "./overview.js";

/** What each view shows of the state, and what it does when it is opened. */
const VIEWS = {
  overview: { show: showOverview },
  air: { show: showAir },
  topics: { show: showTopics },
  messages: { show: showMessageTopics, open: openMessages },
  groups: { show: showGroups },
  "dead-letters": { show: showDeadLetters, open: countLetters },
};

/** The server sends a state each second. */
const SILENT_MS = 5_000;

let view = "overview";
let state = null;
let heardMs = performance.now();

function route() {
  const [name, query = ""] = location.hash.slice(1).split("?");
  if (name !== "" && VIEWS[name] === undefined) return; // another target on this page, such as #main
  view = name || "overview";
  for (const id of Object.keys(VIEWS)) byId(id).hidden = id !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  show();
  if (state !== null) VIEWS[view].open?.(new URLSearchParams(query));
}

function show() {
  showNotices();
  if (state === null) return;
  showChips(state);
  VIEWS[view].show(state);
  const { cluster, broker, allowWrite } = state;
  const more = [[cluster?.more.topics, "topic"], [cluster?.more.groups, "group"]]
    .filter(([number]) => number > 0).map(([number, noun]) => `${counted(number, noun)} not shown`);
  setText(
    byId("footer"),
    [
      `Cluster ${cluster?.clusterId ?? "not seen yet"} at ${broker.addresses.join(", ")}`,
      ...more,
      allowWrite ? "may send readings and return dead letters" : "only reads",
    ].join(" · "),
  );
}

function showNotices() {
  const notices = [];
  const silent = performance.now() - heardMs > SILENT_MS;
  if (silent) {
    notices.push([
      "server",
      "bad",
      "This page's server does not answer. Start it again: deno task dashboard. This page then continues by itself.",
    ]);
  } else if (state?.broker.state === "down") {
    notices.push([
      "broker",
      "bad",
      `The broker has been down since ${
        clock(state.broker.sinceMs)
      }: ${state.broker.fault}. Offsets and groups are as last seen; this page continues by itself when it is back.`,
    ]);
  } else if (state !== null && state.broker.state === "up" && state.group !== null) {
    const text = consumersText(state);
    if (text !== null) notices.push(["pipeline", "", text]);
  }
  document.body.classList.toggle("stale", silent);
  sync(
    byId("notices"),
    notices,
    ([key]) => key,
    ([, kind]) => h("p", { class: `notice ${kind}` }),
    (element, [, , text]) => setText(element, text),
  );
}

// The browser connects again by itself, at once or after the time that the server names, whatever ended the stream, but for an answer
// that is no stream at all.
function connect() {
  const events = new EventSource("/api/events");
  events.addEventListener("state", ({ data }) => {
    const isFirst = state === null;
    state = JSON.parse(data);
    heardMs = performance.now();
    if (isFirst) route();
    else show();
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2_000);
  });
}

addEventListener("hashchange", () => {
  route();
  byId("main").focus({ preventScroll: true });
  scrollTo(0, 0);
});
setInterval(showNotices, 1_000);
route();
connect();
