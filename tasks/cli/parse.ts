import { parseArgs, type ParseArgsConfig } from "node:util";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { nearest } from "./nearest.ts";
import type { Command, Options, OptionSpec, OptionSpecs, Positional } from "./option.ts";
import { isSecret } from "./secret.ts";
import { usageText } from "./usage.ts";

/** Looks a variable up; a denied one is not set. */
export type Environment = (name: string) => string | undefined;

type Raw = string | boolean;

/** A command line taken apart: the last value of each known flag, the words, and the flags that nobody knows. */
interface CommandLine {
  help: boolean;
  values: Map<string, Raw>;
  words: string[];
  faults: string[];
}

/**
 * Reads a command line: flags over environment over defaults. `--help` wins over any fault. An empty variable is not set.
 *
 * @throws {PipelineError} `usage`, listing every fault at once, each with its flag or variable and the form expected.
 */
export function parseCommand<S extends OptionSpecs>(
  command: Command<S>,
  args: string[],
  env: Environment,
): { help: true; text: string } | { help: false; options: Options<S>; positionals: string[] } {
  const { help, values, words, faults } = readLine(Object.values(command.options), args);
  if (help) return { help: true, text: usageText(command) };
  const options: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(command.options)) {
    const read = readOption(spec, values.get(spec.flag), env);
    if ("fault" in read) faults.push(read.fault);
    else options[key] = read.value;
  }
  faults.push(...exclusionFaults(Object.values(command.options), values));
  faults.push(...positionalFaults(command.positionals ?? [], words));
  if (faults.length > 0) throw usageError(command.name, faults);
  return { help: false, options: options as Options<S>, positionals: words };
}

function readLine(
  specs: OptionSpec<unknown>[],
  args: string[],
  line: CommandLine = { help: false, values: new Map(), words: [], faults: [] },
): CommandLine {
  let strayIndex = -1; // where the value of an unknown flag would stand: one fault for each mistake
  for (const token of parseArgs({ args, options: parseArgsOptions(specs), strict: false, tokens: true }).tokens) {
    if (token.kind === "positional" && token.index !== strayIndex) line.words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue, index } = token;
    const spec = specs.find(({ flag }) => flag === name);
    if (name === "help") line.help = true;
    else if (spec === undefined) {
      line.faults.push(unknownFlag(rawName, specs));
      strayIndex = inlineValue ? -1 : index + 1;
    } else if (spec.boolean) line.values.set(name, booleanFrom(value) ?? true);
    else if (!inlineValue && /^--?[A-Za-z]/.test(value ?? "")) {
      // `--csv --topic x`: the value was left out, and parseArgs took the next flag for it.
      line.values.set(name, "");
      return readLine(specs, args.slice(index + 1), line);
    } else {line.values.set(
        name,
        spec.repeats && line.values.has(name) ? `${line.values.get(name)},${value ?? ""}` : value ?? "",
      );}
  }
  return line;
}

function parseArgsOptions(specs: OptionSpec<unknown>[]): NonNullable<ParseArgsConfig["options"]> {
  const entries = specs.map(({ flag, short, boolean }) =>
    [flag, { type: boolean ? "boolean" : "string", ...(short === undefined ? {} : { short }) }] as const
  );
  return Object.fromEntries([...entries, ["help", { type: "boolean", short: "h" }]]);
}

function unknownFlag(rawName: string, specs: OptionSpec<unknown>[]): string {
  const near = nearest(rawName.replace(/^-+/, ""), [...specs.map(({ flag }) => flag), "help"]);
  return `${rawName}: no such flag${near === undefined ? "" : `; did you mean --${near}?`}`;
}

function readOption(
  spec: OptionSpec<unknown>,
  given: Raw | undefined,
  env: Environment,
): { value: unknown } | { fault: string } {
  const variable = given !== undefined || spec.env === undefined ? "" : env(spec.env) ?? "";
  const raw = given ?? (variable === "" ? defaultOf(spec) : variable);
  const result = spec.schema.safeParse(spec.boolean ? booleanFrom(raw) : raw);
  if (result.success && raw !== "") return { value: result.data };
  const expected = spec.boolean
    ? "expected true or false"
    : result.error?.issues[0]?.message.replace(/^Invalid \w+: /, "") ?? "expected a value";
  const got = raw === undefined || raw === "" ? "nothing" : isSecret(spec.flag) ? "a value not shown" : `"${raw}"`;
  return { fault: `${variable === "" ? `--${spec.flag}` : spec.env}: ${expected}, got ${got}` };
}

function exclusionFaults(specs: OptionSpec<unknown>[], values: CommandLine["values"]): string[] {
  const isGiven = (flag: string) => (values.get(flag) ?? false) !== false;
  return specs.flatMap(({ flag, excludes }) =>
    excludes !== undefined && isGiven(flag) && isGiven(excludes)
      ? [`--${excludes} and --${flag}: expected one of them, got both`]
      : []
  );
}

function defaultOf(spec: OptionSpec<unknown>): Raw | undefined {
  if (spec.boolean) return spec.default === true;
  return spec.default === undefined ? undefined : String(spec.default);
}

/** Text that is neither is left as it is, for the schema to refuse. */
function booleanFrom(raw: Raw | undefined): Raw | undefined {
  if (typeof raw !== "string") return raw;
  return /^(true|yes|on|1)$/i.test(raw) || (/^(false|no|off|0)$/i.test(raw) ? false : raw);
}

function positionalFaults(positionals: Positional[], words: string[]): string[] {
  const faults = positionals.flatMap(({ name, choices, optional }, at) => {
    const word = words[at];
    const expected = choices === undefined ? "a word" : choices.join(", ");
    if (word === undefined) return optional ? [] : [`${name}: expected ${expected}, got nothing`];
    if (choices === undefined || choices.includes(word)) return [];
    const near = nearest(word, choices);
    return [`${name}: expected ${expected}, got "${word}"${near === undefined ? "" : `; did you mean ${near}?`}`];
  });
  return [...faults, ...words.slice(positionals.length).map((word) => `"${word}": expected no such argument`)];
}

function usageError(name: string, faults: string[]): PipelineError {
  const [first] = faults;
  const message = faults.length === 1
    ? `Cannot run ${name} as ${first}`
    : [`Cannot run ${name} as ${faults.length} settings are wrong`, ...faults.map((fault) => `  ${fault}`)].join("\n");
  return new PipelineError("usage", message, { hint: `deno task ${name} --help` });
}
