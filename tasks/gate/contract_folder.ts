import { contractFiles } from "../../pipeline/reading/mod.ts";

/** Where the forms of the contract are kept, wherever the task is called from. */
export const CONTRACT_FOLDER = decodeURIComponent(new URL("../../docs/contract", import.meta.url).pathname);

/** Names of the contract's forms whose file in the folder is missing or says something else. */
export async function staleContract(folder: string = CONTRACT_FOLDER): Promise<string[]> {
  const stale = await Promise.all(
    Object.entries(contractFiles()).map(async ([name, text]) =>
      await textOf(`${folder}/${name}`) === text ? [] : [name]
    ),
  );
  return stale.flat();
}

/** Writes the forms of the contract that are stale. @returns their names */
export async function writeContract(folder: string = CONTRACT_FOLDER): Promise<string[]> {
  const stale = await staleContract(folder);
  const files = contractFiles();
  await Deno.mkdir(folder, { recursive: true });
  await Promise.all(stale.map((name) => Deno.writeTextFile(`${folder}/${name}`, files[name]!)));
  return stale;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
