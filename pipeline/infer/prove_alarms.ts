import { type Check, checkOf } from "../facts/mod.ts";
import type { IncomingMessage } from "../records/mod.ts";
import { type AlarmRow, encodeAlarm } from "./alarm_row.ts";
import { equalLines, firstDifference } from "./lines.ts";
import type { Watch } from "./watch.ts";

/** What alarms are proven from. */
export interface AlarmEvidence {
  /** All messages of the alarms topic. */
  readonly messages: (take: (messages: readonly IncomingMessage[]) => void) => Promise<void>;
  /** The rows of the table `alarms`. */
  readonly rows: readonly AlarmRow[];
  /** All watchlists that have served. */
  readonly watches: readonly Watch[];
  /** The one that is used now, and the first clean offset at which its detectors raised alarms; null where none is. */
  readonly current: { readonly digest: string; readonly fromOffset: number } | null;
}

/**
 * Proves the alarms: table and topic have the same, each once, and the detectors, at work again in batch, raise the same.
 *
 * @param remade what the detectors of each watchlist raise over all clean messages
 */
export async function proveAlarms(evidence: AlarmEvidence, remade: readonly AlarmRow[]): Promise<Check[]> {
  const { rows, watches, current } = evidence;
  const lines = byKey(rows), sent = new Map<string, string>();
  let messages = 0;
  await evidence.messages((some) => {
    for (const { value } of some) {
      const text = new TextDecoder().decode(value ?? new Uint8Array());
      sent.set(keyOfLine(text), text);
      messages++;
    }
  });
  const again = byKey(remade);
  // How long a former watchlist was used is not known: each of its alarms must be one that it raises.
  const expected = byKey(
    remade.filter(({ watch_digest, kafka_offset }) =>
      watch_digest === current?.digest && kafka_offset >= current.fromOffset
    ),
  );
  const either = new Map([...expected, ...lines]);
  const unknown = rows.find(({ watch_digest }) => !watches.some(({ digest }) => digest === watch_digest));
  return [
    checkOf(
      "alarm rows = alarms of different readings and detectors",
      rows.length,
      lines.size,
      "an alarm is there twice",
    ),
    checkOf(
      "alarm rows = messages of the alarms topic, to the byte",
      rows.length,
      equalLines(lines, sent),
      firstDifference(lines, sent),
    ),
    checkOf(
      "messages of the alarms topic = alarm rows",
      messages,
      rows.length,
      firstDifference(sent, lines) || "a message was sent twice",
    ),
    checkOf(
      "alarms raised on the stream = raised again in batch, to the byte",
      either.size,
      [...either.keys()].filter((key) => again.has(key) && again.get(key) === lines.get(key)).length,
      unknown === undefined
        ? firstDifference(either, again) || firstDifference(expected, lines)
        : `no watchlist has the digest ${unknown.watch_digest}`,
    ),
  ];
}

const keyOf = (row: AlarmRow): string =>
  `clean ${row.kafka_partition}:${row.kafka_offset}, ${row.detector} on ${row.watched} ${row.target} by ${
    row.watch_digest.slice(0, 12)
  }`;

function keyOfLine(text: string): string {
  try {
    return keyOf(JSON.parse(text));
  } catch {
    return `a message that is not an alarm: ${text.slice(0, 60)}`;
  }
}

const byKey = (rows: readonly AlarmRow[]) => new Map(rows.map((row) => [keyOf(row), encodeAlarm(row)]));
