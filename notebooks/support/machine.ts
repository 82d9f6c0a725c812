import { openFiles } from "../../pipeline/lake/mod.ts";
import { diagnose, PINNED_DENO } from "../../pipeline/watch/mod.ts";
import type { Settings } from "./settings.ts";
import type { Row } from "./table.ts";

const AREAS = ["machine", "broker", "data set"];

/** What `deno task doctor` would say of this machine, its broker and the data set: nothing is changed by it. */
export async function examineMachine(settings: Settings, csvPath: string): Promise<Row[]> {
  const { broker: { brokers, dataDir, cacheDir, kafkaHome }, topics, group, lakeDir, reportDir } = settings;
  const diagnoses = await diagnose({
    ...{ brokers, dataDir, cacheDir, kafkaHome, reportDir, csvPath },
    ...{ outDir: lakeDir, lake: openFiles(lakeDir), nonce: crypto.randomUUID() },
    ...{ raw: topics.raw, clean: topics.clean, deadLetters: topics.deadLetters, groupId: group, partitions: 3 },
    security: {},
    settingsFault: null,
    deno: { running: Deno.version.deno, pinned: PINNED_DENO },
    ports: [],
    nowMs: Date.now(),
  });
  return diagnoses.filter(({ area }) => AREAS.includes(area)).flatMap(({ area, sound, findings }) => [
    ...(sound.length === 0 ? [] : [{ area, finding: "fine", what: sound.join(", "), "what to do": "" }]),
    ...findings.map(({ severity, what, fix }) => ({ area, finding: severity, what, "what to do": fix })),
  ]);
}
