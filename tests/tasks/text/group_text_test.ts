import assert from "node:assert/strict";
import { groupText, lagText, resetText } from "../../../tasks/text/group_text.ts";
import { textTable } from "../../../tasks/text/text_table.ts";

Deno.test("textTable() sets numbers flush right and shows characters that cannot be seen", () => {
  assert.equal(
    textTable(["name", "lag"], [["a\u001b[2Jb", "1,000"], ["c\u202e", "–"]]),
    ["name           lag", "a\\u{1b}[2Jb  1,000", "c\\u{202e}        –"].join("\n"),
  );
});

Deno.test("lagText() sums the lag, and says so when nothing is committed", () => {
  const row = { topic: "raw", partition: 0, low: 0, high: 12_000, committed: 2_000, lag: 10_000, open: 0 };
  const text = lagText([row, { ...row, partition: 1, committed: null, lag: 12_000 }]);
  assert.match(text, /raw +0 +2,000 +0 +12,000 +10,000\n/);
  assert.match(text, /raw +1 +– +0 +12,000 +12,000\nlag 22,000 offsets in all$/);
  assert.match(
    lagText([row, { ...row, partition: 1, open: 3 }]),
    /in all\n3 more offsets wait for an open transaction to end: raw-1 3$/,
  );
  assert.equal(lagText([]), "nothing committed");
});

Deno.test("groupText() tells an unknown group from one without members, and lists members", () => {
  assert.equal(
    groupText({ groupId: "g", state: "Dead", members: [] }),
    "group g: Dead: the cluster does not know this group",
  );
  assert.match(groupText({ groupId: "g", state: "Empty", members: [] }), /no member; it has committed offsets/);
  const member = { memberId: "m-1", clientId: "c", host: "10.0.0.1", partitions: { raw: [0, 2] } };
  assert.match(groupText({ groupId: "g", state: "Stable", members: [member] }), /c +10\.0\.0\.1 +raw 0,2 +m-1$/);
});

for (
  const [what, from, to, done, says, silent] of [
    ["back", 100, 40, false, [/60 back/, /writes them again/, /nothing was changed; --yes/], /Skipped/],
    ["on", 40, 100, true, [/60 on/, /Skipped/, /the offsets are moved/], /writes them again/],
    ["nowhere", 40, 40, false, [/stays/], /writes them again|Skipped/],
    ["to a first commit", null, 0, false, [/first commit/], /writes them again/],
  ] as [string, number | null, number, boolean, RegExp[], RegExp][]
) {
  Deno.test(`resetText() tells what follows from going ${what}`, () => {
    const text = resetText("g", "raw", [{ partition: 0, from, to }], done);
    for (const each of says) assert.match(text, each);
    assert.doesNotMatch(text, silent);
  });
}
