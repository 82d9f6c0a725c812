import { runToEnd } from "../support/process.ts";

/** A small disk of its own in memory, which can be filled and made read-only. Root's to have. */
export class Disk {
  private constructor(readonly folder: string) {}

  /** Null where this machine does not let us. */
  static async mount(folder: string): Promise<Disk | null> {
    const isMounted = await run("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder]);
    return isMounted ? new Disk(folder) : null;
  }

  async fill(): Promise<void> {
    using file = await Deno.open(this.#ballast, { write: true, create: true });
    const block = new Uint8Array(65_536);
    try {
      for (;;) await file.write(block);
    } catch {
      // no more room, as was wanted
    }
  }

  async free(): Promise<void> {
    await Deno.remove(this.#ballast);
  }

  async remount(mode: "ro" | "rw"): Promise<void> {
    await run("mount", ["-o", `remount,${mode}`, this.folder]);
  }

  async unmount(): Promise<void> {
    await run("umount", ["-l", this.folder]);
  }

  get #ballast(): string {
    return `${this.folder}/ballast`;
  }
}

async function run(program: "mount" | "umount", args: readonly string[]): Promise<boolean> {
  try {
    return (await runToEnd(program, args)).code === 0;
  } catch {
    return false;
  }
}
