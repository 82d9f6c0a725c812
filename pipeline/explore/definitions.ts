import { z } from "zod";
import { exploreSchema } from "./schema.ts";

/** A number of explore.json: where it stands, and what it is. */
export interface Definition {
  /** `{field}` stands for the name of a measurement, `[]` for each entry of a list. */
  readonly path: string;
  readonly definition: string;
}

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly propertyNames?: unknown;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/**
 * What each number of explore.json means, in its order: read from the schema, so none can be without.
 *
 * @example
 * ```ts
 * import { definitions } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const found = definitions().find(({ path }) => path === "describe.{field}.sd");
 * assert.match(found!.definition, /n - 1/);
 * ```
 */
export function definitions(): Definition[] {
  return below("", z.toJSONSchema(exploreSchema) as Node);
}

function below(path: string, node: Node): Definition[] {
  const own = node.description === undefined ? [] : [{ path, definition: node.description }];
  const answer = node.anyOf?.find((each) => each.properties !== undefined) ?? node;
  const inside = (name: string) => path === "" ? name : `${path}.${name}`;
  const rest = Object.entries(answer.properties ?? {}).flatMap(([name, each]) => below(inside(name), each));
  const each = answer.propertyNames === undefined ? undefined : answer.additionalProperties;
  const perField =
    typeof each === "object" && own.length + Object.keys(each.properties ?? {}).length + (each.items ? 1 : 0) > 0
      ? below(inside("{field}"), each)
      : [];
  const perEntry = answer.items === undefined ? [] : below(`${path}[]`, answer.items);
  return [...own, ...rest, ...perField, ...perEntry];
}

/**
 * The definitions as a table in Markdown.
 *
 * @example
 * ```ts
 * import { definitionsMarkdown } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(definitionsMarkdown(), /\| `station\.hours` \| hours from first to last \|/);
 * ```
 */
export function definitionsMarkdown(): string {
  const rows = definitions().map(({ path, definition }) => `| \`${path}\` | ${definition.replaceAll("|", "\\|")} |`);
  return ["| number | definition |", "| --- | --- |", ...rows].join("\n");
}
