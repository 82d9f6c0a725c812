import { CleanRows, RecentReadings, SeenReadings, Validator } from "../../pipeline/validate/mod.ts";
import { detectDialect, identifyFile, readRows } from "../../pipeline/source/mod.ts";

/** The messages of a CSV, as a producer sends them. */
export async function rawValues(csv: string): Promise<Uint8Array[]> {
  const values: Uint8Array[] = [];
  for await (
    const { rows } of readRows(await identifyFile(csv), await detectDialect(await identifyFile(csv)), "station")
  ) {
    for (const { message } of rows) {
      if (message !== null) values.push(new TextEncoder().encode(JSON.stringify(message)));
    }
  }
  return values;
}

/** All that is done to messages up to the buffer of a partition, from an empty memory on. */
export function judgeAll(values: readonly Uint8Array[], into: CleanRows): void {
  into.clear();
  const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
  values.forEach((value, offset) => validator.validate({ partition: 0, offset, value }, into));
}
