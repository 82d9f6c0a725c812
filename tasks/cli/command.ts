/** What every task is built on: its flags declared once, and one way to run, to stop and to fail. @module */
export { type Command, defineCommand, type Options, type OptionSpec } from "./option.ts";
export { parseCommand } from "./parse.ts";
export { runTask, type TaskContext } from "./run.ts";
export type { Logger } from "./log.ts";
export type { Progress } from "./progress.ts";
export {
  duration,
  hostPorts,
  nonNegativeInteger,
  port,
  positiveInteger,
  positiveNumber,
  speedup,
  text,
  topicName,
} from "./schema.ts";
