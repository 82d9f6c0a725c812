import assert from "node:assert/strict";
import { parseProof } from "../../pipeline/facts/proof.ts";

const COUNTS = {
  dataLines: 2,
  blankLines: 0,
  produced: 2,
  accepted: 2,
  suspect: 0,
  rejected: 0,
  rejectedByReason: {},
  cleanMessages: 2,
  deadLetters: 0,
  silverFiles: 1,
  rejectedFiles: 0,
};

Deno.test("parseProof() reads a proof of before there was a redrive", () => {
  const { counts } = parseProof("proof.json", JSON.stringify({ holds: true, checks: [], counts: COUNTS }));
  assert.deepEqual(counts, { ...COUNTS, redriven: 0 });
});

Deno.test("parseProof() names what is of another form", () => {
  const text = JSON.stringify({ holds: true, checks: [], counts: { ...COUNTS, redriven: -1 } });
  assert.throws(() => parseProof("proof.json", text), { code: "lake_mismatch", message: /counts\.redriven/ });
});
