import { FIELDS } from "./field.ts";
import type { Direction } from "./json_schema.ts";
import type { RuleSet } from "./rule_set.ts";

/** What a contract says of one field, in one form for all contracts. */
export interface Shape {
  readonly direction: Direction;
  readonly required: boolean;
  /** JSON types, ascending; `any` where none is named. */
  readonly types: readonly string[];
  /** The only texts allowed; null where any is. */
  readonly values: readonly string[] | null;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly pattern: string | null;
  /** Every other keyword that is no mere text, as JSON. */
  readonly rest: string;
  /** What may change without hurt. */
  readonly remark: string;
}

/** The fields of a contract by path, `co_gt` or `silver.co_gt`. */
export type Shapes = ReadonlyMap<string, Shape>;

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const number = (value: unknown, otherwise: number) => typeof value === "number" ? value : otherwise;
const text = (value: unknown) => typeof value === "string" ? value : null;
const objects = (value: unknown): Json[] => Array.isArray(value) ? value.filter(isObject) : [];

/** JSON with the keys in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(
    value,
    (_, each) => isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a < b ? -1 : 1)) : each,
  );
}

const without = (object: Json, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

/** What is compared apart, and what is meant for readers only. */
const JSON_SCHEMA_KNOWN = ["$schema", "$id", "$comment", "title", "description", "examples", "default", "type", "enum"]
  .concat(["anyOf", "minimum", "maximum", "pattern", "properties", "required", "$defs", "items", "contentSchema"])
  .concat(["x-direction", "x-unit", "x-range"]);

/** The fields of a JSON Schema, as deep as its objects go. */
export function jsonSchemaShapes(schema: Json): Shapes {
  const direction = schema["x-direction"] === "output" ? "output" : "input";
  const shapes = new Map<string, Shape>();
  const walk = (node: Json, path: string, required: boolean): void => {
    const branches = [node, ...objects(node.anyOf)];
    const range = isObject(node["x-range"]) ? node["x-range"] : {};
    const enums = branches.flatMap((branch) => Array.isArray(branch.enum) ? [branch.enum] : []);
    const one = (keyword: string) => branches.map((branch) => branch[keyword]).find((value) => value !== undefined);
    const types = [...new Set(branches.flatMap(({ type }) => type ?? []).map(String))].sort();
    shapes.set(path, {
      direction,
      required,
      types: types.length === 0 ? ["any"] : types,
      values: enums.length === 0 ? null : enums.flat().filter((value) => typeof value === "string").sort(),
      min: number(one("minimum") ?? range.min, -Infinity),
      max: number(one("maximum") ?? range.max, Infinity),
      unit: text(node["x-unit"]) ?? "",
      pattern: text(one("pattern")),
      rest: branches.map((branch) => canonical(without(branch, JSON_SCHEMA_KNOWN))).filter((each) => each !== "{}")
        .join(),
      remark: "",
    });
    const below = (key: string) => path === "" ? key : `${path}.${key}`;
    const needed = Array.isArray(node.required) ? node.required : [];
    for (const [key, child] of Object.entries(isObject(node.properties) ? node.properties : {})) {
      if (isObject(child)) walk(child, below(key), needed.includes(key));
    }
    for (const [key, child] of Object.entries(isObject(node.$defs) ? node.$defs : {})) {
      if (isObject(child)) walk(child, below(key), true);
    }
    for (const key of ["items", "contentSchema"]) if (isObject(node[key])) walk(node[key], below(key), true);
  };
  walk(schema, "", true);
  return shapes;
}

const ODCS_TEXTS = ["id", "name", "businessName", "description", "dataGranularityDescription", "tags", "examples"];
/** The range is compared as such; the checks of a property say no more than its type and options do. */
const PROPERTY_KNOWN = [...ODCS_TEXTS, "logicalType", "logicalTypeOptions", "required", "customProperties", "quality"];

/** The fields of a data contract of the Open Data Contract Standard: `silver.co_gt`. A field that is not required may be null. */
export function odcsShapes(contract: Json): Shapes {
  const shapes = new Map<string, Shape>();
  for (const object of objects(contract.schema)) {
    const direction = customOf(object).direction === "output" ? "output" : "input";
    const rest = canonical(without(object, [...ODCS_TEXTS, "properties", "customProperties"]));
    shapes.set(String(object.name), { ...ANYTHING, direction, types: ["object"], rest });
    for (const property of objects(object.properties)) {
      const custom = customOf(property),
        options = isObject(property.logicalTypeOptions) ? property.logicalTypeOptions : {};
      const range = isObject(custom.range) ? custom.range : {};
      const required = property.required === true;
      const allowed = objects(property.quality).map(({ arguments: given }) =>
        isObject(given) ? given.validValues : null
      );
      shapes.set(`${object.name}.${property.name}`, {
        direction,
        required,
        types: [String(property.logicalType), ...(required ? [] : ["null"])],
        values: allowed.find(Array.isArray)?.map(String).sort() ?? null,
        min: number(options.minimum ?? range.min, -Infinity),
        max: number(options.maximum ?? range.max, Infinity),
        unit: text(custom.unit) ?? "",
        pattern: text(options.pattern),
        rest: canonical([
          without(property, PROPERTY_KNOWN),
          without(options, ["minimum", "maximum", "pattern"]),
          without(custom, ["range", "unit"]),
        ]),
        remark: "",
      });
    }
  }
  return shapes;
}

/** The thresholds of a rule set, by their names in its file. Those of notes refuse nothing. */
export function ruleSetShapes(rules: RuleSet): Shapes {
  const threshold = (rest: Partial<Shape>): Shape => ({ ...ANYTHING, types: ["number"], ...rest });
  const { accept, notes } = rules;
  const byField = (group: string, shape: (index: number) => Partial<Shape>) =>
    FIELDS.map(({ name }, index) => [`${group}.${name}`, threshold(shape(index))] as const);
  const remark = (value: number | string | undefined) => ({ remark: String(value) });
  return new Map([
    ...byField("ranges", (index) => ({ min: rules.ranges[index]!.min, max: rules.ranges[index]!.max })),
    ["accept.minPollutants", threshold({ min: accept.minPollutants })],
    ["accept.minValues", threshold({ min: accept.minValues })],
    ["numericText", threshold(rules.numericText ? { types: ["number", "string"] } : {})],
    ...byField("notes.flatline.hours", (index) => remark(notes.flatline.hours[index])),
    ...byField("missing.numbers", (index) => remark(rules.missing.numbers[index]!.join(", "))),
    ["missing.texts", threshold({ values: [...rules.missing.texts].sort() })],
    ["oddValue", threshold({ values: rules.oddValue === "cell" ? ["cell", "row"] : ["row"] })],
    ["notes.implausibleTime.earliest", threshold(remark(notes.implausibleTime.earliest))],
    ["notes.implausibleTime.latest", threshold(remark(notes.implausibleTime.latest))],
    ["notes.implausibleTime.days", threshold(remark(notes.implausibleTime.days))],
    ...byField("notes.plateau.hours", (index) => remark(notes.plateau.hours[index])),
    ["notes.humidity.tolerance", threshold(remark(notes.humidity.tolerance))],
    ["notes.benzene.tolerance", threshold(remark(notes.benzene.tolerance))],
    ["notes.shift.evidence", threshold(remark(notes.shift.evidence))],
    ["notes.shift.readings", threshold(remark(notes.shift.readings))],
    ...byField("notes.step.maxPerHour", (index) => remark(notes.step.maxPerHour[index])),
    ["notes.deadChannel.days", threshold(remark(notes.deadChannel.days))],
    ["notes.calibrationHour.days", threshold(remark(notes.calibrationHour.days))],
  ]);
}

const ANYTHING: Shape = {
  direction: "input",
  required: true,
  types: [],
  values: null,
  min: -Infinity,
  max: Infinity,
  unit: "",
  pattern: null,
  rest: "",
  remark: "",
};

const customOf = (object: Json): Json =>
  Object.fromEntries(objects(object.customProperties).map(({ property, value }) => [String(property), value]));
