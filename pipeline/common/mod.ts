/** What every station shares: the error family and time as an effect. @module */
export { type ErrorCode, PipelineError } from "./error.ts";
export { type Clock, systemClock } from "./clock.ts";
