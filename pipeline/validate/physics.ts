import { FIELDS, MAGNUS, PHYSICS_READINGS, TIME_LIMITS, vapourPressure } from "../reading/mod.ts";

const T = FIELDS.findIndex(({ name }) => name === "t");
const RH = FIELDS.findIndex(({ name }) => name === "rh");
const AH = FIELDS.findIndex(({ name }) => name === "ah");
const C6H6 = FIELDS.findIndex(({ name }) => name === "c6h6_gt");
const S2 = FIELDS.findIndex(({ name }) => name === "pt08_s2_nmhc");
const WEATHER = [T, RH, AH];

/** What is said of a reading depends on the readings before those, too. */
export const PHYSICS_DEPTH = 2 * PHYSICS_READINGS;
/** Fewer readings with the channels say nothing. */
const FEWEST_KNOWN = 12, FEWEST_PAIRS = 24;
/** From this share of the readings on that benzene contradicts it is wrong; a wrong one among them contradicts sound ones. */
const MAX_CONTRADICTIONS = 0.1;

const HUMIDITY_KNOWN = 1, HUMIDITY_SOUND = 2, BENZENE_KNOWN = 4, BENZENE_SOUND = 8;

/** Whether the channels of a station that hang together still do; of its last readings. */
export class StationPhysics {
  /** The field that contradicts the others, as a mask. */
  humidity = 0;
  benzene = false;

  readonly #humidityTolerance: number;
  readonly #benzeneTolerance: number;
  /** What the last readings showed; the oldest at `#at`. */
  readonly #shown = new Uint8Array(PHYSICS_READINGS);
  readonly #counts = new Int32Array(9);
  /** Benzene in hundredths and its sensor; 0 for none. */
  readonly #benzene = new Uint16Array(PHYSICS_READINGS);
  readonly #sensor = new Uint16Array(PHYSICS_READINGS);
  /** The last temperature and humidities that agreed, and how many readings ago. */
  readonly #sound = new Float64Array(3);
  #soundAge = Infinity;
  #at = 0;

  constructor(humidityTolerance: number, benzeneTolerance: number) {
    this.#humidityTolerance = humidityTolerance;
    this.#benzeneTolerance = benzeneTolerance;
  }

  /** @param values one for each of `FIELDS`; NaN for none */
  add(values: ArrayLike<number>): void {
    const shown = this.#weighHumidity(values) | this.#weighBenzene(values);
    const counts = this.#counts, before = this.#shown[this.#at]!;
    for (let bit = 1; bit <= BENZENE_SOUND; bit <<= 1) {
      counts[bit]! += ((shown & bit) === 0 ? 0 : 1) - ((before & bit) === 0 ? 0 : 1);
    }
    this.#shown[this.#at] = shown;
    this.#at = (this.#at + 1) % PHYSICS_READINGS;
  }

  #weighHumidity(values: ArrayLike<number>): number {
    this.humidity = 0;
    if (this.#soundAge <= PHYSICS_READINGS) this.#soundAge++;
    const t = values[T]!, rh = values[RH]!, ah = values[AH]!;
    if (t !== t || !(rh > 0) || !(ah > 0)) return 0;
    if (Math.abs(ah / vapourPressure(t, rh) - 1) <= this.#humidityTolerance) {
      this.#sound[0] = t;
      this.#sound[1] = rh;
      this.#sound[2] = ah;
      this.#soundAge = 0;
      return HUMIDITY_KNOWN | HUMIDITY_SOUND;
    }
    const known = this.#counts[HUMIDITY_KNOWN]!;
    if (known >= FEWEST_KNOWN && 2 * this.#counts[HUMIDITY_SOUND]! > known) {
      this.humidity = 1 << this.#likely(t, rh, ah);
    }
    return HUMIDITY_KNOWN;
  }

  /** The one whose value by the other two is closer to the last sound one, by what its channel does in an hour. */
  #likely(t: number, rh: number, ah: number): number {
    if (this.#soundAge > PHYSICS_READINGS) return AH;
    const actual = [t, rh, ah],
      implied = [temperatureOf(rh, ah), 100 * ah / vapourPressure(t, 100), vapourPressure(t, rh)];
    let likely = AH, most = -Infinity;
    for (let i = 0; i < WEATHER.length; i++) {
      const sound = this.#sound[i]!;
      const closer = (Math.abs(actual[i]! - sound) - Math.abs(implied[i]! - sound)) /
        TIME_LIMITS[WEATHER[i]!]!.maxPerHour;
      if (closer > most) {
        most = closer;
        likely = WEATHER[i]!;
      }
    }
    return likely;
  }

  #weighBenzene(values: ArrayLike<number>): number {
    this.benzene = false;
    const benzene = values[C6H6]!, sensor = values[S2]!;
    const at = this.#at;
    if (!(benzene >= 0 && benzene < 655) || !(sensor > 0 && sensor < 65_535)) {
      this.#benzene[at] = this.#sensor[at] = 0;
      return 0;
    }
    const held = 100 * benzene,
      tolerance = 100 * this.#benzeneTolerance,
      benzenes = this.#benzene,
      sensors = this.#sensor;
    let pairs = 0, contradictions = 0;
    for (let i = 0; i < PHYSICS_READINGS; i++) {
      const other = sensors[i]!;
      if (other === 0 || i === at) continue;
      pairs++;
      if (other <= sensor ? benzenes[i]! > held + tolerance : benzenes[i]! < held - tolerance) contradictions++;
    }
    benzenes[at] = Math.round(held);
    sensors[at] = Math.round(sensor);
    if (pairs < FEWEST_PAIRS) return 0;
    const isSound = contradictions <= MAX_CONTRADICTIONS * pairs;
    const known = this.#counts[BENZENE_KNOWN]!;
    if (!isSound && known >= FEWEST_PAIRS && this.#counts[BENZENE_SOUND]! >= (1 - MAX_CONTRADICTIONS) * known) {
      this.benzene = true;
    }
    return BENZENE_KNOWN | (isSound ? BENZENE_SOUND : 0);
  }
}

/** The °C at which this relative humidity is this vapour pressure. */
function temperatureOf(rh: number, ah: number): number {
  const logarithm = Math.log(1_000 * ah / rh / MAGNUS.saturated);
  return MAGNUS.offset * logarithm / (MAGNUS.slope - logarithm);
}
