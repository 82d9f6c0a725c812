import {
  connectKafka,
  isLoopback,
  isSecured,
  type Kafka,
  type Probe,
  probeBroker,
  readAutoCreation,
  requireBroker,
  type Security,
} from "../../broker/mod.ts";
import type { BrokerStatus } from "../../local_kafka/mod.ts";
import { PipelineError } from "../../common/mod.ts";
import { type Diagnosis, type Finding, finding } from "./finding.ts";

/** Where a broker of this machine is looked for when the given address leads nowhere. */
export const USUAL_ADDRESS = "127.0.0.1:9092";

export interface BrokerOptions {
  readonly brokers: readonly string[];
  readonly security: Security;
  /** The local broker that was started from here, if any. */
  readonly local: BrokerStatus | undefined;
  /** {@linkcode USUAL_ADDRESS} unless a test has another. */
  readonly usualAddress?: string;
}

/** The broker's diagnosis, and a client where the cluster can be used. */
export interface BrokerDiagnosis extends Diagnosis {
  readonly kafka: Kafka | null;
}

/** Looks for a broker at the addresses, and whether it can be used from here. */
export async function diagnoseBroker(options: BrokerOptions): Promise<BrokerDiagnosis> {
  const { brokers, security, local } = options;
  const stale = local !== undefined && !local.running
    ? [finding("broker_stale", `it was started at ${local.address} (${local.mode}), but does not answer`)]
    : [];
  const gone = local?.running ? local.nodes.filter(({ running }) => !running) : [];
  const down = gone.map(({ address }) =>
    finding("broker_node_down", `nothing answers at ${address}`, {
      fix: `deno task broker up --nodes ${local!.nodes.length} --bootstrap ${local!.address}`,
    })
  );
  const { findings, sound } = isSecured(security) ? await letIn(brokers, security) : await answering(options);
  const usable = findings.length === 0;
  const kafka = usable ? connectKafka({ ...security, brokers: [...brokers] }) : null;
  const settings = kafka !== null && await readAutoCreation(kafka)
    ? [finding("auto_creation", "auto.create.topics.enable is on at the broker")]
    : [];
  const clear = loginInClear(options);
  return {
    area: "broker",
    sound,
    findings: [...findings, ...clear, ...settings, ...down, ...(usable ? [] : stale)],
    kafka,
  };
}

/** A password on its way to another host that anybody in between can read. */
export function loginInClear({ brokers, security: { sasl, ssl } }: BrokerOptions): Finding[] {
  const far = brokers.filter((address) => !isLoopback(address));
  if (sasl?.mechanism !== "plain" || ssl !== undefined || far.length === 0) return [];
  return [finding("login_in_clear", `SASL PLAIN without TLS to ${far.join(", ")}`)];
}

type Look = Pick<Diagnosis, "findings" | "sound">;

async function letIn(brokers: readonly string[], security: Security): Promise<Look> {
  try {
    await requireBroker(brokers, security);
    return { sound: [`${brokers.join(", ")} accepts our login`], findings: [] };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return { sound: [], findings: [finding("broker_refuses", error.message, { fix: error.hint ?? "" })] };
  }
}

async function answering({ brokers, usualAddress = USUAL_ADDRESS }: BrokerOptions): Promise<Look> {
  const probes = await Promise.all(brokers.map(async (address) => ({ address, probe: await probeBroker(address) })));
  const answer = probes.find(({ probe }) => probe.kind === "kafka");
  if (answer !== undefined) {
    const probe = answer.probe as Probe & { kind: "kafka" };
    if (probe.brokers === 0) {
      return { sound: [], findings: [finding("broker_starting", `${answer.address} is starting`)] };
    }
    const lost = await unreachable(probe.advertised);
    const sound = [`Kafka at ${answer.address}, cluster ${probe.clusterId}`];
    return lost.length < probe.advertised.length ? { sound, findings: [] } : {
      sound: [],
      findings: [
        finding(
          "broker_advertised",
          `${answer.address} sends clients to ${lost.join(", ")}, but nothing answers there`,
        ),
      ],
    };
  }
  const findings = await Promise.all(probes.map(({ address, probe }) => nowhere(address, probe, usualAddress)));
  return { sound: [], findings };
}

async function unreachable(addresses: readonly string[]): Promise<string[]> {
  const probes = await Promise.all(addresses.map((address) => probeBroker(address, 3_000)));
  return addresses.filter((_, at) => probes[at]!.kind === "closed");
}

async function nowhere(address: string, probe: Probe, usualAddress: string): Promise<Finding> {
  if (probe.kind === "other" && probe.wants !== undefined) {
    return finding("broker_guarded", `${address} ${probe.wants === "TLS" ? "expects TLS" : "expects a login"}`);
  }
  if (probe.kind === "other") return finding("broker_not_kafka", `something other than Kafka answers at ${address}`);
  if (isLoopback(address)) return finding("broker_down", `nothing listens at ${address}`);
  if (/^[\w-]+:/.test(address) && (await probeBroker(usualAddress)).kind === "kafka") {
    const what = `nothing answers at ${address}, while Kafka answers at ${usualAddress}`;
    return finding("broker_container_address", what, {
      fix: `unset KAFKA_BROKERS, or use --bootstrap ${usualAddress}`,
    });
  }
  return finding("broker_unreachable", `nothing answers at ${address}`);
}
