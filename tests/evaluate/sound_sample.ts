import { timestampCells } from "../../pipeline/evaluate/inject/reading_line.ts";
import { generateSample } from "../../pipeline/source/mod.ts";

const NUMBER = /^\d+(,\d+)?$|^-\d,\d$/;

/** The sample without faults and outages: hourly, each missing value that of the hour before. */
export function soundSample(days: number): string {
  const [header, ...lines] = generateSample(7).split("\r\n");
  let last: readonly string[] = [];
  const sound = lines.slice(0, days * 24).map((line, hour) => {
    const cells = line.split(";");
    last = header!.split(";").map((name, index) =>
      name === "" || NUMBER.test(cells[index] ?? "") ? cells[index] ?? "" : last[index] ?? "1,0"
    );
    return last.toSpliced(0, 2, ...timestampCells(Date.UTC(2024, 0, 1, hour))).join(";");
  });
  return [header, ...sound, ""].join("\r\n");
}
