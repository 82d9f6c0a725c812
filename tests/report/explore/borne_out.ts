import type { ExploreNumbers } from "../../../pipeline/explore/mod.ts";

/** Numbers of a made-up year, changed so that they bear out each claim of the strategic report. */
export function borneOut(numbers: ExploreNumbers): ExploreNumbers {
  const made = structuredClone(numbers), { cycles, same_season: { fields }, pearson, limits, acf, benzene } = made;
  for (const [index, field] of (["co_gt", "nox_gt", "no2_gt", "c6h6_gt"] as const).entries()) {
    cycles.season[field]!.forEach((cell, season) =>
      Object.assign(cell, { mean: season === 0 && field === "nox_gt" ? 300 : 100 })
    );
    cycles.weekday[field]!.forEach((cell, day) =>
      Object.assign(cell, { mean: day === 6 ? 60 - 5 * index : 100, n: 10 })
    );
    cycles.hour[field]!.forEach((cell, hour) =>
      Object.assign(cell, { mean: 50 + hour, low: 40, high: 90, n: hour === 4 ? 5 : 99 })
    );
    const rose = field === "nox_gt" || field === "no2_gt";
    Object.assign(fields[field], { mean_first: 10, mean_second: 12, difference: 2, low: rose ? 1 : -1, high: 3 });
  }
  for (const pair of pearson) Object.assign(pair, { p_bh: 0.001, n_eff: 100, shown: pair.a === "co_gt" });
  for (const row of limits) Object.assign(row, { exceeded: 50, enough: false });
  for (const lag of [1, 2, 3, 12, 24]) acf.no2_gt.gaps_kept[lag - 1] = lag === 24 ? 0.7 : 0.5;
  Object.assign(made.mstl.no2_gt, { seasonal_strength_24: 0.6, seasonal_strength_168: 0.4 });
  Object.assign(made.stationarity.no2_gt, { kpss_c: { statistic: 1, p: 0.01, lags: 3, p_at_end: true } });
  for (const row of made.weather) Object.assign(row, { partial_r: 0.1, partial_p_eff_bh: 0.2 });
  for (const { months } of made.sensors) {
    months.forEach((month, index) => Object.assign(month, { r2: 0.1 + index / 20 }));
  }
  benzene.spearman = 0.9999;
  benzene.residual.max_abs = 0.1;
  return made;
}
