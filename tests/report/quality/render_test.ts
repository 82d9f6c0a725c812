import assert from "node:assert/strict";
import type { QualityNumbers } from "../../../pipeline/quality/mod.ts";
import { renderReport, type ReportInputs } from "../../../pipeline/report/mod.ts";
import { digestOf } from "../../../pipeline/report/quality/json.ts";
import { consumer, dayCount, inputs, NOTHING, proof, quality, run } from "./fixture.ts";

const day = (date: string) => dayCount(date, { valid: 1, rejected: 0 });
const page = async (changes: Partial<ReportInputs> = {}) => (await renderReport(inputs(changes))).get("index.html")!;

Deno.test("renderReport() gives the page, the numbers, the text and each chart", async () => {
  assert.deepEqual([...(await renderReport(inputs())).keys()].sort(), [
    "calendar.svg",
    "completeness.svg",
    "fields.svg",
    "flow.svg",
    "index.html",
    "missing-by-hour.svg",
    "no2.svg",
    "outcome.svg",
    "quality.json",
    "quality.md",
    "reasons-together.svg",
    "reasons.svg",
    "rules.svg",
    "values.svg",
    "week.svg",
  ]);
});

Deno.test("renderReport() gives the same bytes for the same inputs, also at the same time", async () => {
  const [first, second] = await Promise.all([renderReport(inputs()), renderReport(inputs())]);
  assert.deepEqual(second, first);
  assert.deepEqual(await renderReport(inputs()), first);
});

Deno.test("renderReport() makes a page that loads nothing and runs only its own script", async () => {
  const text = await page();
  assert.doesNotMatch(text, /<script [^t]|<link|<img|@import|url\(|\bsrc=|\son[a-z]+=|\sstyle=/);
  assert.match(text, /content="default-src 'none'; [^"]*script-src 'sha256-[^']+'"/);
  const addresses = text.match(/https?:[^"'\s<]*/g) ?? [];
  assert.deepEqual(addresses.filter((address) => !address.startsWith("http://www.w3.org/")), []);
});

Deno.test("renderReport() shows markup in data as text", async () => {
  const hostile = `<script>alert("1")</script>&'|`;
  const files = await renderReport({
    quality: quality({
      reasons: [{ code: hostile, primary: 8, any: 8 }],
      rejectedSample: [{
        partition: 0,
        offset: 0,
        sourceLine: 1,
        stationId: hostile,
        ts: null,
        reasons: [{ code: hostile, field: hostile, expected: hostile, got: hostile }],
        value: hostile,
      }],
    }),
    runs: [
      run({ run: hostile, stationId: hostile, topic: hostile, pace: hostile }, { name: hostile, dialect: hostile }),
    ],
    proof: proof({ holds: false, checks: [{ law: hostile, left: 1, right: 2, holds: false, detail: hostile }] }),
  });
  for (const [name, text] of files) {
    if (name !== "quality.json") assert.doesNotMatch(text, /<script>alert/, name);
  }
  const shown = files.get("index.html")!.split("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;|").length -
    1;
  assert.ok(shown >= 15, `expected it in every place, got ${shown}`);
  assert.match(files.get("reasons.svg")!, /&lt;script>|&lt;script&gt;/);
  assert.match(files.get("quality.md")!, /&lt;script&gt;alert\("1"\)&lt;\/script&gt;&amp;'\\\|/);
});

for (
  const [name, changes, expected] of [
    ["holds", {}, /class="notice warn"><strong>Warn: the run is sound.*Conservation holds/],
    [
      "does not hold",
      {
        proof: proof({ holds: false, checks: [{ law: "a = b", left: 1, right: 2, holds: false, detail: "offset 7" }] }),
      },
      /class="notice bad"><strong>Bad: conservation does not hold.*1 of 1 law broken\..*✗ does not hold: offset 7/s,
    ],
    ["is not proven", { proof: null }, /class="notice warn"><strong>Warn: the run is not proven/],
    [
      "was proven for another state",
      { quality: quality({ rows: 241, valid: 229 }) },
      /class="notice bad"><strong>Bad: the proof is from an earlier state of the lake/,
    ],
  ] as [string, Partial<ReportInputs>, RegExp][]
) {
  Deno.test(`renderReport() says so when conservation ${name}`, async () =>
    assert.match(await page(changes), expected));
}

Deno.test("renderReport() says that data is synthetic when any run's is", async () => {
  const files = await renderReport(inputs({ runs: [run(), run({}, { synthetic: true })] }));
  assert.match(files.get("index.html")!, /class="notice warning"><strong>Synthetic data/);
  assert.match(files.get("quality.md")!, /^> \*\*Synthetic data\.\*\*/m);
  assert.equal(JSON.parse(files.get("quality.json")!).synthetic, true);
  assert.doesNotMatch(await page(), /Synthetic data/);
});

for (
  const [name, changes] of [
    ["is empty", { quality: NOTHING, runs: [], proof: null }],
    ["has only rejected rows", {
      quality: { ...NOTHING, rejected: 2, rejectedUndated: 2, reasons: [{ code: "not_json", primary: 2, any: 2 }] },
    }],
    ["has only accepted rows", { quality: quality({ rejected: 0, reasons: [], rejectedSample: [] }) }],
    ["spans three years", { quality: quality({ days: ["2004-01-01", "2006-12-31"].map(day) }) }],
    ["spans all years there are", { quality: quality({ days: ["0001-01-01", "9999-12-31"].map(day) }) }],
    ["has one reading", {
      quality: quality({
        days: [day("2004-03-10")],
        rows: 1,
        valid: 1,
        suspect: 0,
      }),
    }],
  ] as [string, Partial<ReportInputs>][]
) {
  Deno.test(`renderReport() makes a whole page when the lake ${name}`, async () => {
    const text = await page(changes);
    // The script and the dictionary speak of them.
    const numbers = text.slice(0, text.indexOf('<section id="dictionary"'));
    assert.doesNotMatch(numbers, /NaN|undefined|Infinity|\[object/);
    assert.match(text, /<\/html>\n$/);
  });
}

Deno.test("renderReport() gives each chart a label and its numbers as a table", async () => {
  const text = await page();
  const figures = text.match(/<figure>.*?<\/figure>/gs) ?? [];
  assert.equal(figures.length, 12);
  for (const figure of figures) {
    assert.equal(figure.match(/<svg role="img" aria-label="[^"]{20,}"/g)?.length, 2);
    assert.match(figure, /<details><summary>Table: .*<th scope="col".*<th scope="row"/s);
  }
});

Deno.test("renderReport() draws the page's charts in variables of the theme and the files in plain colours", async () => {
  const files = await renderReport(inputs());
  const svgs = files.get("index.html")!.match(/<svg.*?<\/svg>/gs)!.join("");
  assert.doesNotMatch(svgs, /(fill|stroke)="#/);
  assert.match(svgs, /fill="var\(--rejected\)"/);
  assert.match(files.get("outcome.svg")!, /fill="#d55e00"/);
  assert.doesNotMatch(files.get("outcome.svg")!, /var\(/);
});

Deno.test("renderReport() repeats no id in the page and links only to what is there", async () => {
  const text = await page();
  const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, target] of text.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) {
    assert.ok(ids.includes(target), target);
  }
});

Deno.test("renderReport() keeps every name whole in the charts", async () => {
  const files = await renderReport(inputs());
  for (const chart of ["fields.svg", "missing-by-hour.svg"]) {
    const labels = [...files.get(chart)!.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    for (const { name } of quality().fields) assert.ok(labels.includes(name), `${name} in ${chart}`);
    assert.ok(!labels.some((label) => label!.includes("…")), chart);
  }
});

Deno.test("renderReport() keeps all numbers in quality.json", async () => {
  const text = (await renderReport(inputs())).get("quality.json")!;
  assert.deepEqual(JSON.parse(text), { format: 1, digest: digestOf(quality()), synthetic: false, ...inputs() });
  assert.ok(text.endsWith("}\n"));
});

Deno.test("renderReport() states shares, units and the limit's conditions", async () => {
  const text = await page();
  for (
    const expected of [
      "96.8 %, of which 228 valid",
      "21 of 220 hours",
      "NO2 hour: 200 µg/m³, at most 18 times a year",
      "2.5 %",
      "over the limit, whatever the gaps hold",
      "µg/m³</td>",
      "2:7",
      "schema_violation in co_gt: expected number, got many",
    ]
  ) assert.ok(text.includes(expected), expected);
});

Deno.test("renderReport() lists outages and flatlines with their lines, and the command for each", async () => {
  const text = await page();
  assert.match(
    text,
    /Joint outages.*2 outages, the longest first.*2004-03-11 20:00.*>6<.*>2<.*26–31<.*--note joint_outage/s,
  );
  assert.match(text, /Flatlines.*co_gt<.*2004-03-13 04:00.*>3<.*>26<.*--note flatline/s);
  assert.match(text, /missing together in 7 readings, 2 times.*The longest outage: 6 hours from/s);
});

Deno.test("renderReport() lists changed levels, clocks on summer time and duplicates with other values, each with its command", async () => {
  const change = { station: "s", field: "nox_gt", date: "2004-09-14", before: 204.4, after: 0.2044, against: 0 };
  const levels = { total: 60, clearest: [change, { ...change, field: "t", against: 4 }] };
  const stations = [{ station: "s", missing: ["2004-03-28T02:00:00Z"], doubled: [] }];
  const examples = [{ station: "s", ts: "2004-10-31T02:00:00Z", field: "no2_gt", kept: null, other: 113 }];
  const duplicates = { compared: 9, withOtherValues: 1, examples };
  const text = await page({ quality: quality({ levels, summerTime: { total: 1, stations }, duplicates }) });
  assert.match(text, /Duplicates with other values than the reading that counts: 1 of 9.*no2_gt<.*>–<.*>113</s);
  assert.match(
    text,
    /Changed levels.*The 2 clearest of 60 changes.*nox_gt<.*204\.4<.*0\.2044<.*its own days<.*4 other channels</s,
  );
  assert.match(text, /seem to follow summer time.*2004-03-28 02:00<.*>–<.*--outcome accepted/s);
});

Deno.test("renderReport() leads to rejected rows where all hours of an outage were rejected", async () => {
  const { outages } = quality(), [span] = outages.longest;
  const longest = [{ ...span!, rejected: span!.readings }];
  const text = await page({ quality: quality({ outages: { ...outages, longest } }) });
  assert.match(text, /deno task trace <span>--outcome rejected<\/span> <span>--from 2004-03-11<\/span>/);
});

for (
  const [what, changes, expected] of [
    [
      "consumers are known",
      { consumers: [consumer()] },
      /Consumers, from.*248<.*>496<.*0\.25<.*1\.5<.*A consumer that was killed/s,
    ],
    ["none is", {}, /248<.*>198<.*how long a reading took from sending to commit, is unknown for this lake/s],
    ["no replay is", { runs: [] }, /This lake has no facts of a replay/],
  ] as [string, Partial<ReportInputs>, RegExp][]
) {
  Deno.test(`renderReport() tells throughput and latency, and what it does not know, where ${what}`, async () => {
    const [, section = ""] = /<section id="speed"(.*?)<\/section>/s.exec(await page(changes)) ?? [];
    assert.match(section, expected);
  });
}

for (
  const [what, given, expected] of [
    ["nothing", NOTHING, /Bad: the run is not proven, the data are not sound.*The lake holds no message yet/s],
    [
      "only rejected messages",
      { ...NOTHING, rejected: 2, reasons: [{ code: "not_json", primary: 2, any: 2 }] },
      /Bad: the run is not proven, the data are not sound.*2 messages rejected: not_json.*aria-label="Flow: produced 2, rejected 2, not_json 2\."/s,
    ],
  ] as [string, QualityNumbers, RegExp][]
) {
  Deno.test(`renderReport() calls a lake of ${what} bad`, async () =>
    assert.match(await page({ quality: given, runs: [], proof: null }), expected));
}
