import { seededRandom } from "../../stats/mod.ts";
import { LstmNetwork, type LstmShape } from "./lstm_network.ts";

/** Hours to learn from: standardised inputs of every hour, and for some hours what comes next. */
export interface LstmData {
  /** Row after row. */
  readonly x: Float64Array;
  /** By hour: what is to be forecast from the window that ends with it, standardised; NaN where nothing is. */
  readonly y: Float64Array;
}

/** How a network learns. */
export interface LstmSettings extends LstmShape {
  /** Hours of a window. */
  readonly window: number;
  /** Consecutive hours that are learnt together: their windows share nearly all of their inputs. */
  readonly block: number;
  readonly blocksPerStep: number;
  readonly rate: number;
  readonly maxEpochs: number;
  /** Epochs without a better validation after which it ends. */
  readonly patience: number;
}

const CLIP = 1, BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

/**
 * Learns by Adam (Kingma and Ba, 2015) on blocks in an order that the seed decides, and keeps the parameters that were best on the last
 * chronological tenth, which is never learnt from.
 */
export function trainLstm(data: LstmData, settings: LstmSettings, seed: number): LstmNetwork {
  const random = seededRandom(seed), network = new LstmNetwork(settings);
  network.initialise(random);
  const origins = [...data.y.keys()].filter((hour) => !Number.isNaN(data.y[hour]!));
  const first = origins[Math.floor(0.9 * origins.length)]!;
  const blocks = blocksOf(origins.filter((hour) => hour < first), settings.block);
  const held = blocksOf(origins.filter((hour) => hour >= first), settings.block);
  const adam = new Adam(network.parameters, settings.rate);
  let best = Infinity, kept = network.parameters.slice();
  for (let epoch = 0, worse = 0; epoch < settings.maxEpochs && worse < settings.patience; epoch++) {
    for (let at = blocks.length - 1; at > 0; at--) {
      const other = Math.floor(random.uniform() * (at + 1));
      [blocks[at], blocks[other]] = [blocks[other]!, blocks[at]!];
    }
    for (let at = 0; at < blocks.length; at += settings.blocksPerStep) {
      const gradient = new Float64Array(network.parameters.length);
      let count = 0;
      for (const block of blocks.slice(at, at + settings.blocksPerStep)) {
        blockLoss(network, data, settings, block, gradient);
        count += block.length;
      }
      adam.step(gradient, count);
    }
    const loss = held.reduce((sum, block) => sum + blockLoss(network, data, settings, block), 0);
    worse = loss < best ? 0 : worse + 1;
    if (loss < best) {
      best = loss;
      kept = network.parameters.slice();
    }
  }
  return new LstmNetwork(settings, kept);
}

/** Hours of the same stretch of `size` hours. */
function blocksOf(hours: readonly number[], size: number): number[][] {
  return [...Map.groupBy(hours, (hour) => Math.floor(hour / size)).values()];
}

/**
 * Half the squared errors of the hours of one block; adds their gradient where one is given.
 *
 * @param block origins, ascending
 */
export function blockLoss(
  network: LstmNetwork,
  { x, y }: LstmData,
  { inputs, hidden, window }: Pick<LstmSettings, "inputs" | "hidden" | "window">,
  block: readonly number[],
  gradient?: Float64Array,
): number {
  const start = block[0]! - window + 1, hours = block.at(-1)! - start + 1;
  const own = x.subarray(start * inputs, (start + hours) * inputs), projected = network.project(own, hours);
  const slopes = new Float64Array(gradient === undefined ? 0 : hours * 4 * hidden), trace = network.newTrace(window);
  let loss = 0;
  for (const origin of block) {
    const from = origin - window + 1 - start, error = network.run(projected, from, window, trace) - y[origin]!;
    loss += error * error / 2;
    if (gradient !== undefined) network.backward(error, from, window, trace, gradient, slopes);
  }
  if (gradient !== undefined) network.backwardProject(own, hours, slopes, gradient);
  return loss;
}

class Adam {
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(private readonly parameters: Float64Array, private readonly rate: number) {
    this.#first = new Float64Array(parameters.length);
    this.#second = new Float64Array(parameters.length);
  }

  /** @param count hours that the gradient is the sum over */
  step(gradient: Float64Array, count: number): void {
    let norm = 0;
    for (const slope of gradient) norm += (slope / count) ** 2;
    const scale = Math.min(1, CLIP / Math.sqrt(norm)) / count;
    this.#steps++;
    const unbias1 = 1 - BETA1 ** this.#steps, unbias2 = 1 - BETA2 ** this.#steps;
    for (let i = 0; i < gradient.length; i++) {
      const slope = gradient[i]! * scale;
      this.#first[i] = BETA1 * this.#first[i]! + (1 - BETA1) * slope;
      this.#second[i] = BETA2 * this.#second[i]! + (1 - BETA2) * slope * slope;
      this.parameters[i]! -= this.rate * this.#first[i]! / unbias1 / (Math.sqrt(this.#second[i]! / unbias2) + EPSILON);
    }
  }
}
