import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { connectKafka, createTopics, probeBroker, readCommitted } from "../../pipeline/broker/mod.ts";
import { csv, HEADER } from "../support/csv.ts";
import { usingFolder } from "../support/lake.ts";
import { PASSWORDS, startSecureBroker, USERS } from "../support/secure_broker.ts";
import { runTask, startTask } from "../support/task.ts";
import { runToEnd } from "../support/process.ts";

// One that makes topics by itself, for the doctor to find; nothing else here leans on that.
const broker = await startSecureBroker({ "auto.create.topics.enable": "true" });
addEventListener("unload", () => broker.stopNow());

type Listener = "tls" | "sasl" | "saslTls" | "mutualTls" | "plaintext";
type Variables = Record<string, string>;

const tls = (): Variables => ({ KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_CA: broker.ca });
const login = (kind: keyof typeof USERS, mechanism: string): Variables => ({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: USERS[kind],
  KAFKA_SASL_PASSWORD: PASSWORDS[kind],
});
const sasl = (kind: keyof typeof USERS, mechanism: string): Variables => ({
  KAFKA_SECURITY_PROTOCOL: "SASL_PLAINTEXT",
  ...login(kind, mechanism),
});

const LET_IN: [string, Listener, () => Variables][] = [
  ["TLS", "tls", tls],
  ["TLS with a certificate of ours", "mutualTls", () => ({
    ...tls(),
    KAFKA_SSL_CERT: broker.clientCert,
    KAFKA_SSL_KEY: broker.clientKey,
  })],
  ["SASL PLAIN", "sasl", () => sasl("plain", "PLAIN")],
  ["SASL SCRAM-SHA-256", "sasl", () => sasl("scram", "SCRAM-SHA-256")],
  ["SASL SCRAM-SHA-512", "sasl", () => sasl("scram", "SCRAM-SHA-512")],
];

for (const [how, listener, variables] of LET_IN) {
  Deno.test(`topics list is let in by ${how}`, () =>
    usingFolder(async (cwd) => {
      const { code, stderr } = await runTask(cwd, ["topics", "list", "--bootstrap", broker[listener]], variables());
      assert.equal(code, 0, stderr);
    }));
}

const REFUSED: [string, Listener, () => Variables, ...string[]][] = [
  [
    "the password is wrong",
    "sasl",
    () => ({ ...sasl("plain", "PLAIN"), KAFKA_SASL_PASSWORD: "wrong-pass-77" }),
    "refused user or password",
    "KAFKA_SASL_PASSWORD",
  ],
  ["the SCRAM password is wrong", "saslTls", () => ({
    ...sasl("scram", "SCRAM-SHA-512"),
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SSL_CA: broker.ca,
    KAFKA_SASL_PASSWORD: "wrong-pass-77",
  }), "refused user or password"],
  [
    "the certificate is not trusted",
    "tls",
    () => ({ KAFKA_SECURITY_PROTOCOL: "SSL" }),
    "certificate is not trusted",
    "KAFKA_SSL_CA",
  ],
  ["the authority is another", "tls", () => ({ ...tls(), KAFKA_SSL_CA: broker.otherCa }), "certificate is not trusted"],
  // By TLS 1.3 the refusal comes after the handshake, and may be seen as an end of the connection.
  ["a certificate of ours is wanted", "mutualTls", tls, "KAFKA_SSL_CERT"],
  ["we speak plaintext to a TLS port", "tls", () => ({}), "it expects TLS", "KAFKA_SECURITY_PROTOCOL"],
  ["we bring no login", "sasl", () => ({}), "it expects a login", "KAFKA_SECURITY_PROTOCOL"],
  ["we speak TLS to a plaintext port", "plaintext", tls, "does not use TLS", "KAFKA_SECURITY_PROTOCOL"],
  [
    "we bring a login that nobody wants",
    "plaintext",
    () => sasl("plain", "PLAIN"),
    "does not accept a login",
    "KAFKA_SECURITY_PROTOCOL",
  ],
  ["we bring no login behind TLS", "saslTls", tls, "closes the connection", "KAFKA_SECURITY_PROTOCOL"],
];

for (const [when, listener, variables, ...says] of REFUSED) {
  Deno.test(`tasks name what is wrong, and no secret, when ${when}`, () =>
    usingFolder(async (cwd) => {
      const env = { ...variables(), LOG_LEVEL: "debug" };
      const list = ["topics", "list", "--bootstrap", broker[listener]];
      const { code, stdout, stderr } = await runTask(cwd, list, env);
      assert.equal(code, 1, stderr);
      for (const each of [broker[listener], ...says]) {
        assert.ok(stderr.includes(each), `${each} is not told: ${stderr}`);
      }
      assertNoSecret(stdout + stderr);
      await assertNoSecretBelow(cwd);
    }));
}

Deno.test("broker up starts no second broker where one does not let us in", () =>
  usingFolder(async (cwd) => {
    const { code, stderr } = await runTask(cwd, ["broker", "up", "--bootstrap", broker.tls]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /it expects TLS/);
    const wrong = { ...sasl("plain", "PLAIN"), KAFKA_SASL_PASSWORD: "wrong-pass-77" };
    const refused = await runTask(cwd, ["broker", "up", "--bootstrap", broker.sasl], wrong);
    assert.equal(refused.code, 1, refused.stderr);
    assert.match(refused.stderr, /refused user or password/);
  }));

Deno.test("broker status says what it finds at a guarded address", () =>
  usingFolder(async (cwd) => {
    const status = (listener: Listener, env: Variables) =>
      runTask(cwd, ["broker", "status", "--bootstrap", broker[listener]], env);
    assert.match((await status("tls", {})).stdout, /expects TLS/);
    assert.match((await status("sasl", {})).stdout, /expects a login/);
    assert.match((await status("tls", tls())).stdout, /accepts our login/);
    assert.deepEqual(await probeBroker(broker.tls), { kind: "other", wants: "TLS" });
    assert.deepEqual(await probeBroker(broker.sasl), { kind: "other", wants: "SASL" });
  }));

Deno.test("pipeline runs on a cluster with TLS and SCRAM, its consumer too, and no secret is in any file or line", () =>
  usingFolder(async (cwd) => {
    await Deno.writeTextFile(
      `${cwd}/a.csv`,
      csv(
        HEADER,
        ...Array.from({ length: 20 }, (_, hour) => `10/03/2004;${String(hour).padStart(2, "0")}.00.00;2,6;113;13,6;;`),
      ),
    );
    const env = {
      ...tls(),
      ...login("scram", "SCRAM-SHA-512"),
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      LOG_LEVEL: "debug",
    };
    const topics = ["--raw-topic", "s.raw", "--clean-topic", "s.clean", "--dlq-topic", "s.dlq", "--group-id", "s"];
    const run = ["pipeline", "--bootstrap", broker.saslTls, ...topics, "--csv", "a.csv", "--speedup", "max"];
    const { code, stdout, stderr } = await runTask(cwd, run, env);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /conservation +holds/);
    const kafka = connectKafka({ brokers: [broker.plaintext] });
    const committed = [...(await readCommitted(kafka, "s", "s.raw")).values()];
    assert.equal(committed.reduce<number>((sum, offset) => sum + (offset ?? 0), 0), 20);
    assertNoSecret(stdout + stderr);
    await assertNoSecretBelow(cwd);

    const refused = await runTask(cwd, run, env);
    assert.equal(refused.code, 1, refused.stdout + refused.stderr); // it is not ours: never emptied
    assert.match(refused.stderr, /--append/);
  }));

Deno.test("doctor finds auto_creation where it is let in, and broker_refuses where it is not, without the password", () =>
  usingFolder(async (cwd) => {
    const doctor = (password: string) =>
      runTask(cwd, ["doctor", "--json", "--bootstrap", broker.sasl], {
        ...sasl("plain", "PLAIN"),
        KAFKA_SASL_PASSWORD: password,
      });
    const found = async (password: string) => {
      const { code, stdout, stderr } = await doctor(password);
      assert.equal(code, 1, stderr);
      assertNoSecret(stdout + stderr);
      return JSON.parse(stdout).flatMap(({ findings }: { findings: { id: string }[] }) => findings.map(({ id }) => id));
    };
    assert.ok((await found(PASSWORDS.plain)).includes("auto_creation"));
    assert.ok((await found("wrong-pass-77")).includes("broker_refuses"));
  }));

Deno.test("consume's password is neither in the list of processes nor in its metrics", () =>
  usingFolder(async (cwd) => {
    await createTopics(connectKafka({ brokers: [broker.plaintext] }), ["p.raw", "p.clean", "p.dlq"]);
    const topics = ["--in-topic", "p.raw", "--out-topic", "p.clean", "--dlq-topic", "p.dlq", "--group-id", "p"];
    const port = freePort();
    const consume = ["consume", "--bootstrap", broker.sasl, ...topics, "--metrics-port", String(port)];
    const running = startTask(cwd, consume, sasl("plain", "PLAIN"));
    try {
      await running.until("it has its partitions", () => running.stderr().includes("partitions assigned"));
      const { stdout: processes } = await runToEnd("ps", ["-ww", "-eo", "command="]);
      assert.ok(processes.includes("p.raw"));
      assertNoSecret(processes);
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      assert.match(metrics, /^# TYPE /m);
      assertNoSecret(metrics);
    } finally {
      await running.signal("INT");
      await running.outcome;
    }
  }));

function assertNoSecret(text: string): void {
  for (const secret of [...Object.values(PASSWORDS), "wrong-pass-77"]) {
    assert.ok(!text.includes(secret), `${secret} is in: ${text.slice(0, 2_000)}`);
  }
}

/** Every byte of every file: logs, lake, reports. */
async function assertNoSecretBelow(folder: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) await assertNoSecretBelow(path);
    else assertNoSecret(new TextDecoder("latin1").decode(await Deno.readFile(path)));
  }
}
