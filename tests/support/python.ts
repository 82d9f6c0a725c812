/** Runs the `python3` of PATH: `python.ts ARGUMENT…`. A test itself may not, but may run deno with this. */
const { code } = await new Deno.Command("python3", { args: Deno.args, stdin: "null" }).spawn().status;
Deno.exit(code);
