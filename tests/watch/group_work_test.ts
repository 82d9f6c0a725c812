import assert from "node:assert/strict";
import type { GroupView } from "../../pipeline/watch/live/cluster.ts";
import { GroupWatch } from "../../pipeline/watch/live/group_work.ts";

const group = (committed: (number | null)[], hosts: string[]): { groups: GroupView[] } => ({
  groups: [
    { groupId: "others", state: "Stable", members: [], lags: [] },
    {
      groupId: "g",
      state: "Stable",
      members: hosts.map((host, at) => ({ memberId: `${at}`, clientId: "c", host, partitions: {} })),
      lags: [
        { topic: "else", partition: 0, low: 0, high: 9_000, committed: 9_000, lag: 0, open: 0 },
        ...committed.map((committed, partition) => ({
          ...{ topic: "raw", partition, low: 0, high: 9_000, committed, lag: 9_000 - (committed ?? 0), open: 0 },
        })),
      ],
    },
  ],
});

Deno.test("GroupWatch sees consumers by the group alone, and their rate by what it commits", () => {
  const watch = new GroupWatch("g", "raw");
  assert.deepEqual(watch.work, { members: 0, hosts: 0, committedPerSecond: null });
  watch.add(0, group([100, null], ["/10.0.0.1", "/10.0.0.1", "/10.0.0.2"]));
  assert.deepEqual(watch.work, { members: 3, hosts: 2, committedPerSecond: null });
  watch.add(2_000, group([150, 50], ["/10.0.0.1", "/10.0.0.2"]));
  assert.deepEqual(watch.work, { members: 2, hosts: 2, committedPerSecond: 50 });
});

Deno.test("GroupWatch forgets what is older than ten seconds, and what was before offsets went back", () => {
  const watch = new GroupWatch("g", "raw");
  for (const [atMs, committed] of [[0, 0], [10_000, 1_000], [20_000, 1_100]] as const) {
    watch.add(atMs, group([committed], ["a"]));
  }
  assert.equal(watch.work.committedPerSecond, 10);
  watch.add(22_000, group([500], ["a"]));
  assert.equal(watch.work.committedPerSecond, null);
  watch.add(24_000, group([500], ["a"]));
  assert.equal(watch.work.committedPerSecond, 0);
});

Deno.test("GroupWatch sees no member where the group is gone", () => {
  const watch = new GroupWatch("g", "raw");
  watch.add(0, group([1], ["a"]));
  watch.add(2_000, { groups: [] });
  assert.equal(watch.work.members, 0);
});
