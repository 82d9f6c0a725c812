/** Names, or everything, with the reason why no names can be given. */
export type Grant = readonly string[] | { readonly any: string };

const KINDS = ["read", "write", "net", "env", "sys", "ffi", "run"] as const;

export type GrantKind = typeof KINDS[number];

/** What a task may do, by Deno's kinds of permission. A kind that is left out is denied. */
export type Needs = { readonly [kind in GrantKind]?: Grant };

/** A task of deno.json. */
export interface TaskEntry {
  /** Where it is not `tasks/NAME.ts`. */
  readonly script?: string;
  readonly v8Flags?: readonly string[];
  /** Added up. */
  readonly needs: readonly Needs[];
}

/**
 * The command of a task as deno.json has it. A path that starts with `./` lies in the repository, any other in the folder that the
 * task works in: `taskLine()` tells them apart where a task runs in another folder.
 */
export function taskCommand(name: string, { script, v8Flags = [], needs }: TaskEntry): string {
  const flags = KINDS.flatMap((kind) => flagOf(kind, addUp(kind, needs)) ?? []);
  return [
    "deno run",
    ...(v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.join(",")}`]),
    "--frozen",
    "--no-prompt",
    ...flags,
    script ?? `tasks/${name.replaceAll(":", "_")}.ts`,
  ].join(" ");
}

/** What the task may do of one kind; undefined where it may do nothing of it. */
export function addUp(kind: GrantKind, needs: readonly Needs[]): Grant | undefined {
  const grants = needs.flatMap(({ [kind]: grant }) => grant === undefined ? [] : [grant]);
  const reasons = grants.flatMap((grant) => "any" in grant ? [grant.any] : []);
  if (reasons.length > 0) return { any: [...new Set(reasons)].join("; ") };
  const names = [...new Set(grants.flatMap((grant) => "any" in grant ? [] : grant))];
  return names.length === 0 ? undefined : names;
}

function flagOf(kind: GrantKind, grant: Grant | undefined): string | undefined {
  if (grant === undefined) return undefined;
  return "any" in grant ? `--allow-${kind}` : `--allow-${kind}=${grant.join(",")}`;
}
