import { byId, h, setText, sync, table } from "./dom.js";
import { count, counted } from "./format.js";

const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

/** Shows the topics and their partitions. */
export function showTopics({ cluster }) {
  showPanels(byId("topic-list"), cluster?.topics, ({ name }) => name, makeTopic, (panel, topic) => {
    const settings = Object.entries(topic.config).map(([name, value]) => `${name}=${value}`).sort();
    setText(
      panel.note,
      [
        `${counted(topic.partitions.length, "partition")}, ${counted(topic.offsets, "offset")} in use`,
        ...settings,
      ].join(" · "),
    );
    panel.rows.show(topic.partitions, ({ partition }) => partition);
  });
}

function makeTopic({ name }) {
  const rows = table(`Partitions of ${name}`, [
    { title: "Partition", text: ({ partition }) => count(partition) },
    { title: "First", number: true, text: ({ low }) => count(low) },
    { title: "End", number: true, text: ({ high }) => count(high) },
    { title: "In use", number: true, text: ({ low, high }) => count(high - low) },
    { title: "Leader", number: true, text: ({ leader }) => leader < 0 ? "none" : String(leader) },
    { title: "Replicas", number: true, text: ({ replicas }) => count(replicas) },
  ]);
  const link = h("a", { href: `#messages?topic=${encodeURIComponent(name)}` }, "Messages");
  return makePanel(name, link, [rows.element], { rows });
}

/** Shows the groups, how far they are and who is in them. */
export function showGroups({ cluster }) {
  showPanels(byId("group-list"), cluster?.groups, ({ groupId }) => groupId, makeGroup, (panel, group) => {
    setText(
      panel.note,
      `${group.state}, ${counted(group.members.length, "member")}, lag ${count(sum(group.lags, ({ lag }) => lag))}`,
    );
    panel.lags.show(group.lags, ({ topic, partition }) => `${topic} ${partition}`);
    panel.members.show(group.members, ({ memberId }) => memberId);
    panel.members.element.hidden = group.members.length === 0;
  });
}

function makeGroup({ groupId }) {
  const lags = table(`How far ${groupId} is`, [
    { title: "Topic", text: ({ topic }) => topic },
    { title: "Partition", number: true, text: ({ partition }) => count(partition) },
    { title: "Lag", number: true, text: ({ lag }) => count(lag) },
    { title: "Committed", number: true, text: ({ committed }) => count(committed) },
    { title: "End", number: true, text: ({ high }) => count(high) },
  ]);
  const members = table(`Members of ${groupId}`, [
    { title: "Client", text: ({ clientId }) => clientId },
    { title: "Host", text: ({ host }) => host },
    { title: "Partitions", text: ({ partitions }) => assignment(partitions) },
  ]);
  return makePanel(groupId, null, [lags.element, members.element], { lags, members });
}

const assignment = (partitions) =>
  Object.entries(partitions).map(([topic, own]) => `${topic}: ${own.join(", ")}`).join("; ") || "none";

function makePanel(title, link, children, parts) {
  const note = h("p", { class: "note" });
  const element = h(
    "section",
    { class: "panel" },
    h("div", { class: "title" }, h("h2", { class: "code" }, title), link),
    note,
    ...children,
  );
  return Object.assign(element, { note, ...parts });
}

function showPanels(list, items, keyOf, make, update) {
  const none = items === undefined ? "The cluster was not seen yet." : items.length === 0 ? "Nothing here yet." : null;
  const known = none === null ? items : [null];
  sync(
    list,
    known,
    (item) => item === null ? "" : keyOf(item),
    (item) => item === null ? h("p", { class: "note" }) : make(item),
    (panel, item) => item === null ? setText(panel, none) : update(panel, item),
  );
}
