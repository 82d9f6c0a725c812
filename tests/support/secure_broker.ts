import { freePort } from "../../pipeline/broker/address.ts";
import { kafkaClassPath } from "../../pipeline/local_kafka/java.ts";
import { probeBroker } from "../../pipeline/broker/probe.ts";
import { spawnJava } from "../../pipeline/local_kafka/process.ts";
import { cacheDir } from "./kafka.ts";
import { runToEnd } from "./process.ts";
import { waitFor } from "./wait.ts";

/** Words that must never be seen anywhere but in the environment and in the broker's own files. */
export const PASSWORDS = { plain: "plain-pass-8c1f", scram: "scram-pass-52d7" };

export const USERS = { plain: "paula", scram: "sam" };

/** A broker that asks for TLS, for a login, or for both, each at a port of its own. */
export interface SecureBroker {
  plaintext: string;
  tls: string;
  sasl: string;
  saslTls: string;
  /** Asks clients for a certificate, too. */
  mutualTls: string;
  /** PEM files: the authority of its certificate, another that it does not know, and a client's certificate and key. */
  ca: string;
  otherCa: string;
  clientCert: string;
  clientKey: string;
  stop(): Promise<void>;
  /** The same for an unload listener, which cannot wait. */
  stopNow(): void;
}

/** keytool's commands by one JVM, and then the keys as PEM, which keytool does not give. */
const MAKE_CERTIFICATES = `
import java.io.*; import java.nio.file.*; import java.security.*; import java.util.*;
public class MakeCertificates {
  static String store = "-storepass changeit -keystore all.p12 -storetype PKCS12 ";
  static KeyStore keys;
  static void keytool(String line) throws Exception { sun.security.tools.keytool.Main.main((line + " " + store).trim().split(" ")); }
  static String pem(String what, byte[] der) {
    return "-----BEGIN " + what + "-----\\n" + Base64.getMimeEncoder(64, "\\n".getBytes()).encodeToString(der) + "\\n-----END " + what + "-----\\n";
  }
  static String cert(String name) throws Exception { return pem("CERTIFICATE", keys.getCertificate(name).getEncoded()); }
  static String key(String name) throws Exception { return pem("PRIVATE KEY", keys.getKey(name, "changeit".toCharArray()).getEncoded()); }
  static void write(String path, String text) throws Exception { Files.writeString(Path.of(path), text); }
  public static void main(String[] names) throws Exception {
    String make = "-genkeypair -keyalg EC -groupname secp256r1 -validity 3650 ";
    keytool(make + "-alias ca -dname CN=ca -ext bc:c");
    keytool(make + "-alias other -dname CN=other -ext bc:c");
    keytool(make + "-alias server -dname CN=server -signer ca -ext san=ip:127.0.0.1,dns:localhost");
    keytool(make + "-alias client -dname CN=client -signer ca -ext eku=clientAuth");
    keys = KeyStore.getInstance(new File("all.p12"), "changeit".toCharArray());
    write("ca.pem", cert("ca"));
    write("other.pem", cert("other"));
    write("client.pem", cert("client"));
    write("client.key", key("client"));
    write("server.pem", key("server") + cert("server") + cert("ca"));
  }
}`;

async function java(cwd: string, args: string[]): Promise<void> {
  const { code, stdout, stderr } = await runToEnd("java", args, { cwd });
  if (code !== 0) throw new Error(stdout + stderr);
}

/** Starts it; it takes some 10 s. @param properties of the server besides its own, as `auto.create.topics.enable` */
export async function startSecureBroker(properties: Record<string, string> = {}): Promise<SecureBroker> {
  const folder = await Deno.makeTempDir({ prefix: "secure-" });
  await Deno.writeTextFile(`${folder}/MakeCertificates.java`, MAKE_CERTIFICATES);
  await java(folder, ["--add-exports", "java.base/sun.security.tools.keytool=ALL-UNNAMED", "MakeCertificates.java"]);

  const names = ["PLAINTEXT", "TLS", "SASL", "SASL_TLS", "MUTUAL"];
  const ports = Object.fromEntries([...names, "CONTROLLER"].map((name) => [name, freePort()]));
  const at = (name: string) => `127.0.0.1:${ports[name]}`;
  const urls = (of: string[]) => of.map((name) => `${name}://${at(name)}`).join(",");
  const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
  const plain =
    `org.apache.kafka.common.security.plain.PlainLoginModule required user_${USERS.plain}="${PASSWORDS.plain}";`;
  const login = (listener: string) => ({
    [`listener.name.${listener}.sasl.enabled.mechanisms`]: "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    [`listener.name.${listener}.plain.sasl.jaas.config`]: plain,
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`]: scram,
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`]: scram,
  });
  const settings: Record<string, string> = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@${at("CONTROLLER")}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listeners": urls([...names, "CONTROLLER"]),
    "advertised.listeners": urls(names),
    "listener.security.protocol.map":
      "PLAINTEXT:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT,SASL_TLS:SASL_SSL,MUTUAL:SSL,CONTROLLER:PLAINTEXT",
    "log.dirs": "data",
    "ssl.keystore.location": "server.pem",
    "ssl.keystore.type": "PEM",
    "ssl.truststore.location": "ca.pem",
    "ssl.truststore.type": "PEM",
    "listener.name.mutual.ssl.client.auth": "required",
    ...login("sasl"),
    ...login("sasl_tls"),
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    "log.cleaner.dedupe.buffer.size": "10485760",
    ...properties,
  };
  const text = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join("");
  await Deno.writeTextFile(`${folder}/server.properties`, text);
  const classPath = await kafkaClassPath({ cacheDir, onStep: () => {} });
  const run = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", classPath];
  await java(folder, [
    ...[...run, "kafka.tools.StorageTool", "format", "--cluster-id", "4L6g3nShT-eMCtK--X86sw"],
    ...["--config", "server.properties"],
    ...["256", "512"].flatMap((bits) => [
      "--add-scram",
      `SCRAM-SHA-${bits}=[name=${USERS.scram},password=${PASSWORDS.scram}]`,
    ]),
  ]);
  const broker = spawnJava("kafka", [...run, "kafka.Kafka", "server.properties"], folder);
  const isUp = async () => {
    if (broker.hasEnded()) throw new Error(`the secure broker ended: ${broker.stderr()}`);
    const probe = await probeBroker(at("PLAINTEXT"));
    return probe.kind === "kafka" && probe.brokers > 0;
  };
  const stop = async () => {
    if (!broker.hasEnded()) broker.kill();
    await broker.ended;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await waitFor("the secure broker answers", isUp);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    plaintext: at("PLAINTEXT"),
    tls: at("TLS"),
    sasl: at("SASL"),
    saslTls: at("SASL_TLS"),
    mutualTls: at("MUTUAL"),
    ca: `${folder}/ca.pem`,
    otherCa: `${folder}/other.pem`,
    clientCert: `${folder}/client.pem`,
    clientKey: `${folder}/client.key`,
    stop,
    stopNow() {
      broker.kill();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
