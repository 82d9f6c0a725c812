import { posix } from "node:path";

export interface SourceFile {
  /** From the root of the repository: `pipeline/lake/mod.ts`. */
  path: string;
  text: string;
}

/** Every room of the pipeline: what stands above may use any. */
const ALL = [
  "common",
  "stats",
  "records",
  "parquet",
  "reading",
  "document",
  "facts",
  "broker",
  "local_kafka",
  "validate",
  "lake",
  "lake/store",
  "series",
  "views",
  "forecast",
  "drift",
  "explore",
  "quality",
  "proof",
  "source",
  "dlq",
  "sink",
  "silver",
  "infer",
  "evaluate",
  "report",
  "watch",
];

/** What each layer may import besides itself, always by `mod.ts`. Tests may import any file: they look inside. */
const LOWER: Record<string, readonly string[]> = {
  common: [],
  stats: ["common"],
  records: ["common"],
  parquet: ["common"],
  reading: ["common"],
  document: ["common"],
  facts: ["lake/store", "reading", "common"],
  broker: ["records", "reading", "common"],
  local_kafka: ["broker", "common"],
  validate: ["records", "reading", "common"],
  "lake/store": ["common"],
  lake: ["lake/store", "parquet", "reading", "common"],
  series: ["lake", "reading", "common"],
  views: ["series", "stats", "lake", "reading", "common"],
  forecast: ["series", "stats", "reading", "common"],
  drift: ["forecast", "series", "stats", "reading", "common"],
  explore: ["series", "stats", "lake", "reading", "common"],
  quality: ["lake", "facts", "stats", "reading", "common"],
  proof: ["lake", "facts", "records", "reading", "common"],
  source: ["broker", "records", "facts", "reading", "stats", "common"],
  dlq: ["broker", "records", "validate", "reading", "common"],
  sink: ["proof", "lake", "broker", "records", "parquet", "facts", "common"],
  silver: ["sink", "lake", "broker", "records", "parquet", "facts", "validate", "reading", "common"],
  infer: [
    "sink",
    "drift",
    "forecast",
    "series",
    "lake",
    "broker",
    "records",
    "parquet",
    "facts",
    "validate",
    "reading",
    "common",
  ],
  evaluate: ["source", "quality", "lake", "facts", "validate", "reading", "stats", "common"],
  report: [
    "evaluate",
    "quality",
    "explore",
    "views",
    "drift",
    "forecast",
    "series",
    "stats",
    "facts",
    "document",
    "reading",
    "common",
  ],
  watch: [
    "local_kafka",
    "dlq",
    "silver",
    "infer",
    "forecast",
    "sink",
    "source",
    "broker",
    "records",
    "lake",
    "facts",
    "validate",
    "reading",
    "common",
  ],
  notebooks: ["tasks", ...ALL],
  tasks: ALL,
};

/**
 * By which files a layer is imported where that is not `mod.ts` alone. Notebooks start tasks as processes, and take nothing else of them.
 * A pipeline's room has a second entrance where only part of it loads a native library: tasks that need the other part get along without
 * `--allow-ffi`.
 */
const ENTRANCES: Record<string, readonly string[]> = {
  tasks: ["tasks/process/task_line.ts"],
  lake: ["pipeline/lake/mod.ts", "pipeline/lake/logs.ts"],
  quality: ["pipeline/quality/mod.ts", "pipeline/quality/level_changes.ts"],
  series: ["pipeline/series/mod.ts", "pipeline/series/load.ts"],
  infer: ["pipeline/infer/mod.ts", "pipeline/infer/registry.ts"],
  evaluate: ["pipeline/evaluate/mod.ts", "pipeline/evaluate/line_verdict.ts"],
  report: ["pipeline/report/mod.ts", "pipeline/report/quality/rule_measure.ts"],
};

/** Where a package may be used; tests may use any. */
const HOMES: Record<string, readonly string[]> = {
  "kafkajs": ["pipeline/broker/"],
  "ml-matrix": ["pipeline/drift/", "pipeline/forecast/"],
  "nodejs-polars": [
    "pipeline/lake/",
    "pipeline/quality/",
    "pipeline/proof/",
    "pipeline/evaluate/",
    "pipeline/silver/",
    "notebooks/",
  ],
  "vega": ["pipeline/document/"],
  "vega-lite": ["pipeline/document/"],
  "@resvg/resvg-js": ["pipeline/document/"],
  "dejavu-fonts-ttf": ["pipeline/document/"],
  "@myriaddreamin/typst-ts-node-compiler": ["pipeline/document/"],
  "aws4fetch": ["pipeline/lake/store/"],
  "fast-xml-parser": ["pipeline/lake/store/"],
  "hyparquet": ["pipeline/lake/delta/"],
  "hyparquet-writer": ["pipeline/lake/delta/"],
  "lz4js": ["pipeline/records/"],
  "snappyjs": ["pipeline/records/"],
  "fflate": ["pipeline/source/"],
  "pino": ["tasks/cli/"],
  "yaml": ["pipeline/reading/"],
  "zod": ["pipeline/", "tasks/"],
  "ajv": [],
  "csv-parse": [],
  "fast-check": [],
  "@duckdb/node-api": [],
};

/** Effects that `pipeline/` takes from its caller instead. */
const FORBIDDEN =
  /\b(Deno\.(args|exit|env)|process\.(argv|exit|env)|Date\.now|new Date\(\s*\)|new Date(?=[;,)\s])|performance\.now)/g;

/** Every way in which the files break the layout: one line each, naming the file. */
export function layerFaults(files: SourceFile[]): string[] {
  const imports = new Map(files.map(({ path, text }) => [path, importsOf(path, withoutComments(text))]));
  return [
    ...[...imports].flatMap(([path, targets]) => targets.flatMap((target) => importFault(path, target) ?? [])),
    ...files.flatMap(effectFaults),
    ...cycleFaults(imports),
  ];
}

/** Files as paths from the root, everything else as written. */
function importsOf(path: string, text: string): string[] {
  const statement = /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']/gm;
  const call = /\bimport\(\s*["']([^"']+)["']/g;
  return [...text.matchAll(statement), ...text.matchAll(call)]
    .map((match) => (match[1] ?? match[2])!)
    .map((target) => target.startsWith(".") ? posix.join(posix.dirname(path), target) : target);
}

/** Strings are matched too, so that a `//` or `/*` in one starts no comment. */
function withoutComments(text: string): string {
  const string = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;
  const comment = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
  return text.replace(new RegExp(`(${string.source})|${comment.source}`, "g"), (_, kept) => kept ?? "");
}

/** Rooms within a room: what needs the files of a lake but none of its rows imports these, and loads no Polars. */
const INNER = ["lake/store"];

/** `proof` of `pipeline/proof/scan.ts`, `tasks` of `tasks/report.ts`. */
function layerOf(path: string): string {
  const [top, folder] = path.split("/");
  if (top !== "pipeline") return top!;
  return INNER.find((room) => path.startsWith(`pipeline/${room}/`)) ?? folder!;
}

function importFault(path: string, target: string): string | undefined {
  const layer = layerOf(path);
  if (layer === "tests" || target.startsWith("node:")) return undefined;
  if (!/^(pipeline|notebooks|tasks|tests)\//.test(target)) return packageFault(path, target);
  const targetLayer = layerOf(target);
  if (targetLayer === layer) return undefined;
  if (LOWER[layer] === undefined) return `${path}: ${layer} is no known layer`;
  if (!LOWER[layer].includes(targetLayer)) return `${path}: ${layer} may not import ${targetLayer} (${target})`;
  const entrances = ENTRANCES[targetLayer] ?? [`pipeline/${targetLayer}/mod.ts`];
  if (!entrances.includes(target)) {
    const names = entrances.map((entrance) => posix.basename(entrance)).join(" or ");
    return `${path}: import ${targetLayer} by its ${names}, not ${target}`;
  }
  return undefined;
}

function packageFault(path: string, target: string): string | undefined {
  const name = target.split("/").slice(0, target.startsWith("@") ? 2 : 1).join("/");
  const homes = HOMES[name];
  if (homes === undefined) return `${path}: ${target} has no home`;
  if (homes.some((home) => path.startsWith(home))) return undefined;
  return `${path}: ${name} is used outside its home (${homes.join(", ") || "tests/"})`;
}

function effectFaults({ path, text }: SourceFile): string[] {
  if (!path.startsWith("pipeline/") || path === "pipeline/common/clock.ts") return [];
  return [...withoutComments(text).matchAll(FORBIDDEN)].map(([found]) =>
    `${path}: ${found} is an effect of the caller's`
  );
}

function cycleFaults(imports: Map<string, string[]>): string[] {
  const faults: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) {
      faults.push(`${path}: cycle ${[...trail.slice(trail.indexOf(path)), path].join(" → ")}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return faults;
}
