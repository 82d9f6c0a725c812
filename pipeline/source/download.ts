import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { PipelineError } from "../common/mod.ts";
import { writeSource } from "./file.ts";

/** The official data set: where it is, the file inside its archive, and the SHA-256 of that file. */
export interface Publication {
  url: string;
  innerName: string;
  /** More than one where variants circulate. */
  sha256: readonly string[];
}

/** UCI data set 360, "Air Quality" (De Vito et al. 2008, CC BY 4.0): with CRLF as it is published, and with LF. */
export const UCI_AIR_QUALITY: Publication = {
  url: "https://archive.ics.uci.edu/static/public/360/air+quality.zip",
  innerName: "AirQualityUCI.csv",
  sha256: [
    "13277ae5d8581e80b7be09d47c7d3d06fe9b8e957078f2cf6e859f955e62f996",
    "52690e4d44e65cb651cc8c68009c950fe94ea1ddda67d588780b64c4ecf81c23",
  ],
};

/** The part of the global `fetch` that a download needs. */
export type Fetch = (url: string, options: { signal: AbortSignal }) => Promise<Response>;

// The real file has under 1 MB; an archive that unpacks to far more is another one.
const LARGEST_BYTES = 16 << 20;

/**
 * Downloads a publication's archive and puts the file inside it at `path`, whole or not at all, its digest checked.
 *
 * @throws PipelineError `download_failed` with the manual way as its hint.
 */
export async function download(
  path: string,
  publication: Publication,
  { fetch, timeoutMs }: { fetch: Fetch; timeoutMs: number },
): Promise<void> {
  const { url, innerName, sha256 } = publication;
  const failed = (expected: string, got: string, cause?: unknown) =>
    new PipelineError("download_failed", `Cannot download ${url}: expected ${expected}, got ${got}`, {
      hint:
        `download and unzip it yourself, put ${innerName} at ${path}, or name it with --csv FILE or AIR_QUALITY_CSV`,
      cause,
    });

  let archive: Uint8Array;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    archive = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) throw failed("status 200", `status ${response.status}`);
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    throw failed(
      `an answer within ${timeoutMs / 1000} s`,
      reasonOf(error),
      error,
    );
  }

  let csv: Uint8Array | undefined;
  try {
    csv = unzipSync(archive, {
      filter: ({ name, originalSize }) => name === innerName && originalSize <= LARGEST_BYTES,
    })[innerName];
  } catch (error) {
    throw failed("a zip archive", `${archive.length} bytes that are not one`, error);
  }
  if (csv === undefined) throw failed(`an archive with ${innerName} of at most 16 MiB`, "one without it");
  const digest = createHash("sha256").update(csv).digest("hex");
  if (!sha256.includes(digest)) throw failed(`sha256 ${sha256.join(" or ")}`, digest);
  await writeSource(path, csv);
}

/** The innermost message: a failed fetch keeps what failed in its cause. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause === undefined ? error.message : reasonOf(error.cause)) : String(error);
