import { readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The examples are written here as tests, and removed again. */
const FOLDER = "data/test/examples";

/** The example of a doc comment. */
export interface DocExample {
  readonly path: string;
  /** 1-based line of its first line of code. */
  readonly line: number;
  readonly code: string;
}

const BLOCK = /^ *\/\*\*[\s\S]*?\*\//gm;
const FENCE = /^ *\* ```ts\n([\s\S]*?)^ *\* ```$/gm;
const IMPORT = /^import (type )?(.+?) from "([^"]+)";\n?/gms;

/** The blocks of TypeScript in the doc comments of a file. */
export function docExamples(path: string, text: string): DocExample[] {
  return [...text.matchAll(BLOCK)].flatMap((comment) =>
    [...comment[0].matchAll(FENCE)].map((fence) => ({
      path,
      line: text.slice(0, comment.index + fence.index).split("\n").length + 1,
      code: fence[1]!.replace(/^ *\* ?/gm, ""),
    }))
  );
}

/**
 * The examples of one folder as one file of tests, so that what they import is loaded once: `deno test --doc` loads it for each example
 * again, which took minutes.
 */
export function testsOf(examples: readonly DocExample[]): string {
  const imports = new Map<string, string>(); // as a type where no example uses the value
  const tests = examples.map(({ path, line, code }) => {
    const body = code.replace(IMPORT, (_, type = "", clause: string, specifier: string) => {
      for (const name of namesOf(clause)) {
        const line = `import ${type}${name} from "${located(specifier, path)}";`;
        const value = line.replace(/^import type /, "import ").replace("{ type ", "{ ");
        if (line === value || !imports.has(value)) imports.set(value, line);
      }
      return "";
    }).replace(/^export /gm, ""); // a reader may be shown a module; a test's body is none
    return `Deno.test(${JSON.stringify(`${path}:${line}`)}, async () => {\n${body}});\n`;
  });
  // An example may have no `await`, and may show a value without using it.
  return `// deno-lint-ignore-file\n${[...imports.values()].sort().join("\n")}\n\n${tests.join("\n")}`;
}

/** `{ a, b }` as `{ a }` and `{ b }`: examples of one folder import the same names again and again. */
function namesOf(clause: string): string[] {
  const braced = /^\{([\s\S]*)\}$/.exec(clause.trim());
  if (braced === null) return [clause];
  return braced[1]!.split(",").map((name) => name.trim()).filter((name) => name !== "").map((name) => `{ ${name} }`);
}

const located = (specifier: string, path: string) =>
  specifier.startsWith(".") ? new URL(specifier, pathToFileURL(`${resolve(dirname(path))}/`)).href : specifier;

/** Writes the examples below `pipeline` as tests, hands over their files, and removes them. */
export async function withDocExamples<T>(work: (files: string[]) => Promise<T>): Promise<T> {
  const folder = `${FOLDER}-${crypto.randomUUID()}`, examples: DocExample[] = [];
  for (const path of readdirSync("pipeline", { recursive: true, encoding: "utf8" }).sort()) {
    const file = `pipeline/${path.replaceAll("\\", "/")}`;
    if (file.endsWith(".ts")) examples.push(...docExamples(file, await Deno.readTextFile(file)));
  }
  await Deno.mkdir(folder, { recursive: true });
  try {
    const files: string[] = [];
    for (const [room, own] of Map.groupBy(examples, ({ path }) => dirname(path))) {
      const file = `${folder}/${room.replaceAll("/", "_")}_test.ts`;
      await Deno.writeTextFile(file, testsOf(own));
      files.push(file);
    }
    return await work(files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
