import { type Maker, touched, untouched } from "./maker.ts";

/** As many as four pages of a disk; as JSON text, at six characters each, more than a message may have. */
const NUL_BYTES = 16_384;

/** Faults in which lines there are, how long and in which order. */
export const LINE_MAKERS: readonly Maker[] = [
  {
    kind: "shuffled_block",
    length: (scene) => scene.between(12, 24),
    make(readings, scene) {
      const order = [...readings];
      for (let last = order.length - 1; last > 0; last--) {
        const other = scene.between(0, last);
        [order[last], order[other]] = [order[other]!, order[last]!];
      }
      return {
        lines: order.map((reading, index) =>
          reading === readings[index] ? untouched(reading) : touched(reading, reading.cells, [])
        ),
      };
    },
  },
  {
    kind: "late_line",
    length: (scene) => scene.between(3, 13),
    make: ([late, ...others], scene) =>
      scene.isAcceptable(late!.cells)
        ? { lines: [...others.map(untouched), touched(late!, late!.cells, [])] }
        : undefined,
  },
  {
    kind: "duplicate_line",
    length: (scene) => scene.between(1, 6),
    make: (readings, scene) =>
      scene.isAcceptable(readings[0]!.cells)
        ? { lines: [...readings.map(untouched), touched(readings[0]!, readings[0]!.cells, ["duplicate"])] }
        : undefined,
  },
  {
    kind: "truncated_line",
    length: () => 1,
    make([reading], scene) {
      const text = reading!.cells.join(";");
      // Before the last cell that has something in it: behind it there is nothing to lose.
      const end = text.replace(/;+$/, "").lastIndexOf(";");
      const cut = text.slice(0, scene.between(1, end));
      return { lines: [touched(reading!, cut.split(";"), ["malformed_line"])] };
    },
  },
  {
    kind: "extra_cell",
    length: () => 1,
    make([reading], scene) {
      const cells = reading!.cells.toSpliced(scene.between(2, reading!.cells.length), 0, "42");
      return { lines: [touched(reading!, cells, ["malformed_line"])] };
    },
  },
  {
    kind: "nul_block",
    length: () => 1,
    make: ([reading]) => ({ lines: [touched(reading!, ["\0".repeat(NUL_BYTES)], ["too_large"])] }),
  },
];
