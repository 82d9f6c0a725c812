import type { Command, OptionSpec, OptionSpecs, Positional } from "./option.ts";

/** The text of `--help`: every flag with its variable and its default. */
export function usageText(command: Command<OptionSpecs>): string {
  const positionals = command.positionals ?? [];
  const sections = [
    command.summary,
    ["Usage: deno task", command.name, ...positionals.map(positionalForm), "[OPTIONS]"].join(" "),
  ];
  if (positionals.length > 0) {
    sections.push(table("Arguments:", positionals.map((one) => [one.name.toUpperCase(), positionalText(one)])));
  }
  const options = Object.values(command.options).map((spec): [string, string] => [optionForm(spec), optionText(spec)]);
  sections.push(table("Options:", [...options, ["-h, --help", "print this text"]]));
  if (command.examples !== undefined) {
    sections.push(["Examples:", ...command.examples.map((line) => `  deno task ${line}`)].join("\n"));
  }
  return sections.join("\n\n") + "\n";
}

function positionalForm({ name, optional }: Positional): string {
  return optional ? `[${name.toUpperCase()}]` : name.toUpperCase();
}

function positionalText({ describe, choices }: Positional): string {
  return choices === undefined ? describe : `${describe}: ${choices.join(", ")}`;
}

function optionForm(spec: OptionSpec<unknown>): string {
  const value = spec.boolean ? "" : ` ${spec.placeholder ?? "VALUE"}`;
  return `${spec.short === undefined ? "   " : `-${spec.short},`} --${spec.flag}${value}`;
}

function optionText(spec: OptionSpec<unknown>): string {
  const notes = [
    ...(spec.default === undefined ? [] : [`default ${spec.default}`]),
    ...(spec.env === undefined ? [] : [`variable ${spec.env}`]),
  ];
  return notes.length === 0 ? spec.describe : `${spec.describe} (${notes.join("; ")})`;
}

function table(title: string, rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [title, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join("\n");
}
