import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import {
  chooseDataset,
  type Fetch,
  obtainOfficial,
  type Publication,
  SAMPLE,
  UCI_AIR_QUALITY,
} from "../../pipeline/source/mod.ts";
import { download } from "../../pipeline/source/download.ts";
import { withFolder } from "./fixture.ts";

const TEXT = "Date;Time;T\r\n10/03/2004;18.00.00;1\r\n";
const SHA256 = createHash("sha256").update(TEXT).digest("hex");
const ARCHIVE = zipSync({ "AirQualityUCI.csv": strToU8(TEXT), "AirQualityUCI.xlsx": strToU8("not this") });

/** Serves one answer on loopback to every request. */
async function withServer(
  answer: () => Response | Promise<Response>,
  run: (publication: Publication) => Promise<void>,
) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  try {
    const url = `http://127.0.0.1:${server.addr.port}/air+quality.zip`;
    await run({ url, innerName: "AirQualityUCI.csv", sha256: ["0".repeat(64), SHA256] });
  } finally {
    await server.shutdown();
  }
}

const reply = (body: Uint8Array<ArrayBuffer> | string, status = 200) => () => new Response(body, { status });
const names = (folder: string) => [...Deno.readDirSync(folder)].map((entry) => entry.name);
const EFFECTS = { fetch, timeoutMs: 10_000 };

Deno.test("download() puts the inner file at its path and leaves nothing else", async () => {
  await withServer(reply(ARCHIVE), (publication) =>
    withFolder(async (folder) => {
      await download(`${folder}/data/AirQualityUCI.csv`, publication, EFFECTS);
      assert.equal(await Deno.readTextFile(`${folder}/data/AirQualityUCI.csv`), TEXT);
      assert.deepEqual(names(`${folder}/data`), ["AirQualityUCI.csv"]);
    }));
});

const FAILURES: { name: string; answer: () => Response; message: RegExp }[] = [
  { name: "the server has no such file", answer: reply("gone", 404), message: /expected status 200, got status 404/ },
  {
    name: "a page comes in place of an archive",
    answer: reply("<html>log in</html>"),
    message: /expected a zip archive, got 19 bytes/,
  },
  { name: "nothing comes", answer: reply(""), message: /expected a zip archive, got 0 bytes/ },
  { name: "the archive is cut short", answer: reply(ARCHIVE.slice(0, 100)), message: /expected a zip archive/ },
  {
    name: "the archive holds other files",
    answer: reply(zipSync({ "other.csv": strToU8(TEXT) })),
    message: /expected an archive with AirQualityUCI\.csv/,
  },
  {
    name: "the file is another one",
    answer: reply(zipSync({ "AirQualityUCI.csv": strToU8(`${TEXT}\r\n`) })),
    message: /expected sha256 0+ or [0-9a-f]{64}, got [0-9a-f]{64}/,
  },
];
for (const { name, answer, message } of FAILURES) {
  Deno.test(`download() refuses and writes nothing when ${name}`, async () => {
    await withServer(answer, (publication) =>
      withFolder(async (folder) => {
        const path = `${folder}/AirQualityUCI.csv`;
        await assert.rejects(download(path, publication, EFFECTS), {
          code: "download_failed",
          message,
          hint: /download and unzip it yourself/,
        });
        assert.deepEqual(names(folder), []);
      }));
  });
}

Deno.test("download() gives up when no answer comes in time", async () => {
  const aborted = Promise.withResolvers<void>();
  const silent: Fetch = (_, { signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        aborted.resolve();
        reject(signal.reason);
      })
    );
  await withFolder(async (folder) => {
    const failing = download(`${folder}/x.csv`, UCI_AIR_QUALITY, { fetch: silent, timeoutMs: 20 });
    await assert.rejects(failing, { code: "download_failed", message: /expected an answer within 0\.02 s/ });
    await aborted.promise;
  });
});

Deno.test("download() tells the innermost reason when there is no network", async () => {
  const offline: Fetch = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("dns error") }));
  await withFolder((folder) =>
    assert.rejects(download(`${folder}/x.csv`, UCI_AIR_QUALITY, { fetch: offline, timeoutMs: 1_000 }), {
      message: /got dns error$/,
    })
  );
});

Deno.test("obtainOfficial() downloads once, and then checks what is there", async () => {
  await withServer(reply(ARCHIVE), (publication) =>
    withFolder(async (folder) => {
      const path = `${folder}/AirQualityUCI.csv`;
      assert.deepEqual(await obtainOfficial(folder, EFFECTS, publication), { path, downloaded: true });
      assert.deepEqual(await obtainOfficial(folder, EFFECTS, publication), { path, downloaded: false });
    }));
});

Deno.test("obtainOfficial() refuses and keeps another file in the place of the official one", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/AirQualityUCI.csv`, "mine");
    await assert.rejects(obtainOfficial(folder, EFFECTS), {
      code: "download_failed",
      message: /expected sha256 1327/,
      hint: /--csv/,
    });
    assert.equal(await Deno.readTextFile(`${folder}/AirQualityUCI.csv`), "mine");
  });
});

const offline: Fetch = () => Promise.reject(new TypeError("no network"));
const unused: Fetch = () => assert.fail("no download was to be tried");

/** Chooses in a folder that holds these files. */
async function choose(files: string[], options: { csv?: string; envCsv?: string; fetch: Fetch }) {
  return await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/sample`);
    for (const file of files) await Deno.writeTextFile(`${folder}/${file}`, "x");
    const dataset = await chooseDataset({
      dataDir: folder,
      sampleDir: `${folder}/sample`,
      timeoutMs: 1_000,
      ...options,
    });
    return { ...dataset, path: dataset.path.replace(`${folder}/`, "") };
  });
}

const ALL = ["AirQualityUCI.csv", `sample/${SAMPLE.name}`];

Deno.test("chooseDataset() takes the flag before all else", async () => {
  const dataset = await choose(ALL, { csv: "flag.csv", envCsv: "env.csv", fetch: unused });
  assert.deepEqual(dataset, { path: "flag.csv", origin: "flag", notice: null });
});

Deno.test("chooseDataset() takes the environment before the data folder", async () => {
  assert.deepEqual(await choose(ALL, { envCsv: "env.csv", fetch: unused }), {
    path: "env.csv",
    origin: "environment",
    notice: null,
  });
});

Deno.test("chooseDataset() takes the file in the data folder before a download", async () => {
  assert.deepEqual(await choose(ALL, { fetch: unused }), {
    path: "AirQualityUCI.csv",
    origin: "data folder",
    notice: null,
  });
});

Deno.test("chooseDataset() takes the sample and says that it is synthetic when there is no network", async () => {
  const { notice, ...dataset } = await choose([`sample/${SAMPLE.name}`], { fetch: offline });
  assert.deepEqual(dataset, { path: `sample/${SAMPLE.name}`, origin: "sample" });
  assert.match(notice ?? "", /SYNTHETIC.*invented.*no network/);
});

Deno.test("chooseDataset() fails when there is neither network nor sample", async () => {
  await assert.rejects(choose([], { fetch: offline }), { code: "not_found", hint: /deno task data --sample/ });
});

Deno.test({
  name: "chooseDataset() downloads the published file when there is none (needs AIR_QUALITY_CSV)",
  ignore: !Deno.env.get("AIR_QUALITY_CSV"),
  fn: async () => {
    const archive = zipSync({ "AirQualityUCI.csv": await Deno.readFile(Deno.env.get("AIR_QUALITY_CSV") ?? "") });
    const { path, origin } = await choose([`sample/${SAMPLE.name}`], {
      fetch: () => Promise.resolve(new Response(archive)),
    });
    assert.deepEqual({ path, origin }, { path: "AirQualityUCI.csv", origin: "download" });
  },
});
