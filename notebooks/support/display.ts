import { ledger, type Sent } from "./ledger.ts";

/** One output in several forms, by media type: whoever shows it takes the richest that it knows. */
export type Bundle = Record<string, unknown>;

/**
 * Deno's kernel says that a cell is done while outputs are still on their way; what comes later is lost or lands in the next cell.
 * Measured with Deno 2.9.6: none of hundreds came later than this.
 */
const SETTLE_MS = 50;

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

/** Shows an output. To be awaited. */
export async function send(data: Bundle): Promise<void> {
  await broadcast("display_data", data, ledger.display());
  await settle();
}

/** An output that changes in place. */
export interface Live {
  /** Shows this in place of what there was; of a burst, only the last. */
  update(data: Bundle): void;
  /** Shows the last state. To be awaited. */
  end(): Promise<void>;
}

/** Shows an output that changes while the cell runs. */
export async function openLive(data: Bundle): Promise<Live> {
  const entry = ledger.display();
  const id = crypto.randomUUID();
  await broadcast("display_data", data, entry, id);
  let waiting: Bundle | undefined;
  let sending: Promise<void> | undefined;
  const sendWaiting = async () => {
    while (waiting !== undefined) {
      const next = waiting;
      waiting = undefined;
      await broadcast("update_display_data", next, ledger.update(entry), id);
      await settle();
    }
    sending = undefined;
  };
  return {
    update(data) {
      waiting = data;
      sending ??= sendWaiting();
    },
    async end() {
      await sending;
    },
  };
}

/** The number lets the headless runner find out what got lost. */
async function broadcast(type: string, data: Bundle, { output, update }: Sent, displayId?: string): Promise<void> {
  const metadata = { air_quality: { output, update } };
  const transient = displayId === undefined ? {} : { display_id: displayId };
  await Deno.jupyter.broadcast(type as "display_data", { data, metadata, transient });
}

ledger.onLateError = ({ text }) => {
  void send({ "text/plain": `This failed after its cell had ended:\n${text}` });
};
