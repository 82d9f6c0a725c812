import type { PaperBlock } from "../../../document/mod.ts";
import { labelOf, POLLUTANTS, unitOf } from "../../explore/names.ts";
import { type Context, limitYears, ofLimit, pictures, seasonChange, type Section } from "./context.ts";

/** What a year of this air says, and how sure that is. */
export const dataSection: Section = (context) => {
  const { see } = context.figures;
  return [
    { kind: "section", text: "Data intelligence", pages: { min: 2, max: 3 } },
    {
      kind: "text",
      text:
        "*The data.* {explore.station.hours|0} hours from {explore.station.first|date} to {explore.station.last|date}, {explore.station.present|0} of them with a row in silver. " +
        `The clock has a fixed offset and no daylight saving. ${oddities(context).join(" ")}`,
    },
    {
      kind: "table",
      caption: "Hours observed and missing, and the spread of the observed ones. Quartiles are of type seven.",
      columns: [
        { header: "Field", share: 1.6 },
        { header: "Unit", share: 0.9 },
        ...["n", "Missing", "Mean", "Q1", "Median", "Q3", "Max."].map((header) => ({
          header: header === "Q1" ? "Lower quartile" : header === "Q3" ? "Upper quartile" : header,
          share: 1,
          align: "right" as const,
        })),
      ],
      rows: ([...POLLUTANTS, "t", "rh", "ah"] as const).map((field) => {
        const places = field === "nox_gt" || field === "no2_gt" ? "0" : field === "ah" ? "2" : "1";
        return [
          labelOf(field),
          unitOf(field),
          ...["n", "missing"].map((member) => `{explore.describe.${field}.${member}|0}`),
          ...["mean", "q1", "median", "q3", "max"].map((member) => `{explore.describe.${field}.${member}|${places}}`),
        ];
      }),
    },
    { kind: "heading", text: "Rhythm" },
    {
      kind: "text",
      text:
        `NOx peaks at {final.pollutants.nox_gt.peak_hour|hour} with {final.pollutants.nox_gt.peak_mean|0} ppb [{final.pollutants.nox_gt.peak_low|0}, ` +
        `{final.pollutants.nox_gt.peak_high|0}]${
          see("day")
        }. On Sundays NOx is {final.pollutants.nox_gt.sunday_drop|%0} below working days, NO2 ` +
        `{final.pollutants.no2_gt.sunday_drop|%0}, CO {final.pollutants.co_gt.sunday_drop|%0}, benzene {final.pollutants.c6h6_gt.sunday_drop|%0}${
          see("week")
        }: ` +
        "what differs between weekdays is people, not weather. From December to February the mean of NOx is {final.pollutants.nox_gt.winter_ratio|1} times that of " +
        "June to August. {explore.trend.note|text}",
    },
    ...pictures(context, "week", "season", "years"),
    ...sameWeeks(context),
    { kind: "heading", text: "Decomposition, memory and stationarity" },
    {
      kind: "table",
      caption:
        "Strength is the share of variance, from nothing to one. The unit-root test's null hypothesis is a unit root, that of KPSS is stationarity.",
      columns: [
        { header: "Pollutant", share: 1.2 },
        ...[
          "Daily (STL)",
          "Daily (MSTL)",
          "Weekly",
          "Trend",
          "After an hour",
          "After a day",
          "After a week",
          "ADF p",
          "KPSS p",
        ].map((header) => ({
          header,
          share: 1,
          align: "right" as const,
        })),
      ],
      rows: POLLUTANTS.map((field) => [
        labelOf(field),
        `{explore.stl.${field}.seasonal_strength|2}`,
        `{explore.mstl.${field}.seasonal_strength_24|2}`,
        `{explore.mstl.${field}.seasonal_strength_168|2}`,
        `{explore.stl.${field}.trend_strength|2}`,
        `{explore.acf.${field}.gaps_kept[0]|2}`,
        `{explore.acf.${field}.gaps_kept[23]|2}`,
        `{explore.acf.${field}.gaps_kept[167]|2}`,
        `{explore.stationarity.${field}.adf.p|p}`,
        `{explore.stationarity.${field}.kpss_c.p|p}`,
      ]),
    },
    {
      kind: "text",
      text: `${memoryText(context)} That is why the ` +
        "forecasts read the last hours, yesterday and a week ago. Where KPSS rejects a constant level, models of the change are tried beside models of the level.",
    },
    { kind: "heading", text: "Relations, with honest significance" },
    {
      kind: "text",
      text:
        "{final.pairs_naive|0} of {final.pairs|0} correlations look significant at 5 % if hours count as independent. They are not: {final.middle_n|0} hours of the " +
        `middle pair are worth about {final.middle_n_eff|0}. Counted so, and with false discoveries kept at 5 %, {final.pairs_shown|0} remain${
          see("pairs")
        }. ` +
        "With hour and month taken out, NO2 and temperature have r {explore.weather[pollutant=no2_gt,weather=t].partial_r|2} (p " +
        "{explore.weather[pollutant=no2_gt,weather=t].partial_p_eff_bh|p}), benzene and water vapour r {explore.weather[pollutant=c6h6_gt,weather=ah].partial_r|2} (p " +
        `{explore.weather[pollutant=c6h6_gt,weather=ah].partial_p_eff_bh|p})${
          see("weather")
        }. No cause is claimed: wind and the height of mixing are not measured here.`,
    },
    ...pictures(context, "memory", "pairs", "weather"),
    { kind: "heading", text: "Strange hours, sensors, limits" },
    {
      kind: "text",
      text:
        `*Strange hours.* The robust rest of the decomposition flags {final.spells|0} spells of the four pollutants; in {final.episodes|0} of them several channels ` +
        `moved, so it was the air${
          see("anomalies")
        }. One channel alone is a question to the operator, not an error. *Sensors.* What a sensor says about its ` +
        `reference changes from month to month${
          see("sensor")
        }: a calibration of one month is wrong in another. *Limits.* ${
          limitYears(context).map((year) =>
            `In ${ofLimit(year, "year", "year")} NO2 was over 200 µg/m³ in ${
              ofLimit(year, "exceeded", "0")
            } hours, with ${ofLimit(year, "valid_share", "%0")} of the year measured`
          ).join("; ")
        }. An official statement needs 90 %. Limits of today stand beside older readings to show size, not to judge.`,
    },
    ...pictures(context, "sensor", "anomalies", "policy"),
    {
      kind: "text",
      text:
        "*What careless rules would cost.* Dropping each row with a gap in one of five fields would lose {explore.policies[0].lost_hours|0} hours and " +
        "with them {final.policy_lost_no2|0} hours of NO2 over its limit" +
        `${
          see("policy")
        }. Nothing is dropped or filled in silver; three views (dashboard, learning, regulatory) fill by rules of their own and flag each fill.`,
    },
    { kind: "heading", text: "What follows for the models" },
    {
      kind: "table",
      caption: "Each finding led to an input or to a form of model.",
      columns: [{ header: "Finding", share: 2 }, { header: "Feature or model", share: 3 }],
      rows: [
        [
          "The last hours and yesterday carry most",
          "values of the last three hours, of yesterday and of a week ago; means and spreads of the last hours and day",
        ],
        ["Day, week and year have a rhythm", "sine and cosine of the target hour, weekday and month"],
        ["Levels move between years", "models of the change; intervals by the newest errors; drift alarms"],
        ["Gaps have their hour", "no row is dropped; boosting takes the gap, the others the last value"],
        ["Benzene is computed from sensor S2", "S2 of the target hour is never an input: it would be the answer"],
        ["Tails are long", "score by mean absolute error; judge warnings by hits and false alarms"],
      ],
    },
  ];
};

const MIN_SPEARMAN = 0.999, MIN_WITHIN = 0.95;

/** What a reader has to know of some fields before any number: each only where the data say so. */
function oddities({ results: { explore: { describe, station, benzene, humidity } } }: Context): string[] {
  return [
    ...describe.nmhc_gt.n < station.hours / 2
      ? ["NMHC was measured in {explore.describe.nmhc_gt.n|0} hours only and is left out of all comparisons."]
      : [],
    ...isComputed(benzene.spearman)
      ? [
        "Benzene is no measurement of its own: its rank correlation with sensor S2 is {explore.benzene.spearman|5}, so it follows from that sensor.",
      ]
      : ["The rank correlation of benzene with sensor S2 is {explore.benzene.spearman|4}."],
    ...humidity.n > 0 && humidity.within / humidity.n >= MIN_WITHIN
      ? [
        "AH is water-vapour pressure in kPa: it equals the one that follows from temperature and humidity within a few percent in " +
        "{explore.humidity.within|0} of {explore.humidity.n|0} hours.",
      ]
      : [],
  ];
}

/** Whether benzene is a curve of sensor S2. */
export const isComputed = (spearman: number | null): boolean => spearman !== null && spearman >= MIN_SPEARMAN;

/** How far the past reaches, in words that the autocorrelations allow. */
function memoryText({ results: { explore: { acf } }, figures }: Context): string {
  const at = (lag: number) => acf.no2_gt.gaps_kept[lag - 1] ?? 0;
  const more = at(24) > at(12) ? ", and the same hour of yesterday more than half a day ago" : "";
  return `The last hour says most about the next one${more}${figures.see("memory")}.`;
}

/** What the same weeks of both years say, by pollutant. */
function sameWeeks(context: Context): PaperBlock[] {
  const known = POLLUTANTS.filter((field) => seasonChange(context, field) !== null);
  if (known.length === 0) {
    return [{
      kind: "text",
      text:
        "*Years.* The data have no weeks of the same season twice: {explore.same_season.fields.nox_gt.reason|text}. Nothing is said of a change between years.",
    }];
  }
  const words = { rose: "rose", fell: "fell", open: "shows no change" } as const;
  const items = known.map((field) => {
    const of = (member: string, form: string) => `{explore.same_season.fields.${field}.${member}|${form}}`;
    return `${labelOf(field)} ${words[seasonChange(context, field) as keyof typeof words]} (${
      of("mean_first", "1")
    } to ${of("mean_second", "1")} ${unitOf(field)}, difference [${of("low", "1")}, ${of("high", "1")}])`;
  });
  return [{
    kind: "text",
    text:
      `*Years.* In the same weeks of both years ${items.join("; ")}${
        context.figures.see("years")
      }. Two springs are two samples of weather. An analyser that moved ` +
      "would look the same.",
  }];
}
