import assert from "node:assert/strict";
import { javaMajor } from "../../pipeline/local_kafka/java.ts";

for (
  const [output, major] of [
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2" 2019-01-15', 11],
    ["The operation couldn't be completed. Unable to locate a Java Runtime.", 0],
  ] as const
) {
  Deno.test(`javaMajor() is ${major} when java -version says ${JSON.stringify(output)}`, () => {
    assert.equal(javaMajor(output), major);
  });
}
