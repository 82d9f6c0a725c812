/** What every station shares: the error family, time as an effect, a folder to write in, a lock. @module */
export { type ErrorCode, PipelineError } from "./error.ts";
export { ByteWriter, copyBytes, writeDigits } from "./byte_writer.ts";
export { cacheFolder } from "./cache_folder.ts";
export { type Clock, systemClock } from "./clock.ts";
export { exists, isAbsent, namesIn, readTextIfThere, removeIfThere } from "./there.ts";
export { flush, writeFileAtomic } from "./durable.ts";
export { isLoopbackHost } from "./loopback.ts";
export { makeFolder } from "./folder.ts";
export { type LockOptions, withLock } from "./lock.ts";
export { isDiskFull, isDiskRefusal } from "./refusal.ts";
export { parseStored } from "./stored.ts";
export { together } from "./together.ts";
export { waitUntil } from "./wait.ts";
export { writeWhole } from "./whole_file.ts";
