/**
 * Runs deno in a process that finds only what is in one folder: `on_path.ts FOLDER ARGUMENT…`. A test itself may start programs by
 * the names that its own PATH gives them, and no others.
 */
const [path, ...args] = Deno.args;
Deno.env.set("PATH", path!);
const { code } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn().status;
Deno.exit(code);
