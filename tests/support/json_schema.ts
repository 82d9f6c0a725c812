import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

/** The annotations of this project's schemas; any other unknown keyword is an error. */
const ANNOTATIONS = ["x-direction", "x-unit", "x-range", "x-missing"];

/** A validator that finds every fault. */
export function compileSchema(schema: object): ValidateFunction {
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
    .addVocabulary(ANNOTATIONS).compile(schema);
}

/** Names of the fields at the top that the last validation found at fault, sorted; "" for the whole. */
export function faultyFields({ errors }: ValidateFunction): string[] {
  const fields = (errors ?? []).map(({ instancePath, params }) =>
    instancePath === "" ? String(params.missingProperty ?? "") : instancePath.split("/")[1]!
  );
  return [...new Set(fields)].sort();
}
