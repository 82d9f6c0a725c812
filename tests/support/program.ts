/** The path of a program, as `PATH` finds it; undefined where there is none. */
export async function programPath(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${name}`;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return undefined;
}

/** Whether this process may start a program and there is one. */
export async function isOnPath(name: string): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "run", command: name });
  return state === "granted" && await programPath(name) !== undefined;
}
