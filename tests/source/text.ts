import {
  detectDialect,
  type Dialect,
  type DialectOptions,
  identifyFile,
  readRows,
  type SourceRow,
} from "../../pipeline/source/mod.ts";
import { collect, withFile } from "./fixture.ts";

/** The first lines of the UCI file. */
export const UCI =
  "Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);PT08.S5(O3);T;RH;AH;;";
export const UCI_ROW = "10/03/2004;18.00.00;2,6;1360;150;11,9;1046;166;1056;113;1692;1268;13,6;48,9;0,7578;;";

/** The dialect of a file with this text. */
export const detect = (text: string, forced?: DialectOptions): Promise<Dialect> =>
  withFile(text, async (path) => detectDialect(await identifyFile(path), forced));

/** All rows of a file with this content. */
export const rowsOf = async (content: string | Uint8Array, forced?: DialectOptions): Promise<SourceRow[]> =>
  await withFile(content, async (path) => {
    const blocks = await collect(
      readRows(await identifyFile(path), await detectDialect(await identifyFile(path), forced), "uci"),
    );
    return blocks.flatMap(({ rows }) => rows);
  });

/** A line for each hour of a day. */
export const hourly = (line: (hour: string) => string) =>
  Array.from({ length: 24 }, (_, hour) => line(String(hour).padStart(2, "0")));

/** The rows of a day by a clock of 12 hours; `pm` stands behind those of the afternoon. */
export const halfDay = (date: string, pm: string) => (hour: string) =>
  `${date};${(Number(hour) + 11) % 12 + 1}:00${Number(hour) < 12 ? "" : pm};1`;
