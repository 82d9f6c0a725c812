import { type Context, limitYears, ofLimit, ofModel, pictures, seasonChange, type Section } from "./context.ts";

/** One page that reads alone: what was built, what was found, how sure, what to do. */
export const summarySection: Section = (context) => {
  const { numbers, figures } = context, no2 = numbers.targets.no2_gt, { see } = figures;
  const saving = no2.verdict === "better"
    ? "forecasts the next hour of NO2 with an error {final.targets.no2_gt.saved|%0} below that of repeating the last value"
    : "shows that no forecast of NO2 is yet better than repeating the last value";
  return [
    { kind: "section", text: "Executive summary and business context", pages: { min: 1, max: 1 } },
    {
      kind: "callout",
      lead: "In one sentence:",
      text:
        `a stream of hourly readings that proves that it lost none of {quality.proof.counts.produced|0} says when this air is worst and ${saving}; ` +
        "one station and {final.months|0} months are enough to warn people, and not enough to spend on.",
    },
    {
      kind: "text",
      text:
        "*The question.* A town that measures its air has three duties: to warn people in time, to report to a regulator, and to plan. All three fail " +
        "in the same way: a reading is lost or counted twice on its way, a gap is filled without a word, a forecast is praised that has seen the " +
        "answer. This project replays {explore.station.hours|0} hours of one roadside station through the way that live sensors would take, and " +
        "keeps for each number the command that shows where it is from.",
    },
    { kind: "heading", text: "What was built, what was found, how sure it is, what to do" },
    {
      kind: "table",
      caption: "Each line is explained in the section named.",
      columns: [{ header: "", share: 0.9 }, { header: "Answer", share: 5 }, { header: "Section", share: 0.9 }],
      rows: [
        [
          "*Built*",
          "Producer, Kafka, a validating consumer, a lake of Parquet, exploration, models, forecasts on the stream, drift alarms, reports. Of " +
          "{quality.proof.counts.dataLines|0} lines {quality.proof.counts.accepted|0} were accepted, {quality.proof.counts.rejected|0} rejected with their " +
          "reasons, {quality.proof.counts.blankLines|0} blank: none is missing, none is there twice.",
          "Architecture",
        ],
        [
          "*Found: limits*",
          `NO2 was over its hourly limit of 200 µg/m³ in {final.no2_hours_over|0} hours${see("limit")}: ${
            limitYears(context).map((year) => `${ofLimit(year, "exceeded", "0")} in ${ofLimit(year, "year", "year")}`)
              .join(", ")
          }; a year may have 18 hours.`,
          "Data",
        ],
        [
          "*Found: rhythm*",
          `NOx is highest at {final.pollutants.nox_gt.peak_hour|hour} ({final.pollutants.nox_gt.peak_mean|0} ppb on average) and lowest at ` +
          `{final.pollutants.nox_gt.low_hour|hour} ({final.pollutants.nox_gt.low_mean|0} ppb)${
            see("day")
          }. On Sundays benzene is ` +
          "{final.pollutants.c6h6_gt.sunday_drop|%0} below working days.",
          "Data",
        ],
        ...changeRow(context),
        [
          "*Found: forecast*",
          `Of {final.targets.no2_gt.compared|0} models of NO2 {final.targets.no2_gt.better|0} are better than persistence, {final.targets.no2_gt.not_different|0} ` +
          `not different, {final.targets.no2_gt.worse|0} worse. Chosen: {final.targets.no2_gt.used|text}, mean absolute error ${
            ofModel("no2_gt", no2.model, "mae", "1")
          } µg/m³ against ${ofModel("no2_gt", "persistence", "mae", "1")}${see("saved")}.`,
          "Forecasts",
        ],
        ...warningRow(context),
        [
          "*How sure*",
          "Intervals are 95 % and allow for hours that resemble each other. Forecasts promise that 90 % of the hours fall into their intervals; for NO2 " +
          `${ofModel("no2_gt", no2.model, "coverage90.rolling", "%1")} did.`,
          "Data, Forecasts",
        ],
        [
          "*To do*",
          "Warn by hour, by {final.warning_hour|hour} on working days. Have the analysers checked before the next winter. Bring the measured share of the year to " +
          "90 %. Run a second station before money is spent on one street's numbers.",
          "Conclusions",
        ],
      ],
    },
    ...pictures(context, "limit", "day", "saved"),
    { kind: "heading", text: "The same in a real town" },
    {
      kind: "table",
      caption: "Each phase of the project stands for an office that would run it.",
      columns: [{ header: "Phase", share: 1.2 }, { header: "In a town", share: 3.4 }, {
        header: "Who needs it",
        share: 1.6,
      }],
      rows: [
        [
          "Streaming",
          "Sensors on masts send readings; a gateway takes the producer's place, the rest stays",
          "operator of the network",
        ],
        [
          "Data intelligence",
          "Dashboard of the environment office: rhythm, limits, sensors that drift",
          "environment office, press",
        ],
        [
          "Forecasts",
          "Forecast engine behind warnings: value, interval, refusal with its reason",
          "health office, schools",
        ],
        ["Report", "Regulator: valid shares, hours over a limit, the way back to each line", "regulator, council"],
      ],
    },
  ];
};

/** What the chosen forecast of NO2 would have announced, where there was anything to announce. */
function warningRow({ numbers: { warnings } }: Context): string[][] {
  if (warnings.over === 0) return [];
  return [[
    "*Found: warnings*",
    "Of {final.warnings.over|0} hours of NO2 over its limit after the cut {final.warnings.hits|0} were announced an hour before, {final.warnings.misses|0} missed; " +
    "{final.warnings.false_alarms|0} false alarms.",
    "Forecasts",
  ]];
}

/** The comparison of years, where the data have the same weeks twice. */
function changeRow(context: Context): string[][] {
  const change = seasonChange(context, "nox_gt");
  if (change === null) return [];
  const words = change === "open" ? "no change of NOx is shown" : `NOx ${change}`;
  return [[
    "*Found: change*",
    `In the same weeks of both years ${words}: {explore.same_season.fields.nox_gt.mean_first|0} to {explore.same_season.fields.nox_gt.mean_second|0} ppb, ` +
    "interval of the difference [{explore.same_season.fields.nox_gt.low|0}, {explore.same_season.fields.nox_gt.high|0}]. The air or the analyser: these data " +
    "cannot tell.",
    "Data",
  ]];
}
