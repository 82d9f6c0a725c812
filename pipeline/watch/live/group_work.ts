import type { ClusterView } from "./cluster.ts";

/** What the cluster itself says of a group's consumers, on whatever machine they run. */
export interface GroupWork {
  /** Consumers that have joined. */
  readonly members: number;
  /** Machines that they are on, as the broker sees them. */
  readonly hosts: number;
  /** Offsets of the raw topic a second that were committed of late; null until two looks are known. */
  readonly committedPerSecond: number | null;
}

/** Consumers commit now and then: a rate over less would jump. */
const RATE_MS = 10_000;

/** Follows a group by what it commits: its consumers' metrics may be out of reach. */
export class GroupWatch {
  readonly #groupId: string;
  readonly #topic: string;
  readonly #looks: { readonly atMs: number; readonly committed: number }[] = [];
  #members: ClusterView["groups"][number]["members"] = [];

  constructor(groupId: string, topic: string) {
    this.#groupId = groupId;
    this.#topic = topic;
  }

  /** @param atMs on a clock that only goes forward */
  add(atMs: number, { groups }: Pick<ClusterView, "groups">): void {
    const group = groups.find(({ groupId }) => groupId === this.#groupId);
    this.#members = group?.members ?? [];
    const committed = (group?.lags ?? []).reduce(
      (sum, { topic, committed }) => topic === this.#topic ? sum + (committed ?? 0) : sum,
      0,
    );
    // Offsets that were moved back, or a topic made again: no rate leads from the one to the other.
    if (committed < (this.#looks.at(-1)?.committed ?? 0)) this.#looks.length = 0;
    this.#looks.push({ atMs, committed });
    while (this.#looks.length > 2 && this.#looks[1]!.atMs <= atMs - RATE_MS) this.#looks.shift();
  }

  get work(): GroupWork {
    const from = this.#looks[0], to = this.#looks.at(-1);
    const known = from !== undefined && to !== undefined && from !== to;
    return {
      members: this.#members.length,
      hosts: new Set(this.#members.map(({ host }) => host)).size,
      committedPerSecond: known ? (to.committed - from.committed) / (to.atMs - from.atMs) * 1000 : null,
    };
  }
}
