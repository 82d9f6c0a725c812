import assert from "node:assert/strict";
import { traceCommand } from "../../pipeline/report/command.ts";

for (
  const [name, evidence, expected] of [
    ["a reason", { kind: "reason", code: "no_pollutant" }, "deno task trace --rule no_pollutant"],
    [
      "a field and a date",
      { kind: "reason", code: "schema_violation", field: "co_gt", date: "2004-05-01" },
      "deno task trace --rule schema_violation --field co_gt --date 2004-05-01",
    ],
    [
      "a note of a station",
      { kind: "note", code: "dead_channel", field: "nmhc_gt", station: "via-roma.1" },
      "deno task trace --note dead_channel --field nmhc_gt --station via-roma.1",
    ],
    ["a code that is not known", { kind: "reason", code: "$(reboot)" }, ""],
    [
      "a field and a station that a shell would run",
      { kind: "note", code: "step", field: "a;b", station: "`x`" },
      "deno task trace --note step",
    ],
  ] as const
) {
  Deno.test(`traceCommand() gives "${expected}" when given ${name}`, () =>
    assert.equal(traceCommand(evidence), expected));
}
