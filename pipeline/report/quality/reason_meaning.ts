import { RULES } from "../../reading/mod.ts";

/** A rejection reason in the words of the contract, as a sentence; empty for a code that is not known. */
export function reasonMeaning(code: string): string {
  const rule = RULES.find((rule) => rule.kind === "reason" && rule.code === code);
  return rule === undefined ? "" : `${rule.what.replaceAll("`", "")}.`;
}
