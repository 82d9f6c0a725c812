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
  /** What the user should know of flags that were given by an older name. */
  notices: string[];
}

/** What a command line asks for. */
export type Parsed<S extends OptionSpecs> =
  | { help: true; text: string }
  | { help: false; options: Options<S>; positionals: string[]; notices: string[] };

/**
 * Reads a command line: flags over environment over defaults. `--help` wins over any fault. An empty variable is not set.
 *
 * @param fromCaller a path as it is from the folder that the user called the task in; defaults are meant from the working folder
 * @throws {PipelineError} `usage`, listing every fault at once, each with its flag or variable and the form expected.
 */
export function parseCommand<S extends OptionSpecs>(
  command: Command<S>,
  args: string[],
  env: Environment,
  fromCaller: (path: string) => string = (path) => path,
): Parsed<S> {
  const { help, values, words, faults, notices } = readLine(Object.values(command.options), args);
  if (help) return { help: true, text: usageText(command) };
  const options: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(command.options)) {
    const read = readOption(spec, values.get(spec.flag), env, fromCaller);
    if ("fault" in read) faults.push(read.fault);
    else options[key] = read.value;
  }
  faults.push(...exclusionFaults(Object.values(command.options), values));
  faults.push(...positionalFaults(command.positionals ?? [], words));
  if (faults.length > 0) throw usageError(command.name, faults);
  const positionals = words.map((word, at) => command.positionals?.[at]?.path ? fromCaller(word) : word);
  return { help: false, options: options as Options<S>, positionals, notices };
}

function readLine(
  specs: OptionSpec<unknown>[],
  args: string[],
  line: CommandLine = { help: false, values: new Map(), words: [], faults: [], notices: [] },
): CommandLine {
  let strayIndex = -1; // where the value of an unknown flag would stand: one fault for each mistake
  for (const token of parseArgs({ args, options: parseArgsOptions(specs), strict: false, tokens: true }).tokens) {
    if (token.kind === "positional" && token.index !== strayIndex) line.words.push(token.value);
    if (token.kind !== "option") continue;
    const { rawName, value, inlineValue, index } = token;
    const spec = specs.find(({ flag, formerFlag }) => flag === token.name || formerFlag === token.name);
    const name = spec?.flag ?? token.name;
    if (spec !== undefined && token.name === spec.formerFlag) {
      line.notices.push(`${rawName} is now called --${spec.flag}: the old name still works`);
    }
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
  const former = specs.flatMap(({ formerFlag, boolean }) =>
    formerFlag === undefined ? [] : [[formerFlag, { type: boolean ? "boolean" : "string" }] as const]
  );
  return Object.fromEntries([...entries, ...former, ["help", { type: "boolean", short: "h" }]]);
}

function unknownFlag(rawName: string, specs: OptionSpec<unknown>[]): string {
  const near = nearest(rawName.replace(/^-+/, ""), [...specs.map(({ flag }) => flag), "help"]);
  return `${rawName}: no such flag${near === undefined ? "" : `; did you mean --${near}?`}`;
}

function readOption(
  spec: OptionSpec<unknown>,
  given: Raw | undefined,
  env: Environment,
  fromCaller: (path: string) => string,
): { value: unknown } | { fault: string } {
  const variable = given !== undefined || spec.env === undefined ? "" : env(spec.env) ?? "";
  const own = given ?? (variable === "" ? undefined : variable);
  const raw = spec.path && typeof own === "string" && own !== "" ? fromCaller(own) : own ?? defaultOf(spec);
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
  return specs.filter(({ flag }) => isGiven(flag)).flatMap(({ flag, excludes = [] }) =>
    excludes.filter(isGiven).map((other) => `--${other} and --${flag}: expected one of them, got both`)
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
  return [...faults, ...words.slice(positionals.length).map((word) => `"${word}": unexpected argument`)];
}

function usageError(name: string, faults: string[]): PipelineError {
  const [first] = faults;
  const message = faults.length === 1
    ? `Cannot run ${name} as ${first}`
    : [`Cannot run ${name} as ${faults.length} settings are wrong`, ...faults.map((fault) => `  ${fault}`)].join("\n");
  return new PipelineError("usage", message, { hint: `deno task ${name} --help` });
}
