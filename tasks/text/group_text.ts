import type { GroupDescription, PartitionLag, ResetStep } from "../../pipeline/broker/mod.ts";
import { visible } from "./visible.ts";
import { count } from "./progress_text.ts";
import { textTable } from "./text_table.ts";

const offset = (value: number | null) => value === null ? "–" : count(value);

/** How far a group is, one partition a line, and the sum. */
export function lagText(lags: readonly PartitionLag[]): string {
  if (lags.length === 0) return "nothing committed";
  const rows = lags.map(({ topic, partition, committed, low, high, lag }) => [
    ...[topic, partition, offset(committed), count(low), count(high), count(lag)],
  ]);
  const total = lags.reduce((sum, { lag }) => sum + lag, 0);
  const table = textTable(["topic", "partition", "committed", "first", "end", "lag"], rows);
  const open = lags.reduce((sum, each) => sum + each.open, 0);
  const waiting = lags.filter((each) => each.open > 0).map(({ topic, partition, open }) =>
    `${topic}-${partition} ${count(open)}`
  );
  const note = open === 0 ? "" : `\n${openText(open)}: ${waiting.join(", ")}`;
  return `${table}\nlag ${count(total)} offsets in all${note}`;
}

/** What waits behind transactions that are open. */
export const openText = (offsets: number) =>
  `${count(offsets)} more ${offsets === 1 ? "offset waits" : "offsets wait"} for an open transaction to end`;

/** State and members. */
export function groupText({ groupId, state, members }: GroupDescription): string {
  const meaning: Record<string, string> = {
    Dead: ": the cluster does not know this group",
    Empty: ": no member; it has committed offsets",
    PreparingRebalance: ": members are joining",
    CompletingRebalance: ": partitions are being given out",
  };
  const head = visible(`group ${groupId}: ${state}${meaning[state] ?? ""}`);
  if (members.length === 0) return head;
  const rows = members.map(({ clientId, host, memberId, partitions }) => [
    clientId,
    host,
    Object.entries(partitions).map(([topic, own]) => `${topic} ${own.join(",")}`).join("; ") || "none",
    memberId,
  ]);
  return `${head}\n${textTable(["client", "host", "partitions", "member"], rows)}`;
}

/** What a reset does, and what follows from it for the lake and the topics. */
export function resetText(groupId: string, topic: string, steps: readonly ResetStep[], done: boolean): string {
  const rows = steps.map(({ partition, from, to }) => [partition, offset(from), count(to), moved(from, to)]);
  const table = textTable(["partition", "committed", done ? "now" : "would be", ""], rows);
  const back = steps.some(({ from, to }) => from !== null && to < from);
  const skipped = steps.some(({ from, to }) => from === null || to > from);
  const consequences = [
    ...(back
      ? [
        "Read again: the next consumer removes the rows from there on and writes them again (from the first row",
        "of a file that the offset falls into). Their messages are forwarded a second time: the clean",
        "and the dead-letter topic then hold them twice, and `deno task prove` says so. `deno task pipeline` starts afresh.",
      ]
      : []),
    ...(skipped
      ? [
        "Skipped: the messages in between are never judged; `deno task prove` will report them as missing from the lake.",
      ]
      : []),
  ];
  const outcome = done ? "the offsets are moved" : "nothing was changed; --yes moves the offsets";
  return [`group ${groupId} on ${topic}:`, table, ...consequences, outcome].join("\n");
}

function moved(from: number | null, to: number): string {
  if (from === to) return "stays";
  if (from === null) return "first commit";
  return to < from ? `${count(from - to)} back` : `${count(to - from)} on`;
}
