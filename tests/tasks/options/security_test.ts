import assert from "node:assert/strict";
import { PipelineError } from "../../../pipeline/common/mod.ts";
import { securityOf } from "../../../tasks/options/security.ts";

const read = (variables: Record<string, string>) => securityOf((name) => variables[name]);
const LOGIN = { KAFKA_SASL_MECHANISM: "SCRAM-SHA-256", KAFKA_SASL_USERNAME: "u", KAFKA_SASL_PASSWORD: "very-secret" };

Deno.test("securityOf() is a plain connection when nothing is set, or set to nothing", () => {
  assert.deepEqual(read({}), {});
  assert.deepEqual(read({ KAFKA_SECURITY_PROTOCOL: "", KAFKA_SASL_PASSWORD: "", KAFKA_SSL_CA: "" }), {});
});

Deno.test("securityOf() reads TLS, login and both", async () => {
  const pem = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(pem, "-----BEGIN CERTIFICATE-----\n");
    const text = await Deno.readTextFile(pem);
    const sasl = { mechanism: "scram-sha-256", username: "u", password: "very-secret" };
    assert.deepEqual(read({ KAFKA_SECURITY_PROTOCOL: "SSL" }), { ssl: {} });
    const keys = { KAFKA_SSL_CA: pem, KAFKA_SSL_CERT: pem, KAFKA_SSL_KEY: pem };
    assert.deepEqual(read({ KAFKA_SECURITY_PROTOCOL: "SSL", ...keys }), { ssl: { ca: text, cert: text, key: text } });
    assert.deepEqual(read({ KAFKA_SECURITY_PROTOCOL: "SASL_PLAINTEXT", ...LOGIN }), { sasl });
    assert.deepEqual(read({ KAFKA_SECURITY_PROTOCOL: "SASL_SSL", ...LOGIN, KAFKA_SSL_CA: pem }), {
      ssl: { ca: text },
      sasl,
    });
  } finally {
    await Deno.remove(pem);
  }
});

for (
  const [when, variables, ...says] of [
    ["the protocol is unknown", { KAFKA_SECURITY_PROTOCOL: "TLS" }, "expected PLAINTEXT, SSL", 'got "TLS"'],
    [
      "nothing of the login is there: all at once",
      { KAFKA_SECURITY_PROTOCOL: "SASL_SSL" },
      "KAFKA_SASL_MECHANISM: expected PLAIN",
      "KAFKA_SASL_USERNAME: expected a user",
      "KAFKA_SASL_PASSWORD: expected a password",
    ],
    ["there is a login that is not asked for", LOGIN, "KAFKA_SECURITY_PROTOCOL is PLAINTEXT"],
    ["there is a certificate without TLS", { KAFKA_SSL_CA: "ca.pem" }, "expected SSL or SASL_SSL"],
    ["a key has no certificate", { KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_KEY: "k" }, "both or neither"],
    [
      "a file is not there",
      { KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_CA: "no/such.pem" },
      "no/such.pem",
      "no such file",
    ],
    ["a file is no PEM", { KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_CA: "deno.json" }, "deno.json", "-----BEGIN"],
  ] as [string, Record<string, string>, ...string[]][]
) {
  Deno.test(`securityOf() refuses, and shows no password, when ${when}`, () => {
    assert.throws(() => read(variables), (error) => {
      assert.ok(error instanceof PipelineError);
      for (const each of says) assert.ok(error.message.includes(each), error.message);
      assert.ok(!error.message.includes("very-secret"));
      return true;
    });
  });
}
