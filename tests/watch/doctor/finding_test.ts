import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FINDINGS } from "../../../pipeline/watch/doctor/finding.ts";
import { PINNED_DENO } from "../../../pipeline/watch/doctor/findings/machine.ts";
import { guideText } from "../../../pipeline/watch/doctor/guide.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

Deno.test("guideText() is docs/troubleshooting.md: write it anew by `deno task doctor --guide`", () => {
  assert.equal(Deno.readTextFileSync(`${ROOT}docs/troubleshooting.md`), guideText());
});

Deno.test("each of FINDINGS is found by a test", () => {
  const files = readdirSync(`${ROOT}tests/watch/doctor`)
    .filter((name) => name !== "finding_test.ts")
    .map((name) => `${ROOT}tests/watch/doctor/${name}`);
  const text = [...files, `${ROOT}tests/integration/security_test.ts`].map((path) => Deno.readTextFileSync(path))
    .join();
  const untested = Object.keys(FINDINGS).filter((id) => !text.includes(id.replace(/_(metrics|page)$/, "_")));
  assert.deepEqual(untested, []);
});

Deno.test("docs/setup.md names findings that there are", () => {
  const [, table = ""] = Deno.readTextFileSync(`${ROOT}docs/setup.md`).split("| what may go wrong there");
  const named = [...table.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, id]) => id!);
  assert.ok(named.length > 20);
  assert.deepEqual(named.filter((id) => id !== "bad_timestamp" && !Object.hasOwn(FINDINGS, id)), []);
});

Deno.test("PINNED_DENO is the version that every command of the docs and of CI names", () => {
  for (const path of ["README.md", ".ci/run", "docs/setup.md", "docs/decisions/001-one-pinned-deno.md"]) {
    const named = [...Deno.readTextFileSync(`${ROOT}${path}`).matchAll(/\bdeno@([\w.-]+)|\bDeno (\d+\.\d+\.\d+)/g)]
      .map(([, pinned, told]) => pinned ?? told);
    assert.ok(named.length > 0, path);
    assert.deepEqual(new Set(named), new Set([PINNED_DENO]), path);
  }
});
