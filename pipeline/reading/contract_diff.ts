import { parse as parseYaml } from "yaml";
import { PipelineError } from "../common/mod.ts";
import { parseRuleSet } from "./rule_set_file.ts";
import { jsonSchemaShapes, odcsShapes, ruleSetShapes, type Shape, type Shapes } from "./shape.ts";

/** One difference between two contracts. */
export interface ContractChange {
  /** Whether somebody who kept to the old contract may be hurt: a producer refused, a reader surprised, a value lost. */
  readonly breaking: boolean;
  /** The field, `co_gt` or `silver.co_gt`, or the setting of a rule set; empty where it is the whole contract. */
  readonly path: string;
  readonly change: string;
}

/** A contract as a file holds it. */
export interface ContractText {
  /** Its name; one that ends in `.yaml` is a data contract. */
  readonly path: string;
  readonly text: string;
}

/**
 * What differs between two contracts of a kind: JSON Schemas, data contracts (ODCS) or rule sets of this project. Breaking are a field
 * that is gone or renamed, a narrower type, range or list of values, a changed unit, a new required field of what producers send, and
 * a wider type of what is read. Texts are not compared.
 *
 * @throws {PipelineError} `usage` where a text is no such contract, or the two are of different kinds
 *
 * @example
 * ```ts
 * import { contractChanges } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const schema = (max: number) =>
 *   JSON.stringify({ $schema: "", type: "object", properties: { t: { type: "number", maximum: max } } });
 * const changes = contractChanges({ path: "old.json", text: schema(60) }, { path: "new.json", text: schema(50) });
 * assert.deepEqual(changes, [{ breaking: true, path: "t", change: "range -∞ to 60 is now -∞ to 50" }]);
 * ```
 */
export function contractChanges(before: ContractText, after: ContractText): ContractChange[] {
  const old = read(before), now = read(after);
  if (old.kind !== now.kind) {
    throw new PipelineError(
      "usage",
      `Cannot compare ${before.path} with ${after.path}: expected two of a kind, got a ${old.kind} and a ${now.kind}`,
    );
  }
  return shapeChanges(old.shapes, now.shapes);
}

function read({ path, text }: ContractText): { kind: string; shapes: Shapes } {
  let value: unknown;
  try {
    value = /\.ya?ml$/.test(path) ? parseYaml(text) : JSON.parse(text);
  } catch (cause) {
    throw notOne(path, "text that cannot be read", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notOne(path, "no object");
  const json = value as Record<string, unknown>;
  if (json.kind === "DataContract") return { kind: "data contract", shapes: odcsShapes(json) };
  if ("$schema" in json) return { kind: "JSON Schema", shapes: jsonSchemaShapes(json) };
  try {
    return { kind: "rule set", shapes: ruleSetShapes(parseRuleSet(text)) };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    throw new PipelineError(error.code, `${path}: ${error.message}`, {
      hint: "docs/contract/rule-set.json is one",
      cause: error,
    });
  }
}

function notOne(path: string, got: string, cause?: unknown): PipelineError {
  return new PipelineError(
    "usage",
    `Cannot read ${path} as a contract: expected a JSON Schema, a data contract (.yaml) or a rule set, got ${got}`,
    { hint: "docs/contract/ has one of each", cause },
  );
}

function shapeChanges(before: Shapes, after: Shapes): ContractChange[] {
  const added = [...after].filter(([path]) => !before.has(path));
  return [
    ...[...before].flatMap(([path, old]): ContractChange[] => {
      const now = after.get(path);
      if (now !== undefined) return fieldChanges(old, now).map(({ breaking, change }) => ({ breaking, path, change }));
      const heir = added.find(([other, shape]) => parentOf(other) === parentOf(path) && same(shape, old));
      return [{
        breaking: true,
        path,
        change: heir ? `gone; ${heir[0]} is new and of the same form: renamed?` : "gone",
      }];
    }),
    ...added.map(([path, { required, direction }]) => ({
      breaking: required && direction === "input",
      path,
      change: required ? "new, and required" : "new, and optional",
    })),
  ];
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf(".") + 1);
const same = (a: Shape, b: Shape) => JSON.stringify(a) === JSON.stringify(b);

function fieldChanges(old: Shape, now: Shape): Omit<ContractChange, "path">[] {
  const changes: Omit<ContractChange, "path">[] = [];
  const narrower = (change: string) => changes.push({ breaking: true, change });
  // What a reader gets is broken by more, what a producer sends by less.
  const wider = (change: string) => changes.push({ breaking: now.direction === "output", change });
  const quotedAll = (list: readonly string[]) => list.map((each) => `"${each}"`).join(", ");

  const lost = old.types.filter((type) => !covers(now.types, type));
  const gained = now.types.filter((type) => !covers(old.types, type));
  if (lost.length > 0) narrower(`type ${old.types.join(" or ")} is now ${now.types.join(" or ")}`);
  else if (gained.length > 0) wider(`type ${old.types.join(" or ")} is now ${now.types.join(" or ")}`);

  const taken = old.values?.filter((value) => now.values?.includes(value) === false) ?? [];
  const given = now.values?.filter((value) => old.values?.includes(value) === false) ?? [];
  if (taken.length > 0) narrower(`no longer ${quotedAll(taken)}`);
  if (given.length > 0) wider(`also ${quotedAll(given)}`);
  if (old.values === null && now.values !== null && old.types.includes("string")) {
    narrower(`only ${quotedAll(now.values)}`);
  }
  if (old.values !== null && now.values === null && now.types.includes("string")) wider("any text");

  if (now.min > old.min || now.max < old.max) narrower(`range ${rangeText(old)} is now ${rangeText(now)}`);
  else if (now.min < old.min || now.max > old.max) {
    changes.push({ breaking: false, change: `range ${rangeText(old)} is now ${rangeText(now)}` });
  }
  if (old.unit !== now.unit) narrower(`unit ${old.unit || "none"} is now ${now.unit || "none"}`);
  if (old.pattern !== now.pattern && now.pattern !== null) {
    narrower(`pattern ${old.pattern ?? "none"} is now ${now.pattern}`);
  }
  if (old.pattern !== null && now.pattern === null) wider(`pattern ${old.pattern} is gone`);
  if (now.required && !old.required) changes.push({ breaking: now.direction === "input", change: "now required" });
  if (old.required && !now.required) wider("no longer required");
  if (old.rest !== now.rest) narrower(`changed otherwise: ${old.rest || "nothing"} is now ${now.rest || "nothing"}`);
  if (old.remark !== now.remark) changes.push({ breaking: false, change: `${old.remark} is now ${now.remark}` });
  return changes;
}

/** Every integer is a number. */
const covers = (types: readonly string[], type: string) =>
  types.includes("any") || types.includes(type) || (type === "integer" && types.includes("number"));

const rangeText = ({ min, max }: Shape) => `${min === -Infinity ? "-∞" : min} to ${max === Infinity ? "∞" : max}`;
