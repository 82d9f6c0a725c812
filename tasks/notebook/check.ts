import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isStripped, type Notebook, readNotebook, textOf } from "./file.ts";

/** Scripts are written here for `deno check`, which reads no notebook, and removed again. */
const SCRIPTS = "data/logs/notebooks";

/** The code of a notebook as one script. @param folderUrl of the notebook, ending in "/": what it imports lies below it */
export function scriptOf({ cells }: Notebook, folderUrl: string): string {
  return cells.filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) =>
      textOf(source).replace(RELATIVE_IMPORT, (_, before, path) => before + new URL(path, folderUrl))
    )
    .join("\n");
}

const RELATIVE_IMPORT = /((?:\bfrom\s*|\bimport\s*\(?\s*)")(\.\.?\/[^"]*)/g;

/**
 * Checks the types of the code in notebooks, their format, and that they are committed without outputs.
 *
 * @param checkTypes of scripts, by their paths
 * @param format gives a notebook's text as it should be
 */
export async function checkNotebooks(
  folder: string,
  { checkTypes, format }: {
    checkTypes: (scripts: string[]) => Promise<{ ok: boolean; output: string }>;
    format: (text: string) => Promise<string>;
  },
): Promise<{ ok: boolean; output: string }> {
  const faults: string[] = [], scripts: string[] = [];
  const url = pathToFileURL(`${resolve(folder)}/`).href;
  await Deno.mkdir(SCRIPTS, { recursive: true });
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".ipynb")) continue;
      const notebook = await readNotebook(`${folder}/${name}`);
      const text = await Deno.readTextFile(`${folder}/${name}`);
      if (await format(text) !== text) {
        faults.push(`${folder}/${name} is not formatted: deno fmt --ext ipynb - < ${folder}/${name}`);
      }
      if (!isStripped(notebook)) {
        faults.push(`${folder}/${name} has outputs; remove them: deno task notebooks --strip`);
      }
      const script = `${SCRIPTS}/${name.replace(/\.ipynb$/, ".ts")}`;
      await Deno.writeTextFile(script, scriptOf(notebook, url));
      scripts.push(script);
    }
    const types = await checkTypes(scripts);
    return { ok: types.ok && faults.length === 0, output: [...faults, types.output].join("\n") };
  } finally {
    await Deno.remove(SCRIPTS, { recursive: true });
  }
}
