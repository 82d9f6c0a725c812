import { AwsClient } from "aws4fetch";
import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { type Clock, PipelineError, systemClock } from "../../common/mod.ts";
import { copiesOf } from "./copies.ts";
import { requireKey, type Store, type StoredFile } from "./store.ts";

/** An S3-compatible object store, as the usual `AWS_*` variables describe it. */
export interface ObjectStoreOptions {
  /** For example `https://s3.eu-central-1.amazonaws.com`; requests name the bucket in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Keys of this lake begin with it; without a `/` at its ends, and "" for a bucket of its own. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Gets copies of files that never change. */
  readonly cacheDir: string;
  /** How long a request is repeated while the store does not answer, or answers that it is busy. */
  readonly outageTimeoutMs?: number;
  /** How long one request may take. */
  readonly requestTimeoutMs?: number;
  readonly clock?: Clock;
}

/**
 * A prefix of a bucket as a {@linkcode Store}. A conditional PUT is never repeated blindly: whether the first one was carried out is then
 * decided by the bytes that are found.
 *
 * @throws {PipelineError} from any of its calls: `not_found` (no such bucket), `no_permission` (keys, clock, read-only, full),
 *   `store_unreachable` (no answer for `outageTimeoutMs`), `store_unfit` (the store does not know conditional PUTs). No message holds a secret.
 */
export function openObjectStore(options: ObjectStoreOptions): Store {
  const { bucket, prefix } = options;
  const request = requester(options);
  const root = prefix === "" ? "" : `${prefix}/`;
  const pathOf = (key: string) => `${bucket}/${root}${requireKey(key)}`;
  const get = async (key: string) => {
    const { status, bytes } = await request("GET", pathOf(key), { expected: [200, 404] });
    return status === 404 ? null : bytes;
  };
  const location = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  const store: Store = {
    location,
    get,
    async put(key, body) {
      await request("PUT", pathOf(key), { body, expected: [200] });
    },
    async putIfAbsent(key, body) {
      const headers = { "if-none-match": "*" };
      const { status } = await request("PUT", pathOf(key), { body, headers, expected: [200, 412] });
      // A 412 may stand for our own PUT, whose answer was lost on the way: ours or a proxy's second attempt then finds it.
      return status === 200 || isEqual(await get(key), body);
    },
    async *list(keyPrefix, after = "") {
      let continuation: string | undefined;
      do {
        const query: Record<string, string> = {
          "list-type": "2",
          "encoding-type": "url",
          prefix: `${root}${keyPrefix}`,
        };
        if (continuation !== undefined) query["continuation-token"] = continuation;
        else if (after !== "") query["start-after"] = `${root}${after}`;
        const { bytes } = await request("GET", bucket, { query, expected: [200] });
        const page = parseListing(bytes);
        for (const file of page.files) {
          const key = file.key.slice(root.length);
          if (key > after) yield { ...file, key };
        }
        continuation = page.next;
      } while (continuation !== undefined);
    },
    async remove(key) {
      await request("DELETE", pathOf(key), { expected: [200, 204, 404] });
    },
    async removeFolder(key) {
      for await (const file of store.list(`${requireKey(key)}/`)) await store.remove(file.key);
    },
    paths: copiesOf({ location, get }, `${options.cacheDir}/lakes`, options.endpoint),
  };
  return store;
}

interface Asked {
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** Statuses that are answers; any other is an error. */
  readonly expected: readonly number[];
}

interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Busy, overtaken by another request on the same key, or failing: the same request may pass later. */
const PASSING = [409, 429, 500, 502, 503, 504];
const WAIT_MS = 200;
const MAX_WAIT_MS = 5_000;

function requester(options: ObjectStoreOptions) {
  const { endpoint, region, accessKeyId, secretAccessKey, sessionToken, bucket } = options;
  const { outageTimeoutMs = 60_000, requestTimeoutMs = 30_000, clock = systemClock } = options;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: "s3",
    region,
    retries: 0,
  });
  const base = endpoint.replace(/\/+$/, "");

  async function once(method: string, path: string, { body, headers, query }: Asked): Promise<Answer> {
    const search = query === undefined
      ? ""
      : `?${Object.entries(query).map(([k, v]) => `${k}=${escaped(v)}`).join("&")}`;
    const url = `${base}/${path.split("/").map(escaped).join("/")}${search}`;
    const signed = await client.sign(url, { method, headers: headers ?? {}, ...(body === undefined ? {} : { body }) });
    const response = await fetch(signed, { signal: AbortSignal.timeout(requestTimeoutMs), redirect: "error" });
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  return async (method: string, path: string, asked: Asked): Promise<Answer> => {
    const deadlineMs = clock.now() + outageTimeoutMs;
    for (let waitMs = WAIT_MS;; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
      let obstacle: { text: string; cause?: unknown };
      try {
        const answer = await once(method, path, asked);
        const code = asked.expected.includes(answer.status) ? "" : codeOf(answer.bytes);
        // A missing bucket is a 404 as well: it must not look like a lake without files.
        if (answer.status === 404 && codeOf(answer.bytes) === "NoSuchBucket") {
          throw refusal(404, "NoSuchBucket", bucket, path);
        }
        if (asked.expected.includes(answer.status)) return answer;
        if (!PASSING.includes(answer.status)) throw refusal(answer.status, code, bucket, path);
        obstacle = { text: `${answer.status} ${code}`.trim() };
      } catch (cause) {
        if (cause instanceof PipelineError) throw cause;
        obstacle = { text: cause instanceof Error ? cause.message : String(cause), cause };
      }
      if (clock.now() + waitMs >= deadlineMs) {
        throw new PipelineError("store_unreachable", `Cannot ${method} s3://${path}: ${obstacle.text}`, {
          hint: `check that the object store at ${base} is up and reachable (AWS_ENDPOINT_URL), then start again`,
          cause: obstacle.cause,
        });
      }
      await clock.sleep(waitMs);
    }
  };
}

/** RFC 3986, as signatures want it: also what `encodeURIComponent` leaves. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isEqual(found: Uint8Array | null, expected: Uint8Array): boolean {
  return found !== null && found.length === expected.length && found.every((byte, index) => byte === expected[index]);
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "Contents" });
const ERROR = z.object({ Error: z.object({ Code: z.string() }) });

function codeOf(bytes: Uint8Array): string {
  try {
    return ERROR.parse(parser.parse(new TextDecoder().decode(bytes))).Error.Code;
  } catch {
    return ""; // a proxy's page, or nothing
  }
}

const LISTING = z.object({
  ListBucketResult: z.object({
    Contents: z.array(z.object({ Key: z.string(), Size: z.string(), LastModified: z.string() })).default([]),
    NextContinuationToken: z.string().optional(),
    EncodingType: z.string().optional(),
  }),
});

function parseListing(bytes: Uint8Array): { files: StoredFile[]; next: string | undefined } {
  const { Contents, NextContinuationToken, EncodingType } =
    LISTING.parse(parser.parse(new TextDecoder().decode(bytes))).ListBucketResult;
  const keyOf = (text: string) => EncodingType === "url" ? decodeURIComponent(text.replaceAll("+", " ")) : text;
  const files = Contents.map(({ Key, Size, LastModified }) => ({
    key: keyOf(Key),
    sizeBytes: Number(Size),
    modifiedMs: Date.parse(LastModified),
  }));
  return { files, next: NextContinuationToken };
}

function refusal(status: number, code: string, bucket: string, path: string): PipelineError {
  const hints: Record<string, ["not_found" | "no_permission" | "store_unfit", string]> = {
    NoSuchBucket: ["not_found", `make bucket ${bucket} first, or name another: --lake s3://BUCKET/PREFIX`],
    InvalidAccessKeyId: ["no_permission", "check AWS_ACCESS_KEY_ID: the store does not know this key"],
    SignatureDoesNotMatch: ["no_permission", "check AWS_SECRET_ACCESS_KEY and AWS_REGION"],
    RequestTimeTooSkewed: ["no_permission", "set this machine's clock: it is too far from the store's"],
    NotImplemented: ["store_unfit", "this store has no conditional PUT: no lake can be written to it safely"],
    InsufficientStorage: ["no_permission", "the store is full: make room, then start again"],
  };
  const [kind, hint] = hints[code] ?? ["no_permission", "check what this key may do in the bucket"];
  return new PipelineError(kind, `Cannot use s3://${path}: the object store answered ${status} ${code}`.trimEnd(), {
    hint,
  });
}
