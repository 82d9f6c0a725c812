import { cacheFolder, makeFolder, PipelineError } from "../../pipeline/common/mod.ts";
import { openFiles, openObjectStore, requireConditionalWrites, type Store } from "../../pipeline/lake/store/mod.ts";
import { environment } from "../cli/run.ts";
import { text } from "../cli/schema.ts";

/** Where the lake is. */
export const LAKE = {
  flag: "lake",
  path: true,
  env: "AIR_QUALITY_LAKE",
  schema: text().optional(),
  placeholder: "LAKE",
  describe: "the lake if not in --out-dir: a folder, or s3://BUCKET/PREFIX with the usual AWS_* variables",
};

/** What the flags say of a lake. */
export interface LakeFlags {
  readonly lake?: string | undefined;
  readonly outDir: string;
}

/** How long a request is repeated while an object store does not answer. */
const OUTAGE_TIMEOUT_MS = 60_000;

/**
 * The lake that the flags name. Nothing is read yet.
 *
 * @param env looks up an environment variable
 * @throws {PipelineError} `usage` where it is no address of a bucket, or keys are missing
 */
export function lakeOf(
  { lake, outDir }: LakeFlags,
  env: (name: string) => string | undefined = environment,
  outageTimeoutMs = OUTAGE_TIMEOUT_MS,
): Store {
  const place = lake ?? outDir;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return openFiles(place);
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*?))?\/*$/.exec(place) ?? [];
  if (bucket === undefined) {
    throw unusable(place, "expected a folder or s3://BUCKET/PREFIX", "deno task produce --help");
  }
  const needed = (name: string) => {
    const value = env(name);
    if (value) return value;
    throw unusable(
      place,
      `${name} is not set`,
      `set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and for a store other than Amazon's AWS_ENDPOINT_URL`,
    );
  };
  const region = env("AWS_REGION") || env("AWS_DEFAULT_REGION") || "us-east-1";
  return openObjectStore({
    endpoint: env("AWS_ENDPOINT_URL_S3") || env("AWS_ENDPOINT_URL") || `https://s3.${region}.amazonaws.com`,
    region,
    bucket,
    prefix: prefix ?? "",
    accessKeyId: needed("AWS_ACCESS_KEY_ID"),
    secretAccessKey: needed("AWS_SECRET_ACCESS_KEY"),
    sessionToken: env("AWS_SESSION_TOKEN") || undefined,
    cacheDir: cacheFolder(env),
    outageTimeoutMs,
  });
}

const unusable = (place: string, what: string, hint: string) =>
  new PipelineError("usage", `Cannot use ${place} as a lake: ${what}`, { hint });

/**
 * The lake that the flags name, to be written to. That it cannot be written, or that an object store cannot be trusted with conditional
 * writes, is found out before anything is sent or read for it.
 *
 * @throws {PipelineError} `no_permission`, `store_unfit`, `store_unreachable`, `not_found`, `usage`
 */
export async function writableLakeOf(flags: LakeFlags): Promise<Store> {
  const store = lakeOf(flags);
  if (store.location.startsWith("s3://")) await requireConditionalWrites(store, crypto.randomUUID());
  else await makeFolder(store.location, "the lake", "name another folder with --lake or --out-dir");
  return store;
}
