import { createChart } from "./chart.js";
import { byId, h, setText, sync } from "./dom.js";
import { clock, count, counted, mebibytes, percent, span, spanText } from "./format.js";
import { showRanking } from "./ranking.js";

const drawChart = createChart(byId("chart"));

/** Shows the pipeline as it stands. */
export function showOverview(state) {
  showTiles(state);
  drawChart(state.history, state.nowMs);
  showFacts(state);
  const { consumer } = state;
  showBars(
    byId("rules"),
    consumer?.rejectedByReason ?? {},
    consumer?.rejected ?? 0,
    noneText(consumer, "Nothing was rejected."),
  );
  showBars(
    byId("missing"),
    consumer?.missingByField ?? {},
    consumer?.accepted ?? 0,
    noneText(consumer, "Nothing is missing."),
  );
  showRanking(state.ranking);
  showAlerts(state.alerts);
}

const noneText = (consumer, text) => consumer === null ? "No consumer's metrics are reached." : text;

/** What there is to say of the consumers that the group has and those whose metrics are reached; null where they are the same. */
export function consumersText({ group, groupId, consumer }) {
  const reached = consumer?.processes ?? 0;
  const elsewhere = "deno task dashboard --metrics-url http://HOST:PORT/metrics,… reaches those of others.";
  if (group.members === 0) {
    return reached > 0
      ? null
      : "The pipeline is stopped: no consumer is in the group. Start one: deno task consume, or the whole job: deno task pipeline.";
  }
  if (reached === 0) {
    return `${counted(group.members, "consumer")} of ${groupId} at work on ${
      counted(group.hosts, "machine")
    }, but no metrics are reached: throughput and lag are by what the group commits. ${elsewhere}`;
  }
  return reached >= group.members
    ? null
    : `Metrics of ${reached} of ${
      counted(group.members, "consumer")
    } are reached: the counts are theirs, the lag is the whole group's. ${elsewhere}`;
}

function showTiles({ consumer, group, lag, topics }) {
  const judged = consumer?.consumed ?? 0;
  const [latency, latencyUnit] = span(consumer?.latencySeconds?.p95);
  const tiles = [
    consumer === null
      ? ["Throughput", count(group?.committedPerSecond), "/s", "offsets committed"]
      : ["Throughput", count(consumer.consumedPerSecond), "/s", "messages judged"],
    ["Lag", count(lag), "", `waiting in ${topics.raw}`],
    ["Accepted", count(consumer?.accepted), "", consumer === null ? "" : `${count(consumer.suspect)} suspect`],
    [
      "Rejected",
      count(consumer?.rejected),
      "",
      judged === 0 ? "" : `${percent(consumer.rejected / judged)} of the judged`,
    ],
    ["Missing values", ...(percent(consumer?.batchMissingRatio ?? null).split(" ")), "of the newest batch"],
    [
      "End to end, p95",
      latency,
      latencyUnit,
      consumer?.latencySeconds ? `median ${spanText(consumer.latencySeconds.p50)}` : "sent to committed",
    ],
  ].map((tile) => tile.length === 4 ? tile : [tile[0], tile[1], "", tile[2]]);
  sync(
    byId("tiles"),
    tiles,
    ([label]) => label,
    ([label]) =>
      h("div", {}, h("dt", {}, label), h("dd", { class: "figure" }, h("span"), h("small")), h("dd", { class: "note" })),
    (tile, [, value, unit, note]) => {
      setText(tile.children[1].firstElementChild, value);
      setText(tile.children[1].lastElementChild, unit);
      setText(tile.children[2], note);
    },
  );
}

function showFacts({ consumer, producer }) {
  const facts = [];
  if (consumer !== null) {
    facts.push(
      ["Committed", count(consumer.committed)],
      ["Rows a rotation", consumer.meanFlushRows === null ? "–" : count(consumer.meanFlushRows)],
      ["Rotation, p95", spanText(consumer.rotationP95Seconds)],
      ["Transaction, p95", spanText(consumer.transactionP95Seconds)],
      ["Memory", mebibytes(consumer.memoryBytes)],
    );
  }
  if (producer !== null) {
    facts.push(
      ["Lines read", count(producer.lines)],
      ["Blank", count(producer.blank)],
      ["Produced", count(producer.produced)],
      ["Late at most", spanText(producer.maxLatenessSeconds)],
    );
  }
  showPairs(byId("facts"), facts);
}

/** Shows names with their values. */
export function showPairs(list, pairs) {
  sync(
    list,
    pairs,
    ([name]) => name,
    ([name]) => h("div", {}, h("dt", {}, name), h("dd", {})),
    (pair, [, value]) => setText(pair.lastElementChild, value),
  );
}

/** Shows counts as bars, the most frequent first, each with its share of `whole`, and its name as a link where `hrefOf` knows one. */
export function showBars(list, counts, whole, none, hrefOf = null) {
  const rows = Object.entries(counts).filter(([, value]) => value > 0).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, value]) => value));
  sync(
    list,
    rows.length === 0 ? [["", 0]] : rows,
    ([name]) => name,
    ([name]) =>
      name === "" ? h("li", { class: "none" }) : h(
        "li",
        {},
        hrefOf === null ? h("span", { class: "name" }, name) : h("a", { class: "name", href: hrefOf(name) }, name),
        h("span", { class: "track", "aria-hidden": "true" }, h("span", { class: "fill" })),
        h("span", { class: "value" }),
        h("span", { class: "share" }),
      ),
    (row, [name, value]) => {
      if (name === "") return setText(row, none);
      row.children[1].firstElementChild.style.width = `${value / most * 100}%`;
      setText(row.children[2], count(value));
      setText(row.children[3], whole > 0 ? percent(value / whole) : "");
    },
  );
}

const ALERTS = {
  dead_letters: "Dead letters",
  missing_values: "Missing values",
  lag: "Lag",
  stalled: "Stalled",
  rule_jump: "One rule jumps",
};

function showAlerts({ states, changes }) {
  sync(
    byId("alerts"),
    states,
    ({ alert }) => alert,
    ({ alert }) =>
      h(
        "li",
        {},
        h("span", { class: "level" }),
        h("span", { class: "name" }, ALERTS[alert]),
        h("span", { class: "note" }),
      ),
    (row, { level, message }) => {
      row.dataset.level = level;
      setText(row.children[0], level);
      setText(row.children[2], message);
    },
  );
  byId("changes-title").hidden = changes.length === 0;
  sync(
    byId("changes"),
    changes.slice(0, 8),
    ({ atMs, alert }) => `${atMs} ${alert}`,
    ({ atMs, alert, from, to, message }) =>
      h(
        "li",
        {},
        h("time", {}, clock(atMs)),
        h("span", {}, `${ALERTS[alert]}: ${from} → ${to}`),
        h("span", { class: "note" }, message),
      ),
    () => {},
  );
}

/** Shows what runs, in the header. */
export function showChips({ broker, consumer, group, producer, alerts }) {
  const members = Math.max(group?.members ?? 0, consumer?.processes ?? 0);
  const wrong = alerts.states.filter(({ level }) => level !== "ok");
  const worst = wrong.some(({ level }) => level === "critical") ? "bad" : wrong.length > 0 ? "warn" : "good";
  const chips = [
    [
      "broker",
      broker.state === "up" ? "good" : broker.state === "down" ? "bad" : "off",
      `Broker ${broker.state === "connecting" ? "…" : broker.state}`,
    ],
    [
      "consumer",
      members === 0 ? "off" : "good",
      members === 0 ? "No consumer" : members === 1 ? "Consumer runs" : `${members} consumers run`,
    ],
    ["producer", producer === null ? "off" : "good", producer === null ? "No producer" : "Producer runs"],
    ["alerts", worst, wrong.length === 0 ? "No alert" : counted(wrong.length, "alert")],
  ];
  sync(byId("chips"), chips, ([name]) => name, () => h("li"), (chip, [, kind, text]) => {
    chip.dataset.kind = kind;
    setText(chip, text);
  });
}
