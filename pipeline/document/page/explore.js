// The script of the report, part two: the filters. What they show is drawn from the numbers embedded in the page.

const SVG = "http://www.w3.org/2000/svg", DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const STATION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const number = (value) => value.toLocaleString("en-US");
const percent = (part, whole) => whole === 0 ? "–" : `${(100 * part / whole).toFixed(1)} %`;

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const holder = find("explorer-data");
if (holder !== null) explore(JSON.parse(holder.textContent));

function explore({ unit, stations, fields, rules, cells }) {
  const form = find("filters"), summary = find("filter-summary");
  const charts = [find("by-time"), find("by-field"), find("by-rule")];
  form.hidden = false;
  for (const chart of charts) chart.hidden = false;

  const dayOf = (date) => Date.parse(date) / DAY_MS;
  const dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
  const first = cells[0][0], last = dateOf(nextBin(dayOf(cells[cells.length - 1][0]), unit) - 1);
  const controls = form.elements;

  function chosen() {
    const from = controls.from.value || first, to = controls.to.value || last;
    const station = controls.station.value === "" ? null : Number(controls.station.value);
    const rule = controls.rule.value === "" ? null : Number(controls.rule.value);
    // A bin counts where it begins before the end and is not over by the beginning.
    const begin = binStart(dayOf(from), unit);
    return {
      station,
      rule,
      from,
      to,
      cells: cells.filter(([start, at]) =>
        (station === null || at === station) && dayOf(start) >= begin && dayOf(start) <= dayOf(to)
      ),
    };
  }

  function binStart(day, of) {
    if (of === "day") return day;
    if (of === "week") return day - ((day + 3) % 7 + 7) % 7;
    const date = new Date(day * DAY_MS);
    return new Date(0).setUTCFullYear(date.getUTCFullYear(), of === "month" ? date.getUTCMonth() : 0, 1) / DAY_MS;
  }

  /** First day of the bin after the one that begins on a day. */
  function nextBin(start, of) {
    return binStart(start + { day: 1, week: 7, month: 31, year: 366 }[of], of);
  }

  /** The finest bins of which a chart can show all, but none finer than the numbers. */
  function unitFor(days, width) {
    const units = ["day", "week", "month", "year"], most = Math.max(30, width / 9);
    return units.slice(units.indexOf(unit)).find((each) =>
      days / { day: 1, week: 7, month: 30, year: 365 }[each] <= most
    ) ?? "year";
  }

  function binned(picked, width) {
    const bins = new Map();
    if (picked.cells.length === 0) return { unit, bins: [] };
    const span = dayOf(picked.cells[picked.cells.length - 1][0]) - dayOf(picked.cells[0][0]) + 1;
    const of = unitFor(span, width);
    for (const [start, , valid, suspect, rejected, values, hits] of picked.cells) {
      const day = binStart(dayOf(start), of);
      let bin = bins.get(day);
      if (bin === undefined) {
        bin = { day, valid: 0, suspect: 0, rejected: 0, values: fields.map(() => 0), rules: new Map() };
        bins.set(day, bin);
      }
      bin.valid += valid;
      bin.suspect += suspect;
      bin.rejected += rejected;
      values.forEach((count, index) => bin.values[index] += count);
      for (let at = 0; at < hits.length; at += 2) {
        bin.rules.set(hits[at], (bin.rules.get(hits[at]) ?? 0) + hits[at + 1]);
      }
    }
    return { unit: of, bins: [...bins.values()].sort((a, b) => a.day - b.day) };
  }

  const nameOf = (day, of) =>
    of === "day"
      ? dateOf(day)
      : of === "week"
      ? `Week of ${dateOf(day)}`
      : dateOf(day).slice(0, of === "month" ? 7 : 4);
  const ruleName = ({ code, field }) => `${code} ${field}`.trim();

  /** A command for a bin's rows; empty where there is none to begin with. */
  function within(bin, of, station, command, stationFlag = "--station") {
    if (command === "") return "";
    const from = dateOf(bin.day), to = dateOf(nextBin(bin.day, of) - 1);
    const name = station === null || station < 0 ? "" : stations[station];
    const own = STATION.test(name) ? ` ${stationFlag} ${name}` : "";
    const isTrace = stationFlag === "--station";
    return command + own + (isTrace && from === to ? ` --date ${from}` : ` --from ${from} --to ${to}`);
  }

  const exportOf = (bin, of, station) => within(bin, of, station, "deno task export", "--station-id");

  function draw() {
    const picked = chosen(), width = charts[0].clientWidth;
    const { unit: of, bins } = binned(picked, width - 150);
    const total = (pick) => bins.reduce((sum, bin) => sum + pick(bin), 0);
    const accepted = total(({ valid, suspect }) => valid + suspect), rejected = total((bin) => bin.rejected);
    const values = total((bin) => bin.values.reduce((a, b) => a + b, 0));
    const hits = picked.rule === null
      ? ""
      : ` ${ruleName(rules[picked.rule])} applies to ${
        number(total((bin) => bin.rules.get(picked.rule) ?? 0))
      } of them.`;
    summary.textContent = bins.length === 0
      ? "No reading matches: widen the dates, or choose another station."
      : `${number(accepted + rejected)} message${accepted + rejected === 1 ? "" : "s"} with a date: ${
        number(accepted)
      } accepted, ${number(rejected)} rejected; ` +
        `${percent(values, accepted * fields.length)} of the values are present.${hits}`;
    const shown = rules.map((_, index) => index).filter((rule) =>
      (picked.rule === null || picked.rule === rule) && bins.some((bin) => bin.rules.has(rule))
    );
    drawTime(charts[0], bins, of, picked, width);
    drawGrid(charts[1], {
      heading: `Values present, by ${of}`,
      color: "valid",
      bins,
      of,
      width,
      rows: fields,
      share: (bin, field) => bin.valid + bin.suspect === 0 ? null : bin.values[field] / (bin.valid + bin.suspect),
      tell: (bin, field) =>
        `${fields[field]}: ${number(bin.values[field])} of ${number(bin.valid + bin.suspect)} values`,
      command: (bin, field) =>
        bin.values[field] === bin.valid + bin.suspect
          ? exportOf(bin, of, picked.station)
          : within(bin, of, picked.station, `deno task trace --missing ${fields[field]}`),
    });
    const most = new Map(shown.map((rule) => [rule, Math.max(...bins.map((bin) => bin.rules.get(rule) ?? 0))]));
    drawGrid(charts[2], {
      heading: `Rules by ${of}, share of each maximum`,
      color: "rejected",
      bins,
      of,
      width,
      rows: shown.map((rule) => ruleName(rules[rule])),
      share: (bin, row) => (bin.rules.get(shown[row]) ?? 0) / most.get(shown[row]),
      tell: (bin, row) => `${ruleName(rules[shown[row]])}: ${number(bin.rules.get(shown[row]) ?? 0)} rows`,
      command: (bin, row) => bin.rules.has(shown[row]) ? within(bin, of, picked.station, rules[shown[row]].trace) : "",
    });
  }

  // ---- drawing ----

  const text = (x, y, content, attributes = {}) => {
    const made = element("text", { x, y, "font-size": 12, fill: "var(--ink)", ...attributes });
    made.textContent = content;
    return made;
  };

  function ticks(bins, left, cell, width, y) {
    let end = 0, before = "";
    const long = bins.length > 0 && bins[bins.length - 1].day - bins[0].day > 4 * 366;
    return bins.flatMap(({ day }, column) => {
      const date = dateOf(day), key = date.slice(0, long ? 4 : 7), x = left + column * cell;
      if (key === before) return [];
      const name = long
        ? key
        : `${MONTHS[Number(key.slice(5)) - 1]}${before.slice(0, 4) === key.slice(0, 4) ? "" : ` ${key.slice(0, 4)}`}`;
      if (x < end || x + name.length * 7 > width) return [];
      before = key;
      end = x + name.length * 7 + 10;
      return [text(x, y, name, { "font-size": 11, fill: "var(--muted)" })];
    });
  }

  /** A chart whose marks are found by the pointer or the arrow keys, and followed by a click or Enter. */
  function setUp(chart, { label, height, parts, columns, rows, box, tell, command, width }) {
    const cursor = element("rect", { fill: "none", stroke: "var(--ink)", "stroke-width": 1.5, visibility: "hidden" });
    const picture = element(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      ...parts,
      cursor,
    );
    const note = chart.querySelector(".readout");
    let at = null;
    const show = (column, row) => {
      at = [column, row];
      const { x, y, w, h } = box(column, row);
      for (const [key, value] of Object.entries({ x, y, width: w, height: h, visibility: "visible" })) {
        cursor.setAttribute(key, value);
      }
      note.textContent = tell(column, row);
    };
    const follow = () => {
      if (at !== null) showEvidence(command(...at), tell(...at));
    };
    const place = ({ clientX, clientY }) => {
      const { left, top } = picture.getBoundingClientRect();
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const { x, y, w, h } = box(column, row);
          if (clientX - left >= x && clientX - left < x + w + 1 && clientY - top >= y && clientY - top < y + h + 1) {
            return [column, row];
          }
        }
      }
      return null;
    };
    picture.addEventListener("pointermove", (event) => {
      const found = place(event);
      if (found !== null) show(...found);
    });
    picture.addEventListener("click", (event) => {
      const found = place(event);
      if (found === null) return;
      show(...found);
      follow();
    });
    chart.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Enter") follow();
      if (step === undefined || columns * rows === 0) return;
      event.preventDefault();
      const [column, row] = at ?? [-step[0], -step[1]];
      show(Math.min(columns - 1, Math.max(0, column + step[0])), Math.min(rows - 1, Math.max(0, row + step[1])));
    };
    chart.setAttribute("aria-label", `${label}. Arrow keys move, Enter shows the command.`);
    note.textContent = "";
    chart.replaceChildren(picture, note);
  }

  function drawTime(chart, bins, of, picked, width) {
    const left = 52, top = 30, height = 120, cell = (width - left) / Math.max(1, bins.length);
    const series = picked.rule === null
      ? [["rejected", (bin) => bin.rejected], ["suspect", (bin) => bin.suspect], ["valid", (bin) => bin.valid]]
      : [[
        rules[picked.rule].kind === "reason" ? "rejected" : "suspect",
        (bin) => bin.rules.get(picked.rule) ?? 0,
      ]];
    const heights = bins.map((bin) => series.reduce((sum, [, pick]) => sum + pick(bin), 0));
    const most = Math.max(1, ...heights);
    const heading = picked.rule === null ? `Messages by ${of}` : `${ruleName(rules[picked.rule])} by ${of}`;
    const parts = [
      text(0, 14, heading, { "font-size": 14, "font-weight": 600 }),
      text(left - 8, top + 10, number(most), { "font-size": 11, "text-anchor": "end", fill: "var(--muted)" }),
      text(left - 8, top + height, "0", { "font-size": 11, "text-anchor": "end", fill: "var(--muted)" }),
      element("path", { d: `M${left} ${top + height + 0.5}H${width}`, stroke: "var(--line)" }),
    ];
    let under = bins.map(() => 0);
    for (const [name, pick] of series) {
      const path = bins.map((bin, index) => {
        const tall = height * pick(bin) / most;
        if (tall === 0) return "";
        const base = top + height - height * under[index] / most, w = Math.max(0.5, cell * 0.88);
        return `M${left + index * cell} ${base}v${-Math.max(1, tall)}h${w}V${base}z`;
      }).join("");
      under = under.map((sum, index) => sum + pick(bins[index]));
      parts.push(element("path", { d: path, fill: `var(--${name})` }));
    }
    parts.push(...ticks(bins, left, cell, width, top + height + 18));
    setUp(chart, {
      label: heading,
      width,
      height: top + height + 24,
      parts,
      columns: bins.length,
      rows: 1,
      box: (column) => ({ x: left + column * cell, y: top, w: cell * 0.88, h: height }),
      tell: (column) => {
        const bin = bins[column];
        const own = picked.rule === null
          ? `${number(bin.valid)} valid, ${number(bin.suspect)} suspect, ${number(bin.rejected)} rejected`
          : `${number(heights[column])} rows`;
        return `${nameOf(bin.day, of)}: ${own}`;
      },
      command: (column) => {
        const bin = bins[column];
        if (picked.rule !== null) {
          return bin.rules.has(picked.rule) ? within(bin, of, picked.station, rules[picked.rule].trace) : "";
        }
        // What went wrong leads; where nothing did, the readings.
        const worst = bin.rejected > 0 ? "rejected" : bin.suspect > 0 ? "suspect" : null;
        return worst === null
          ? exportOf(bin, of, picked.station)
          : within(bin, of, picked.station, `deno task trace --outcome ${worst}`);
      },
    });
  }

  function drawGrid(chart, { heading, color, bins, of, width, rows, share, tell, command }) {
    const left = Math.min(width * 0.42, Math.max(0, ...rows.map((name) => name.length)) * 7.2 + 8), top = 26, tall = 18;
    const cell = (width - left) / Math.max(1, bins.length), gap = cell > 4 ? 1 : 0;
    const box = (column, row) => ({ x: left + column * cell, y: top + row * tall, w: cell - gap, h: tall - 1 });
    const shades = new Map();
    rows.forEach((_, row) =>
      bins.forEach((bin, column) => {
        const value = share(bin, row);
        if (value === null) return;
        const { x, y, w, h } = box(column, row), opacity = (0.07 + 0.93 * Math.round(value * 20) / 20).toFixed(3);
        shades.set(
          opacity,
          `${shades.get(opacity) ?? ""}M${x.toFixed(2)} ${y}h${w.toFixed(2)}v${h}h${(-w).toFixed(2)}z`,
        );
      })
    );
    const height = top + rows.length * tall + 22;
    chart.hidden = rows.length === 0;
    setUp(chart, {
      label: heading,
      width,
      height,
      parts: [
        text(0, 14, heading, { "font-size": 14, "font-weight": 600 }),
        ...rows.map((name, row) =>
          text(left - 8, top + row * tall + 13, fitting(name, left - 8), { "text-anchor": "end" })
        ),
        ...[...shades].map(([opacity, d]) => element("path", { d, fill: `var(--${color})`, "fill-opacity": opacity })),
        ...ticks(bins, left, cell, width, height - 6),
      ],
      columns: bins.length,
      rows: rows.length,
      box,
      tell: (column, row) => `${nameOf(bins[column].day, of)}, ${tell(bins[column], row)}`,
      command: (column, row) => command(bins[column], row),
    });
  }

  /** On a telephone a rule with its field may be longer than its place: its middle is left out, the whole of it is in the readout. */
  function fitting(name, width) {
    const most = Math.floor(width / 7);
    return name.length <= most
      ? name
      : `${name.slice(0, Math.ceil(most / 2) - 1)}…${name.slice(-Math.floor(most / 2))}`;
  }

  for (const [name, date] of [["from", first], ["to", last]]) {
    [controls[name].min, controls[name].max] = [first, last];
    controls[name].defaultValue = date;
  }
  form.addEventListener("input", draw);
  form.addEventListener("reset", () => setTimeout(draw));
  let width = 0;
  new ResizeObserver(() => {
    if (charts[0].clientWidth === width) return;
    width = charts[0].clientWidth;
    draw();
  }).observe(charts[0]);
}
