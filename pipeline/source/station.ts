import { MISSING_SENTINEL, vapourPressure } from "../reading/mod.ts";
import type { Random } from "../stats/mod.ts";

const HOUR_MS = 3_600_000;
const YEAR_HOURS = 8_766;

/** From this time on the hydrocarbon analyser of the UCI station is dead. */
const NMHC_DEAD_MS = Date.UTC(2004, 4, 1);
/** The storm: everything reads -200. */
const STORM_MS = [Date.UTC(2004, 11, 14, 9), Date.UTC(2004, 11, 18, 15)] as const;

/** Hours that are missing together: an outage begins with a chance each hour and lasts about `meanHours`. */
function outage(random: Random, share: number, meanHours: number): () => boolean {
  let hoursLeft = 0;
  return () => {
    if (hoursLeft > 0) return hoursLeft-- > 0;
    if (random.uniform() < share / (1 - share) / meanHours) {
      hoursLeft = Math.ceil(-meanHours * Math.log(1 - random.uniform()));
    }
    return hoursLeft-- > 0;
  };
}

/**
 * Makes the hours of an invented station one after the other, as the 13 values in the order of `FIELDS`, -200 where missing.
 * Traffic sets the pollutants (two peaks a day, quiet weekends, worse in winter) and the season the weather. Levels and missing shares are
 * near those of the UCI set: C6H6 a monotone function of PT08.S2, CO calibrated away at 04:00, NOx and NO2 mostly missing together, all
 * sensors missing in the same hours, NMHC dead from May on, and one storm of four days in which everything is -200.
 */
export function stationHours(random: Random): (timestampMs: number) => number[] {
  const sensorsOut = outage(random, 0.037, 20);
  const coOut = outage(random, 0.14, 12);
  const noxOut = outage(random, 0.155, 24);
  let traffic = 0, warmth = 0;

  return (timestampMs) => {
    const hour = (timestampMs / HOUR_MS) % 24;
    const weekday = (Math.floor(timestampMs / HOUR_MS / 24) + 4) % 7; // 1970-01-01 was a Thursday; 0 is Sunday
    // 1 in the middle of January, -1 in that of July.
    const winter = Math.cos(2 * Math.PI * ((timestampMs - Date.UTC(2004, 0, 17)) / HOUR_MS / YEAR_HOURS));
    const peak = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
    const weekend = weekday === 0 ? 0.45 : weekday === 6 ? 0.2 : 0;
    const cycle = 1.3 * peak(8.5, 2) + 1.5 * peak(19, 2.8) + 0.7 * peak(13, 4) - 1.1 * peak(4, 3) - 0.35;
    traffic = 0.85 * traffic + 0.34 * random.normal();
    warmth = 0.97 * warmth + 0.6 * random.normal();
    const load = cycle * (1 - weekend) - weekend * 0.5 + traffic;
    const noisy = (level: number, spread: number) => level * Math.exp(spread * random.normal());

    const t = 17.5 - 9 * winter - 4.5 * Math.cos(2 * Math.PI * (hour - 3) / 24) + warmth;
    const rh = Math.min(88.7, Math.max(9.2, 50 + 5 * winter - 3 * (t - 17.5 + 9 * winter) + 6 * random.normal()));
    const ah = vapourPressure(t, rh);
    const s2 = Math.round(noisy(880 * Math.exp(0.25 * load), 0.02));
    const values = [
      round(noisy(1.75 * Math.exp(0.55 * load + 0.08 * winter), 0.12), 1),
      Math.round(noisy(1060 * Math.exp(0.17 * load), 0.05)),
      Math.round(noisy(170 * Math.exp(0.75 * load), 0.2)),
      round(11.9 * (s2 / 1046) ** 2.79, 1),
      s2,
      Math.round(noisy(165 * Math.exp(0.65 * load + 0.55 * winter), 0.15)),
      Math.round(noisy(850 * Math.exp(-0.25 * load), 0.05)),
      Math.round(noisy(102 * Math.exp(0.3 * load + 0.2 * winter), 0.12)),
      Math.round(noisy(1440 * Math.exp(0.1 * load - 0.17 * winter), 0.05)),
      Math.round(noisy(960 * Math.exp(0.33 * load), 0.07)),
      round(t, 1),
      round(rh, 1),
      round(ah, 4),
    ];

    const storm = timestampMs >= STORM_MS[0] && timestampMs < STORM_MS[1];
    const sensors = sensorsOut();
    const co = coOut() || random.uniform() < (hour === 4 ? 0.5 : 0.02);
    const nox = noxOut();
    const no2 = nox || random.uniform() < 0.01;
    const nmhc = timestampMs >= NMHC_DEAD_MS || random.uniform() < 0.12;
    return values.map((value, index) => {
      const missing = storm ||
        (index === 0 ? co : index === 2 ? nmhc : index === 5 ? nox : index === 7 ? no2 : sensors);
      return missing ? MISSING_SENTINEL : value;
    });
  };
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
