import type { ReasonCode } from "../reading/mod.ts";

const MEANINGS: Record<ReasonCode, string> = {
  tombstone: "message without a value",
  too_large: "value larger than the limit",
  not_utf8: "value that is no UTF-8 text",
  not_json: "value that is no JSON object",
  malformed_line: "source line that does not fit the columns",
  schema_violation: "a field that breaks the contract",
  bad_timestamp: "no valid date and time",
  no_pollutant: "none of the five pollutants has a value",
  too_few_values: "fewer values than the rule set asks for",
  duplicate: "station and time seen before",
};

/** A rejection reason in plain words; empty for a code that is not known. */
export function reasonMeaning(code: string): string {
  return (MEANINGS as Record<string, string>)[code] ?? "";
}
