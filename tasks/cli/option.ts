import type { z } from "zod";

/** One flag of a command, and the environment variable that stands in for it. */
export interface OptionSpec<T> {
  /** Long name without the dashes: `batch-size`. */
  flag: string;
  /** One letter: `b`. */
  short?: string;
  /** Environment variable that is read where the flag is not given. */
  env?: string;
  /** Reads the text of the flag or variable; `.optional()` where there need not be one. A boolean flag's is `z.boolean()`. */
  schema: z.ZodType<T>;
  /** Written as a user would write it (`"5s"`, `1000`), and read by `schema` too. A boolean flag without one defaults to false. */
  default?: unknown;
  /** What stands for the value in `--help`: `ROWS`. */
  placeholder?: string;
  describe: string;
  /** True for a flag that takes no value. */
  boolean?: boolean;
  /** True for a flag that may be given several times: its values come with commas between. */
  repeats?: boolean;
  /** An older name of the flag, without the dashes: still taken, and the user is shown the new one. */
  formerFlag?: string;
  /** True for a path: a relative one is meant from the folder that the user called the task in. */
  path?: boolean;
  /** The flags that cannot be given beside this one. */
  excludes?: readonly string[];
}

export interface Positional {
  name: string;
  choices?: readonly string[];
  describe: string;
  optional?: boolean;
  /** As that of an option. */
  path?: boolean;
}

export type OptionSpecs = Record<string, OptionSpec<unknown>>;

/** What a command takes. The keys of `options` are the camelCase names under which `main` gets the values. */
export interface Command<S extends OptionSpecs> {
  name: string;
  summary: string;
  options: S;
  positionals?: Positional[];
  /**
   * True where a closed terminal must stop the task as Ctrl+C does, as something is to be stopped with it. The others end at once, and
   * go on under `nohup`.
   */
  stopsAtHangup?: boolean;
  /** Command lines without `deno task`: `produce --speedup max`. */
  examples?: string[];
}

/** The values of a command's options, as its schemas read them. */
export type Options<S extends OptionSpecs> = { [K in keyof S]: z.output<S[K]["schema"]> };

/** The command as given: it is here for its types to be inferred. */
export function defineCommand<S extends OptionSpecs>(command: Command<S>): Command<S> {
  return command;
}
