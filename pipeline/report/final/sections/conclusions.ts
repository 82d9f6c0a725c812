import { isComputed } from "./data.ts";
import { limitYears, ofLimit, type Section } from "./context.ts";

/** What holds, what does not, what to do, and on whose shoulders. */
export const conclusionsSection: Section = (context) => {
  const [first] = limitYears(context);
  return [
    { kind: "section", text: "Conclusions", pages: { min: 1, max: 1 } },
    {
      kind: "table",
      caption: "Who does what, and the number that shows whether it worked.",
      columns: [{ header: "Who", share: 1.2 }, { header: "Does what", share: 3.2 }, { header: "Shown by", share: 2 }],
      rows: [
        [
          "Health office",
          "warns by hour on working days, by {final.warning_hour|hour}",
          "hits and false alarms over the limit",
        ],
        [
          "Environment office",
          `brings the valid share of NO2 ${
            first === undefined ? "" : `from ${ofLimit(first, "valid_share", "%0")} `
          }to 90 %: spare parts, a second analyser`,
          "valid share of the regulatory view",
        ],
        ["Operator", "has the analysers checked; keeps zero and span records", "ratios of the drift report"],
        ["Data team", "trains again where the season changed, not where a sensor did", "meaning of each alarm"],
      ],
    },
    { kind: "heading", text: "Limitations" },
    {
      kind: "list",
      items: [
        "One site: a street is not a town. Other stations may differ in every number.",
        "{final.months|0} months: one year's cycle, so that trend and season cannot be separated; the months after {models.cut|date} are only in the test part.",
        `NMHC has {explore.describe.nmhc_gt.n|0} hours. ${
          isComputed(context.results.explore.benzene.spearman) ? "Benzene has no independent reference. " : ""
        }Wind is not measured.`,
        "One hour ahead only. A longer horizon needs weather forecasts, which are not here.",
        "Readings are replayed. A live network brings clocks that drift and stations that fall silent; the rules for both are tested with planted faults only.",
      ],
    },
    { kind: "heading", text: "Lessons" },
    {
      kind: "text",
      text:
        "Proofs find what tests do not; the tests of the proof break a sound lake in many ways, and each break is seen. A baseline of one line is hard to beat: of {final.compared|0} pairs of a target and a model {final.not_better|0} are not better than it. Naive p-values over thousands " +
        "of dependent hours are always tiny. A number that is typed into a report is wrong after the next run, so this report has none.",
    },
    { kind: "heading", text: "Scaling" },
    {
      kind: "text",
      text:
        "More stations mean more partitions and consumers: the key is the station, and no step needs two stations at once. Tables are Parquet by date, which any engine reads. " +
        "docs/performance.md has rates and memory as measured, and which targets were missed.",
    },
    {
      kind: "text",
      text:
        "*Check it.* deno task grade lists what the assignment asks with command, file and digest. Silver of this report: {explore.silver_digest|text}. " +
        "The submitter's statement and the list of tools stand in statement.pdf, outside of these pages.",
    },
    { kind: "heading", text: "References" },
    { kind: "references", items: REFERENCES },
  ];
};

const REFERENCES: readonly string[] = [
  "S. De Vito, E. Massera, M. Piga, L. Martinotto, G. Di Francia: On field calibration of an electronic nose for benzene estimation in an urban pollution monitoring scenario. Sensors and Actuators B 129 (2008) 750–757. Data: UCI Machine Learning Repository, id 360, CC BY 4.0.",
  "J. Kreps, N. Narkhede, J. Rao: Kafka: a distributed messaging system for log processing. NetDB (2011).",
  "R. B. Cleveland and others: STL: a seasonal-trend decomposition procedure based on loess. Journal of Official Statistics 6 (1990) 3–73. K. Bandara, R. J. Hyndman, C. Bergmeir: MSTL. arXiv 2107.13462 (2021).",
  "Y. Benjamini, Y. Hochberg: Controlling the false discovery rate. J. R. Statist. Soc. B 57 (1995) 289–300. H. R. Künsch: The jackknife and the bootstrap for general stationary observations. Ann. Statist. 17 (1989) 1217–1241.",
  "D. A. Dickey, W. A. Fuller, J. Am. Statist. Assoc. 74 (1979) 427–431. D. Kwiatkowski and others, J. Econometrics 54 (1992) 159–178.",
  "G. E. P. Box, G. M. Jenkins: Time Series Analysis (1970). L. Breiman: Random forests. Machine Learning 45 (2001) 5–32. J. H. Friedman: Greedy function approximation. Ann. Statist. 29 (2001) 1189–1232. S. Hochreiter, J. Schmidhuber: Long short-term memory. Neural Computation 9 (1997) 1735–1780.",
  "F. X. Diebold, R. S. Mariano: Comparing predictive accuracy. J. Bus. Econ. Statist. 13 (1995) 253–263. S. Holm, Scand. J. Statist. 6 (1979) 65–70. V. Vovk, A. Gammerman, G. Shafer: Algorithmic Learning in a Random World (2005).",
  "E. S. Page: Continuous inspection schemes. Biometrika 41 (1954) 100–115. A. Bifet, R. Gavaldà: Learning from time-changing data with adaptive windowing. SIAM SDM (2007).",
  "Directive 2008/50/EC; Directive (EU) 2024/2881; WHO global air quality guidelines (2021).",
];
