// The script of a page with series, part two: one measurement enlarged above, all of its year below. A gap stays a gap.

const SVG = "http://www.w3.org/2000/svg", HOUR_MS = 3_600_000, DAY = 24, LEFT = 56, RIGHT = 6;

const holder = find("series-data");
if (holder !== null) showSeries(JSON.parse(holder.textContent));

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function showSeries({ startMs, spans, fields }) {
  const form = find("series-form"), focus = find("series-focus"), context = find("series-context");
  const summary = find("series-summary"), note = find("series-readout"), command = find("series-export");
  const valuesOf = fields.map(() => null);
  // Read when first asked for: the texts of all measurements are long.
  const values = (index) =>
    valuesOf[index] ??= fields[index].values.split(",").map((text) =>
      text === "" ? NaN : Number(text) * fields[index].step
    );
  const length = values(0).length;
  let from = 0, to = length;
  for (const each of [form, focus, context, command]) each.hidden = false;

  const midnight = (DAY - startMs / HOUR_MS % DAY) % DAY; // the first one of the series
  const timeOf = (hour) => new Date(startMs + hour * HOUR_MS).toISOString().slice(0, 16).replace("T", " ");
  const hourOf = (date) => (Date.parse(date) - startMs) / HOUR_MS;
  const digits = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 4 });

  function setSpan(first, end, byHand) {
    const hours = Math.min(length, Math.max(2 * DAY, Math.round(end - first)));
    from = Math.min(Math.max(0, Math.round(first)), length - hours);
    to = from + hours;
    if (byHand) form.elements.span.value = "";
    draw();
  }

  /** Means of so many hours each; NaN where none is observed. */
  function means(list, first, end, hours) {
    const made = [], whole = hours === 1 ? first : first - ((first - midnight) % hours + hours) % hours;
    for (let at = whole; at < end; at += hours) {
      let sum = 0, count = 0;
      for (let hour = Math.max(first, at); hour < Math.min(end, at + hours); hour++) {
        if (Number.isNaN(list[hour])) continue;
        sum += list[hour];
        count++;
      }
      made.push({ hour: Math.min(end, Math.max(first, at + hours / 2)), value: count === 0 ? NaN : sum / count });
    }
    return made;
  }

  function scales(points, first, end, width, height, bottom) {
    const seen = points.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    const low = Math.min(0, ...seen), high = seen.length === 0 ? 1 : Math.max(...seen);
    return {
      low,
      high,
      x: (hour) => LEFT + (width - LEFT - RIGHT) * (hour - first) / (end - first),
      y: (value) => 6 + (height - bottom - 6) * (1 - (value - low) / (high - low || 1)),
    };
  }

  function linePath(points, { x, y }) {
    let path = "", pen = false;
    for (const { hour, value } of points) {
      if (Number.isNaN(value)) pen = false;
      else {
        path += `${pen ? "L" : "M"}${x(hour).toFixed(1)} ${y(value).toFixed(1)}${pen ? "" : "h.01"}`;
        pen = true;
      }
    }
    return path;
  }

  function canvas(holder, height) {
    const width = Math.max(280, holder.clientWidth);
    const svg = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    return { svg, width, add: (name, attributes, text) => svg.append(element(name, attributes, text)) };
  }

  const text = (x, y, anchor = "start") => ({ x, y, "font-size": 11, "text-anchor": anchor, fill: "var(--muted)" });

  function dates(add, { x }, first, end, y, width) {
    const most = Math.max(2, Math.floor(width / 120)),
      step = Math.max(DAY, Math.ceil((end - first) / most / DAY) * DAY);
    for (let hour = midnight + Math.ceil((first - midnight) / DAY) * DAY; hour < end; hour += step) {
      if (x(hour) > width - 70) break;
      add("text", text(x(hour), y), timeOf(hour).slice(0, 10));
    }
  }

  function draw() {
    const index = Number(form.elements.field.value), { label, unit } = fields[index], list = values(index);
    const hours = to - from > 60 * DAY ? DAY : 1, points = means(list, from, to, hours);
    const big = canvas(focus, 260), scale = scales(points, from, to, big.width, 260, 24);
    for (const value of [scale.low, (scale.low + scale.high) / 2, scale.high]) {
      big.add("line", {
        x1: LEFT,
        x2: big.width - RIGHT,
        y1: scale.y(value),
        y2: scale.y(value),
        stroke: "var(--line)",
      });
      big.add("text", text(LEFT - 6, scale.y(value) + 4, "end"), digits(value));
    }
    big.add("path", {
      d: linePath(points, scale),
      fill: "none",
      stroke: "var(--valid)",
      "stroke-width": 1.5,
      "stroke-linecap": "round",
    });
    dates(big.add, scale, from, to, 256, big.width);
    focus.replaceChildren(big.svg);
    focus.setAttribute("aria-label", `${label} from ${timeOf(from)} to ${timeOf(to - 1)}`);

    const small = canvas(context, 72),
      all = means(list, 0, length, DAY),
      whole = scales(all, 0, length, small.width, 72, 18);
    small.add("rect", {
      x: whole.x(from),
      y: 0,
      width: Math.max(2, whole.x(to) - whole.x(from)),
      height: 56,
      fill: "var(--valid)",
      "fill-opacity": 0.16,
      stroke: "var(--valid)",
    });
    small.add("path", { d: linePath(all, whole), fill: "none", stroke: "var(--missing)", "stroke-width": 1.2 });
    dates(small.add, whole, 0, length, 69, small.width);
    context.replaceChildren(small.svg);
    for (const [name, value] of [["min", 0], ["max", length], ["now", from]]) {
      context.setAttribute(`aria-value${name}`, value);
    }
    context.setAttribute("aria-valuetext", `${timeOf(from)} to ${timeOf(to - 1)}`);

    const observed = list.slice(from, to).filter((value) => !Number.isNaN(value));
    const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
    summary.textContent = `${timeOf(from)} to ${timeOf(to - 1)}: ${observed.length.toLocaleString("en-US")} of ${
      (to - from).toLocaleString("en-US")
    } hours observed${observed.length === 0 ? "" : `, mean ${digits(mean)} ${unit}`}. Shown ${
      hours === 1 ? "hour by hour" : "as means of days"
    }; where the line breaks, nothing was measured.`;
    command.firstElementChild.textContent = `deno task export --from ${timeOf(from).slice(0, 10)} --to ${
      timeOf(to - 1).slice(0, 10)
    }`;
    note.textContent = "";
  }

  focus.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = focus.firstElementChild.getBoundingClientRect();
    const share = (clientX - left - LEFT) / (width - LEFT - RIGHT), hour = from + Math.floor(share * (to - from));
    if (hour < from || hour >= to) return;
    const index = Number(form.elements.field.value), value = values(index)[hour];
    note.textContent = `${timeOf(hour)}: ${
      Number.isNaN(value) ? "no value" : `${digits(value)} ${fields[index].unit}`
    }`;
  });

  const hourAt = (clientX) => {
    const { left, width } = context.firstElementChild.getBoundingClientRect();
    return Math.min(length, Math.max(0, (clientX - left - LEFT) / (width - LEFT - RIGHT) * length));
  };
  let anchor = null;
  context.addEventListener("pointerdown", (event) => {
    anchor = hourAt(event.clientX);
    context.setPointerCapture(event.pointerId);
  });
  context.addEventListener("pointermove", ({ clientX }) => {
    if (anchor === null) return;
    const at = hourAt(clientX);
    setSpan(Math.min(anchor, at), Math.max(anchor, at), true);
  });
  context.addEventListener("pointerup", () => anchor = null);
  context.addEventListener("keydown", (event) => {
    const hours = to - from, middle = (from + to) / 2;
    const spanOf = {
      ArrowLeft: [from - hours / 4, to - hours / 4],
      ArrowRight: [from + hours / 4, to + hours / 4],
      "+": [middle - hours / 4, middle + hours / 4],
      "-": [middle - hours, middle + hours],
      Home: [0, hours],
      End: [length - hours, length],
    }[event.key];
    if (spanOf === undefined) return;
    event.preventDefault();
    setSpan(...spanOf, true);
  });
  form.addEventListener("input", ({ target }) => {
    if (target.name === "field" || target.value === "") return draw();
    const { from: first, to: last } = spans[Number(target.value)];
    setSpan(hourOf(first), hourOf(last) + DAY, false);
  });
  addEventListener("resize", draw);
  draw();
}
