import assert from "node:assert/strict";
import { traceCommand } from "../../pipeline/quality/trace_command.ts";

for (
  const [name, evidence, expected] of [
    ["a reason", { kind: "reason", code: "no_pollutant" }, "deno task trace --rule no_pollutant"],
    [
      "a field and a date",
      { kind: "reason", code: "schema_violation", field: "co_gt", from: "2004-05-01", to: "2004-05-01" },
      "deno task trace --rule schema_violation --field co_gt --date 2004-05-01",
    ],
    [
      "a note of a station",
      { kind: "note", code: "dead_channel", field: "nmhc_gt", station: "via-roma.1" },
      "deno task trace --note dead_channel --field nmhc_gt --station via-roma.1",
    ],
    [
      "what was rejected within dates",
      { kind: "outcome", outcome: "rejected", from: "2004-05-01", to: "2004-05-07" },
      "deno task trace --outcome rejected --from 2004-05-01 --to 2004-05-07",
    ],
    [
      "what is missing at an hour of the week",
      { kind: "missing", field: "any", weekday: 0, hour: 4 },
      "deno task trace --missing any --weekday mon --hour 4",
    ],
    ["a value over", { kind: "over", field: "no2_gt", value: 200 }, "deno task trace --over no2_gt=200"],
    ["a field that is none", { kind: "missing", field: "$(reboot)" }, ""],
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
