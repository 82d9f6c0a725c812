import { type Maker, touched, untouched } from "./maker.ts";
import { cellOf, type Cells, type SourceLine } from "./reading_line.ts";
import type { Scene } from "./scene.ts";

const BYTE_ORDER_MARK = "\xef\xbb\xbf";
/** In Latin-1: superscript three, micro, degree, which are no UTF-8 by themselves. */
const UNIT_SIGNS = ["\xb3", "\xb5", "\xb0"];

/** Faults in cells of one reading. */
export const CELL_MAKERS: readonly Maker[] = [
  {
    kind: "spike",
    // The reading before it, too: a jump is one from value to value.
    length: () => 2,
    make([before, reading], scene) {
      const channel = scene.pick(scene.alive(before!, reading!));
      if (channel === undefined) return undefined;
      const jump = (0.5 + 1.5 * scene.random.uniform()) * scene.span(channel);
      const value = scene.value(reading!.cells, channel)! + (scene.random.uniform() < 0.5 ? -jump : jump);
      const text = cellOf(value, digitsOf(reading!.cells[scene.cell(channel)]!));
      const cells = scene.with(reading!.cells, { [channel]: text });
      const flag = scene.isInRange(channel, value) ? `step:${channel}` : `out_of_range:${channel}`;
      return { field: channel, lines: [untouched(before!), touched(reading!, cells, scene.noted(cells, flag))] };
    },
  },
  ofOne("swapped_columns", (reading, scene) => {
    const index = scene.between(0, scene.channels.length - 2);
    const left = scene.channels[index]!, right = scene.channels[index + 1]!;
    const leftValue = scene.value(reading.cells, left), rightValue = scene.value(reading.cells, right);
    if (leftValue === null || rightValue === null || leftValue === rightValue) return undefined;
    const cells = scene.with(reading.cells, {
      [left]: reading.cells[scene.cell(right)]!,
      [right]: reading.cells[scene.cell(left)]!,
    });
    const flags = [
      ...scene.isInRange(left, rightValue) ? [] : [`out_of_range:${left}`],
      ...scene.isInRange(right, leftValue) ? [] : [`out_of_range:${right}`],
    ];
    return { cells, expect: scene.noted(cells, ...flags) };
  }),
  ofOne("future_date", ({ cells }, scene) => {
    const [day, month, year] = cells[scene.dateCell]!.split("/");
    // There is no 29 February in most other years, and next year's dates may be in the file.
    if (day === "29" && month === "02") return undefined;
    const date = `${day}/${month}/${Number(year) + scene.between(2, 5)}`;
    return { cells: cells.with(scene.dateCell, date), expect: ["implausible_time"] };
  }),
  ofOne("month_first_date", ({ cells }, scene) => {
    const [day, month, year] = cells[scene.dateCell]!.split("/");
    if (Number(day) <= 12) return undefined;
    return { cells: cells.with(scene.dateCell, `${month}/${day}/${year}`), expect: ["bad_timestamp"] };
  }),
  ofOne("decimal_point_cell", ({ cells }, scene) => {
    const index = scene.pick(fractions(cells, scene));
    if (index === undefined) return undefined;
    return { cells: cells.with(index, cells[index]!.replace(",", ".")), expect: ["schema_violation"] };
  }),
  ofOne("decimal_point_line", ({ cells }, scene) => {
    if (fractions(cells, scene).length === 0) return undefined;
    return { cells: cells.map((cell) => cell.replace(",", ".")), expect: ["schema_violation"] };
  }),
  ofOne("latin1_bytes", ({ cells }, scene) => {
    const index = scene.cell(scene.pick(scene.channels)!);
    return { cells: cells.with(index, cells[index]! + scene.pick(UNIT_SIGNS)), expect: ["schema_violation"] };
  }),
  ofOne("invalid_utf8", ({ cells }, scene) => {
    const index = scene.cell(scene.pick(scene.channels)!), cell = cells[index]!;
    const at = scene.between(0, cell.length - 1);
    const flipped = String.fromCharCode(cell.charCodeAt(at) | 0x80);
    return {
      cells: cells.with(index, cell.slice(0, at) + flipped + cell.slice(at + 1)),
      expect: ["schema_violation"],
    };
  }),
  ofOne("byte_order_mark", ({ cells }) => ({ cells: cells.with(0, BYTE_ORDER_MARK + cells[0]), expect: [] })),
];

function ofOne(
  kind: Maker["kind"],
  change: (reading: SourceLine, scene: Scene) => { cells: Cells; expect: string[] } | undefined,
): Maker {
  return {
    kind,
    length: () => 1,
    make([reading], scene) {
      const made = scene.isAcceptable(reading!.cells) ? change(reading!, scene) : undefined;
      return made && { lines: [touched(reading!, made.cells, made.expect)] };
    },
  };
}

const digitsOf = (cell: string) => cell.split(",")[1]?.length ?? 0;

/** Where the cells with a decimal comma are. */
const fractions = (cells: Cells, scene: Scene) =>
  scene.channels.map((channel) => scene.cell(channel)).filter((index) => cells[index]!.includes(","));
