import type { CompactStep } from "../../pipeline/lake/mod.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import type { FaultBroker } from "./broker.ts";
import type { Disk } from "./disk.ts";
import type { Fleet, Member } from "./fleet.ts";
import type { FaultStore } from "./store.ts";
import type { Trap } from "./trap.ts";

/** A fault of a plan; which of its numbers count depends on its kind. */
export interface Fault {
  readonly kind: FaultKind;
  /** Happens when this share of the rows is committed, or nothing has moved for a while. */
  readonly atShare: number;
  readonly number: number;
  readonly ms: number;
  readonly pass: number;
}

/** What faults act on. */
export interface Scene {
  readonly fleet: Fleet;
  readonly broker: FaultBroker;
  readonly disk: Disk | null;
  readonly store: FaultStore | null;
  readonly sessionMs: number;
  /** When the last fault has begun and nothing moves any more: what has not happened by then does not. */
  readonly over: Promise<void>;
  killProducer(): void;
  compact(trap: Trap<CompactStep> | null): Promise<void>;
}

interface Kind {
  /** How often it is chosen, relative to the others. */
  readonly weight: number;
  /** The next fault waits until this one is over. */
  readonly alone?: true;
  text(fault: Fault, plan: { readonly sessionMs: number }): string;
  /** Does it, and resolves when its effect is over. */
  inject(fault: Fault, scene: Scene): void | Promise<void>;
}

/** The steps at which a process can be made to die or stand still. */
export const STEPS: readonly SinkStep[] = [
  "fence",
  "claim",
  "confirm",
  "read offset",
  "settle",
  "restore",
  "resume",
  "buffer",
  "write",
  "manifest",
  "begin",
  "send",
  "offsets",
  "commit",
  "publish",
  "published",
];

const COMPACT_STEPS: readonly CompactStep[] = ["read", "store", "commit", "compacted"];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const compactStepOf = ({ number }: Fault) => COMPACT_STEPS[number % COMPACT_STEPS.length]!;
const stepOf = ({ number }: Fault) => STEPS[number % STEPS.length]!;
/** Well past the session's end, so that another one owns the partitions when the process wakes up. */
const pastSession = ({ ms }: Fault, { sessionMs }: { readonly sessionMs: number }) => sessionMs + 300 + ms;

async function wakeLater(member: Member, ms: number): Promise<void> {
  await sleep(ms);
  member.signal("SIGCONT");
}

const KINDS = {
  "kill consumer": {
    weight: 4,
    text: ({ number, ms }) => `kill consumer ${number}, back after ${ms} ms`,
    async inject({ number, ms }, { fleet }) {
      fleet.dismiss(fleet.pick(number), "SIGKILL");
      await sleep(ms);
      fleet.start();
    },
  },
  "crash at a step": {
    weight: 5,
    text: (fault) => `replace consumer ${fault.number} by one that dies at ${stepOf(fault)} #${fault.pass}`,
    inject(fault, { fleet }) {
      fleet.dismiss(fleet.pick(fault.number), "SIGKILL");
      fleet.start({ step: stepOf(fault), pass: fault.pass, signal: "KILL" });
    },
  },
  "stand still at a step": {
    weight: 6,
    text: (fault, plan) =>
      `replace consumer ${fault.number} by one that stands still at ${stepOf(fault)} #${fault.pass} for ${
        pastSession(fault, plan)
      } ms`,
    async inject(fault, scene) {
      scene.fleet.dismiss(scene.fleet.pick(fault.number), "SIGINT");
      const member = scene.fleet.start({ step: stepOf(fault), pass: fault.pass, signal: "STOP" });
      await Promise.race([member.trapped, member.ended, scene.over]);
      await wakeLater(member, pastSession(fault, scene));
    },
  },
  "zombie": {
    weight: 4,
    text: (fault, plan) => `stop consumer ${fault.number} for ${pastSession(fault, plan)} ms`,
    async inject(fault, scene) {
      const member = scene.fleet.pick(fault.number);
      member.signal("SIGSTOP");
      await wakeLater(member, pastSession(fault, scene));
    },
  },
  "lost commit answer": {
    weight: 4,
    text: (fault, plan) =>
      `lose the answer to consumer ${fault.number}'s next commit, and stop it for ${pastSession(fault, plan)} ms`,
    async inject(fault, scene) {
      const member = scene.fleet.pick(fault.number);
      const lost = new Promise<void>((resolve) =>
        scene.broker.proxy.loseCommitAnswer(member.clientId, () => {
          member.signal("SIGSTOP");
          resolve();
        })
      );
      await Promise.race([lost, member.ended, scene.over]);
      await wakeLater(member, pastSession(fault, scene));
    },
  },
  "join": {
    weight: 2,
    text: () => "one more consumer",
    inject: (_, { fleet }) => void (fleet.alive.length < 4 && fleet.start()),
  },
  "leave": {
    weight: 2,
    text: ({ number }) => `consumer ${number} leaves`,
    inject({ number }, { fleet }) {
      fleet.dismiss(fleet.pick(number), "SIGINT");
      if (fleet.alive.length === 0) fleet.start();
    },
  },
  "kill producer": {
    weight: 2,
    text: () => "kill the producer",
    inject: (_, scene) => scene.killProducer(),
  },
  "kill broker": {
    weight: 1,
    alone: true,
    text: ({ ms }) => `kill the broker for ${ms} ms`,
    async inject({ ms }, { broker }) {
      await broker.kill9();
      await sleep(ms);
      await broker.start();
    },
  },
  "stop broker": {
    weight: 1,
    alone: true,
    text: ({ ms }) => `stop the broker in good order for ${ms} ms`,
    async inject({ ms }, { broker }) {
      await broker.stop();
      await sleep(ms);
      await broker.start();
    },
  },
  "cut": {
    weight: 2,
    text: () => "cut every connection",
    inject: (_, { broker }) => broker.proxy.cut(),
  },
  "half-close": {
    weight: 1,
    text: ({ number }) => `end every connection's way to the ${number % 2 === 0 ? "client" : "broker"}`,
    inject: ({ number }, { broker }) => broker.proxy.halfClose(number % 2 === 0 ? "client" : "broker"),
  },
  "delay": {
    weight: 1,
    alone: true,
    text: ({ number, ms }) => `delay all data by ${number} ms for ${ms} ms`,
    async inject({ number, ms }, { broker }) {
      broker.proxy.delayMs = number;
      await sleep(ms);
      broker.proxy.delayMs = 0;
    },
  },
  "stall": {
    weight: 1,
    alone: true,
    text: (fault, plan) => `let no data through for ${pastSession(fault, plan)} ms`,
    async inject(fault, scene) {
      const flow = scene.broker.proxy.stall();
      await sleep(pastSession(fault, scene));
      flow();
    },
  },
  "compact": {
    weight: 2,
    text: () => "compact",
    inject: (_, scene) => scene.compact(null),
  },
  "compaction dies": {
    weight: 2,
    text: (fault) => `a compaction dies at ${compactStepOf(fault)} #${fault.pass}`,
    inject: (fault, scene) => scene.compact({ step: compactStepOf(fault), pass: fault.pass, signal: "KILL" }),
  },
  "disk full": {
    weight: 1,
    alone: true,
    text: ({ ms }) => `fill the disk for ${ms} ms`,
    async inject({ ms }, { disk }) {
      await disk!.fill();
      await sleep(ms);
      await disk!.free();
    },
  },
  "disk read-only": {
    weight: 1,
    alone: true,
    text: ({ ms }) => `make the lake read-only for ${ms} ms`,
    async inject({ ms }, { disk }) {
      await disk!.remount("ro");
      await sleep(ms);
      await disk!.remount("rw");
    },
  },
  "store cut": {
    weight: 2,
    text: () => "cut every connection to the object store",
    inject: (_, { store }) => store!.proxy.cut(),
  },
  "store stall": {
    weight: 1,
    alone: true,
    text: (fault, plan) => `let no data to or from the object store through for ${pastSession(fault, plan)} ms`,
    async inject(fault, { store, sessionMs }) {
      const flow = store!.proxy.stall();
      await sleep(pastSession(fault, { sessionMs }));
      flow();
    },
  },
  "store half-close": {
    weight: 1,
    text: ({ number }) => `end every connection's way to the ${number % 2 === 0 ? "client" : "object store"}`,
    inject: ({ number }, { store }) => store!.proxy.halfClose(number % 2 === 0 ? "client" : "broker"),
  },
  "store kill": {
    weight: 1,
    alone: true,
    text: ({ ms }) => `kill the object store for ${ms} ms`,
    inject: ({ ms }, { store }) => store!.restart(ms),
  },
} satisfies Record<string, Kind>;

export type FaultKind = keyof typeof KINDS;

/** Every kind of fault: what is said of it and what it does. */
export const FAULT_KINDS: Readonly<Record<FaultKind, Kind>> = KINDS;
