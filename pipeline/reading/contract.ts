import { deadLetterJsonSchema } from "./dead_letter_schema.ts";
import { dictionary } from "./dictionary.ts";
import { cleanReadingJsonSchema, rawLineJsonSchema, rawReadingJsonSchema } from "./json_schema.ts";
import { odcs } from "./odcs.ts";
import { polarsSchema } from "./polars_schema.ts";
import { DEFAULT_RULE_SET, encodeRuleSet } from "./rule_set.ts";

/** Raised by hand: the first number where `contractChanges` names a breaking change, the second for any other. */
const CONTRACT_VERSION = "1.1.0";

/**
 * Every form of the contract by file name: JSON Schemas, the data contract (ODCS), the types of the Parquet files, the default rule set,
 * the data dictionary. All are made of the zod schema, `FIELDS` and the default rule set; the same code gives the same texts.
 *
 * @example
 * ```ts
 * import { contractFiles } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(JSON.parse(contractFiles()["raw-reading.schema.json"]!).title, "Raw reading");
 * ```
 */
export function contractFiles(): Record<string, string> {
  return {
    "raw-reading.schema.json": json(rawReadingJsonSchema()),
    "raw-line.schema.json": json(rawLineJsonSchema()),
    "clean-reading.schema.json": json(cleanReadingJsonSchema()),
    "dead-letter.schema.json": json(deadLetterJsonSchema()),
    "air-quality.odcs.yaml": odcs(CONTRACT_VERSION),
    "silver.polars.json": json(polarsSchema()),
    "rule-set.json": encodeRuleSet(DEFAULT_RULE_SET),
    "dictionary.md": dictionary(),
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
