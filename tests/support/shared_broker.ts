/** The broker that all test files share, for `deno task test`: prints its address, and stops when standard input is closed. @module */
import { startTestBroker } from "./kafka.ts";

const broker = await startTestBroker();
// What closes standard input may be the end of the parent, which a terminal's Ctrl+C tells this process, too.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(name, () => {});
console.log(broker.address);
await Deno.stdin.readable.pipeTo(new WritableStream());
await broker.stop();
Deno.exit(0);
