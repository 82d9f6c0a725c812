import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { digestFiles } from "../../pipeline/lake/mod.ts";

const ROOT = fileURLToPath(new URL("../../pipeline/", import.meta.url));

/** The code that a trained model depends on: what learns, what makes its inputs, and the packages that it uses. */
const FOLDERS = ["forecast", "series", "stats"];

/** What only judges models changes none. */
const SCORES = "forecast/score/";

/** One digest of the code that learns and forecasts, line ends apart: a model of other code may forecast otherwise. */
export function forecastCodeDigest(): string {
  const files = FOLDERS.flatMap(filesIn).map((path) => {
    const text = Deno.readTextFileSync(ROOT + path).replaceAll("\r\n", "\n");
    return { path, sha256: createHash("sha256").update(text).digest("hex") };
  });
  return digestFiles(files);
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return filesIn(path);
    return name.endsWith(".ts") && !path.startsWith(SCORES) ? [path] : [];
  });
}
