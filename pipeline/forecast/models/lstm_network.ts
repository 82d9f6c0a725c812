import type { Random } from "../../stats/mod.ts";

/** How large a network is. */
export interface LstmShape {
  readonly inputs: number;
  readonly hidden: number;
}

/** What a run through a window leaves behind for its gradient. */
export interface LstmTrace {
  /** By hour: the four gates after their functions, input, forget, cell, output. */
  readonly gates: Float64Array;
  /** Before each hour, and after the last one. */
  readonly cells: Float64Array;
  readonly outputs: Float64Array;
}

/**
 * One layer of long short-term memory and a line on its last output, by Hochreiter and Schmidhuber (1997) with a forget gate (Gers and
 * others, 2000). All parameters are one array, so that a gradient and a step are one loop.
 */
export class LstmNetwork {
  readonly #inputs: number;
  readonly #hidden: number;
  readonly #gates: number;
  readonly parameters: Float64Array;

  constructor({ inputs, hidden }: LstmShape, parameters?: Float64Array) {
    this.#inputs = inputs;
    this.#hidden = hidden;
    this.#gates = 4 * hidden;
    this.parameters = parameters ?? new Float64Array(this.#gates * (inputs + hidden + 1) + hidden + 1);
  }

  /** Even numbers up to one over the root of what flows in (Glorot and Bengio, 2010); forget gates begin open. */
  initialise(random: Random): void {
    const { parameters } = this, weights = this.#biasAt, reach = 1 / Math.sqrt(this.#inputs + this.#hidden);
    for (let i = 0; i < weights; i++) parameters[i] = (2 * random.uniform() - 1) * reach;
    for (let i = 0; i < this.#hidden; i++) {
      parameters[weights + this.#hidden + i] = 1;
      parameters[this.#lineAt + i] = (2 * random.uniform() - 1) / Math.sqrt(this.#hidden);
    }
  }

  get #recurrentAt(): number {
    return this.#gates * this.#inputs;
  }

  get #biasAt(): number {
    return this.#gates * (this.#inputs + this.#hidden);
  }

  get #lineAt(): number {
    return this.#biasAt + this.#gates;
  }

  newTrace(hours: number): LstmTrace {
    return {
      gates: new Float64Array(hours * this.#gates),
      cells: new Float64Array((hours + 1) * this.#hidden),
      outputs: new Float64Array((hours + 1) * this.#hidden),
    };
  }

  /**
   * What each hour's inputs give to the gates, before anything is remembered. Windows overlap, so this is worked out once an hour and not
   * once a window.
   */
  project(x: Float64Array, hours: number): Float64Array {
    const inputs = this.#inputs,
      gates = this.#gates,
      { parameters } = this,
      projected = new Float64Array(hours * gates);
    for (let hour = 0; hour < hours; hour++) {
      for (let gate = 0; gate < gates; gate++) {
        let sum = parameters[this.#biasAt + gate]!;
        for (let i = 0; i < inputs; i++) sum += parameters[gate * inputs + i]! * x[hour * inputs + i]!;
        projected[hour * gates + gate] = sum;
      }
    }
    return projected;
  }

  /** Runs through `hours` hours of the projection, from hour `from` on; the result is the forecast. */
  run(projected: Float64Array, from: number, hours: number, { gates, cells, outputs }: LstmTrace): number {
    const hidden = this.#hidden, width = this.#gates, recurrent = this.#recurrentAt, { parameters } = this;
    cells.fill(0, 0, hidden);
    outputs.fill(0, 0, hidden);
    for (let hour = 0; hour < hours; hour++) {
      const before = hour * hidden, after = before + hidden, at = hour * width;
      for (let gate = 0; gate < width; gate++) {
        let sum = projected[(from + hour) * width + gate]!;
        const row = recurrent + gate * hidden;
        for (let j = 0; j < hidden; j++) sum += parameters[row + j]! * outputs[before + j]!;
        const isCell = gate >= 2 * hidden && gate < 3 * hidden;
        gates[at + gate] = isCell ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
      }
      for (let j = 0; j < hidden; j++) {
        const cell = gates[at + hidden + j]! * cells[before + j]! + gates[at + j]! * gates[at + 2 * hidden + j]!;
        cells[after + j] = cell;
        outputs[after + j] = gates[at + 3 * hidden + j]! * Math.tanh(cell);
      }
    }
    let value = parameters[this.#lineAt + hidden]!;
    for (let j = 0; j < hidden; j++) value += parameters[this.#lineAt + j]! * outputs[hours * hidden + j]!;
    return value;
  }

  /**
   * Adds to `gradient` and `projectedGradient` what the last run adds where the loss changes by `slope` with the forecast: back through
   * time.
   */
  backward(
    slope: number,
    from: number,
    hours: number,
    { gates, cells, outputs }: LstmTrace,
    gradient: Float64Array,
    projectedGradient: Float64Array,
  ): void {
    const hidden = this.#hidden, width = this.#gates, recurrent = this.#recurrentAt, { parameters } = this;
    const line = this.#lineAt, cellSlopes = new Float64Array(hidden), gateSlopes = new Float64Array(width);
    let outputSlopes = new Float64Array(hidden);
    gradient[line + hidden]! += slope;
    for (let j = 0; j < hidden; j++) {
      gradient[line + j]! += slope * outputs[hours * hidden + j]!;
      outputSlopes[j] = slope * parameters[line + j]!;
    }
    for (let hour = hours - 1; hour >= 0; hour--) {
      const before = hour * hidden, after = before + hidden, at = hour * width;
      for (let j = 0; j < hidden; j++) {
        const input = gates[at + j]!, forget = gates[at + hidden + j]!, cell = gates[at + 2 * hidden + j]!;
        const output = gates[at + 3 * hidden + j]!, squashed = Math.tanh(cells[after + j]!);
        const cellSlope = cellSlopes[j]! + outputSlopes[j]! * output * (1 - squashed * squashed);
        gateSlopes[j] = cellSlope * cell * input * (1 - input);
        gateSlopes[hidden + j] = cellSlope * cells[before + j]! * forget * (1 - forget);
        gateSlopes[2 * hidden + j] = cellSlope * input * (1 - cell * cell);
        gateSlopes[3 * hidden + j] = outputSlopes[j]! * squashed * output * (1 - output);
        cellSlopes[j] = cellSlope * forget;
      }
      const earlier = new Float64Array(hidden);
      for (let gate = 0; gate < width; gate++) {
        const gateSlope = gateSlopes[gate]!, row = recurrent + gate * hidden;
        projectedGradient[(from + hour) * width + gate]! += gateSlope;
        for (let j = 0; j < hidden; j++) {
          earlier[j]! += gateSlope * parameters[row + j]!;
          gradient[row + j]! += gateSlope * outputs[before + j]!;
        }
      }
      outputSlopes = earlier;
    }
  }

  /** Adds what the gradient of the projection says of the weights of the inputs. */
  backwardProject(x: Float64Array, hours: number, projectedGradient: Float64Array, gradient: Float64Array): void {
    const inputs = this.#inputs, width = this.#gates;
    for (let hour = 0; hour < hours; hour++) {
      for (let gate = 0; gate < width; gate++) {
        const slope = projectedGradient[hour * width + gate]!;
        if (slope === 0) continue;
        gradient[this.#biasAt + gate]! += slope;
        for (let i = 0; i < inputs; i++) gradient[gate * inputs + i]! += slope * x[hour * inputs + i]!;
      }
    }
  }
}
