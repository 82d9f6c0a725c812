import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FINDINGS } from "../../../pipeline/watch/doctor/finding.ts";
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

Deno.test("guideText() names the version of Deno that the README pins", () => {
  const [, pinned] = /deno@(\S+) task pipeline/.exec(Deno.readTextFileSync(`${ROOT}README.md`)) ?? [];
  assert.ok(FINDINGS.deno_other.mend.includes(`deno@${pinned} `));
  assert.ok(Deno.readTextFileSync(`${ROOT}tasks/doctor.ts`).includes(`PINNED_DENO = "${pinned}"`));
});
