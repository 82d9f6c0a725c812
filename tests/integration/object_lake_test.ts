import assert from "node:assert/strict";
import { digestLake, openFiles, openObjectStore } from "../../pipeline/lake/mod.ts";
import { compact, feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";
import { hasObjectStore, KEYS, startObjectStore } from "../support/object_store.ts";
import { runTask } from "../support/task.ts";

Deno.test({
  name: "tasks read a lake in an object store by --lake, keep copies in the user's cache folder, and print no secret",
  ignore: !hasObjectStore,
  fn: () =>
    usingFolder(async (cwd) => {
      const server = await startObjectStore(), { endpoint } = server;
      const env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        XDG_CACHE_HOME: `${cwd}/cache`,
      };
      const place = "s3://lake/tasks";
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await runTask(cwd, [...args, "--lake", place], env);
        assert.ok(!`${stdout}${stderr}`.includes(KEYS.secretAccessKey));
        assert.equal(code, 0, stderr);
        return stdout;
      };
      try {
        const cacheDir = `${cwd}/own`;
        const lake = openObjectStore({
          endpoint,
          region: "us-east-1",
          bucket: "lake",
          prefix: "tasks",
          cacheDir,
          ...KEYS,
        });
        await feed(twoStations(30), lake, 9);
        await compact(lake);

        assert.equal(JSON.parse(await run("trace", "--offset", "0:3", "--json")).total, 1);
        assert.equal((await run("prove", "--digest")).trim(), await digestLake(lake));
        assert.equal(JSON.parse(await run("export", "--out", `${cwd}/a.csv`, "--json")).rows, 54);
        assert.match(await run("report", "--report-dir", `${cwd}/report`), /report\/index\.html/);
        const { quality } = JSON.parse(await Deno.readTextFile(`${cwd}/report/quality.json`));
        assert.equal(quality.rows, 54);
        const copies = await Array.fromAsync(openFiles(`${cwd}/cache`).list("air-quality-pipeline/"), ({ key }) => key);
        assert.ok(copies.length > 0 && copies.every((key) => /\/lakes\/[0-9a-f]{32}\/(silver|rejected)\//.test(key)));

        const wrong = await runTask(cwd, ["trace", "--offset", "0:3", "--lake", place], {
          ...env,
          AWS_SECRET_ACCESS_KEY: "guess",
        });
        assert.equal(wrong.code, 1);
        assert.match(wrong.stderr, /AWS_SECRET_ACCESS_KEY/);
        assert.doesNotMatch(wrong.stderr, /guess/);
      } finally {
        await server.close();
      }
    }),
});
