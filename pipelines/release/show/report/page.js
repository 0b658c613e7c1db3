"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const count = (number) => number.toLocaleString("en-US");

  /** An element with properties and children; strings become text, never markup. */
  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "class") element.className = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  // --- head

  function head() {
    const release = data.release;
    const { targets, sources } = data.figures.matrix;
    const kinds = list(release.units.map(([unit]) => `${unit}s`)) || "functions";
    byId("name").textContent = release.name;
    byId("lead").textContent = release.pairs
      ? `${kinds[0].toUpperCase()}${kinds.slice(1)} in ${list(sources)} with their translation into ${list(targets)}, each with the text that documents it. ` +
        `Of ${count(release.planned)} planned translations ${count(release.pairs)} were kept.`
      : `Nothing was kept of ${count(release.planned)} planned translations; the reasons are below.`;
    const numbers = [
      ["pairs", release.pairs],
      ["records", release.records],
      ["repositories", release.repositories],
      ["duplicates removed", release.duplicates],
      ["decontaminated", release.decontaminated],
      ["refused", release.refused],
    ];
    for (const [name, value] of numbers)
      byId("numbers").append(make("div", {}, make("dt", {}, name), make("dd", {}, count(value))));
    byId("made").textContent =
      `Made by pairloom ${release.pairloom}${release.revision ? ", revision " + release.revision.slice(0, 12) : ""}, ` +
      `from the recipe with the fingerprint ${release.fingerprint}.`;
    const origin = [
      ["Translators", ["translator and model", "prompt", "pairs"], release.translators],
      ["Functions and programs", ["unit", "pairs"], release.units],
      ["Licences, as the sources state them", ["licence", "pairs"], release.licenses],
      ["Verified", ["target", ...data.figures.evidence.levels.names], data.figures.evidence.levels.rows],
      ["Passed", ["target", ...data.figures.evidence.gates.names], data.figures.evidence.gates.rows],
      ["Splits", ["target", ...data.figures.splits.names], data.figures.splits.rows],
    ];
    for (const [title, header, rows] of origin)
      byId("origin").append(make("div", { class: "card" }, make("h3", {}, title), table(header, rows)));
  }

  const list = (names) => (names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1));

  function table(header, rows) {
    const cell = (tag, value) =>
      typeof value === "number" ? make(tag, { class: "number" }, count(value)) : make(tag, {}, String(value));
    const numeric = header.map((_, column) => rows.length > 0 && typeof rows[0][column] === "number");
    const top = header.map((name, column) => make("th", { scope: "col", class: numeric[column] ? "number" : "" }, name));
    const body = rows.map((row) => make("tr", {}, ...row.map((value) => cell("td", value))));
    const whole = make("table", {}, make("thead", {}, make("tr", {}, ...top)), make("tbody", {}, ...body));
    return make("div", { class: "scroll" }, whole);
  }

  // --- figures

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const palette = () =>
    dark.matches
      ? ["#5cc4b8", "#f0a868", "#82b8f2", "#d3a4e6", "#dcc06a", "#f09bb8", "#9ccf8f", "#a9b4c4", "#e0776a", "#6fd0dc"]
      : ["#1f6f6b", "#c8641b", "#2c6fb3", "#8a3b9c", "#a1811f", "#b8376d", "#4c8a3f", "#6b7688", "#a8322a", "#0b7285"];
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const narrow = () => innerWidth < 640;
  const drawn = [];

  /** A figure: a chart that is drawn again when size or colours change, and its numbers as a table. */
  function figure(name, height, option, header, rows) {
    const place = document.querySelector(`[data-figure="${name}"]`);
    if (!rows.length) {
      place.append(make("p", { class: "empty" }, "There is nothing to show."));
      return;
    }
    const chart = make("div", { class: "chart" });
    place.append(chart, make("details", {}, make("summary", {}, "The numbers"), table(header, rows)));
    const entry = {
      draw() {
        entry.instance?.dispose();
        chart.style.height = (typeof height === "function" ? height() : height) + "px";
        entry.instance = echarts.init(chart, null, { renderer: "svg" });
        entry.instance.setOption({ ...common(), ...option() });
      },
      resize: () => entry.instance?.resize(),
    };
    drawn.push(entry);
    entry.draw();
    return entry;
  }

  const common = () => ({
    color: palette(),
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: style("--ink") },
    tooltip: {
      confine: true,
      backgroundColor: style("--card"),
      borderColor: style("--line"),
      textStyle: { color: style("--ink") },
      renderMode: "richText",
    },
  });
  const axis = (more) => ({
    axisLine: { lineStyle: { color: style("--line") } },
    axisTick: { show: false },
    axisLabel: { color: style("--quiet"), hideOverlap: true },
    splitLine: { lineStyle: { color: style("--line") } },
    nameTextStyle: { color: style("--quiet") },
    ...more,
  });
  const short = (number) =>
    number >= 1e6 ? (number / 1e6).toPrecision(3) + " M" : number >= 1e4 ? Math.round(number / 1e3) + " k" : count(number);

  function drawFlow() {
    const links = data.figures.flow;
    const total = links.filter((link) => link[0] === "planned").reduce((sum, link) => sum + link[2], 0);
    const into = (name) => links.filter((link) => link[1] === name).reduce((sum, link) => sum + link[2], 0);
    const isLanguage = (name) => name.startsWith("to ");
    const isReason = (name) => links.some((link) => link[0] === "refused" && link[1] === name);
    const names = [...new Set(links.flatMap((link) => [link[0], link[1]]))];
    /** Nodes too thin for a label of their own -> the node that stands for several of them. */
    const folded = new Map();
    for (const [belongs, title] of [[isLanguage, "other languages"], [isReason, "other reasons"]]) {
      const thin = names.filter((name) => belongs(name) && into(name) < 0.02 * total);
      if (thin.length > 2) for (const name of thin) folded.set(name, `${thin.length} ${title}`);
    }
    /** The links to draw; a narrow screen has no room for the languages between planned and what became of it. */
    function drawable() {
      const sums = new Map();
      for (const [from, to, value] of links) {
        if (narrow() && from === "planned") continue;
        const start = narrow() && isLanguage(from) ? "planned" : folded.get(from) ?? from;
        const key = JSON.stringify([start, folded.get(to) ?? to]);
        sums.set(key, (sums.get(key) ?? 0) + value);
      }
      return [...sums].map(([key, value]) => [...JSON.parse(key), value]);
    }
    const size = (name) =>
      name === "planned" ? total : drawable().filter((link) => link[1] === name).reduce((sum, link) => sum + link[2], 0);
    const shown = () => [...new Set(drawable().flatMap((link) => [link[0], link[1]]))];
    const rows = 4 + Math.max(...[isLanguage, isReason].map((belongs) => shown().filter(belongs).length));
    const color = () => ({
      planned: style("--quiet"), kept: palette()[0], duplicates: palette()[4],
      decontaminated: palette()[3], refused: palette()[8],
    });
    const short_name = (name) => (narrow() ? name.replace(/^\w+: /, "") : name).replace(/_/g, " ");
    figure(
      "flow",
      () => Math.min(Math.max(300, rows * 34), 620),
      () => ({
        series: [{
          type: "sankey", left: 4, right: narrow() ? 125 : 190, top: 8, bottom: 8, nodeGap: 16, nodeWidth: 14,
          draggable: false, nodeAlign: "left", emphasis: { focus: "adjacency" }, layoutIterations: 64,
          label: {
            color: style("--ink"), fontSize: narrow() ? 10 : 12, textBorderWidth: 0,
            formatter: (node) => `${short_name(node.name)}  ${short(size(node.name))}`,
          },
          lineStyle: { color: "gradient", opacity: dark.matches ? 0.35 : 0.28 },
          data: shown().map((name) => ({
            name,
            itemStyle: { color: color()[name] ?? (/^to | languages$/.test(name) ? palette()[2] : palette()[8]), borderWidth: 0 },
          })),
          links: drawable().map(([source, target, value]) => ({ source, target, value })),
        }],
        tooltip: {
          ...common().tooltip,
          formatter: (item) =>
            item.dataType === "edge"
              ? `${item.data.source} → ${item.data.target}: ${count(item.data.value)}`
              : `${item.name}: ${count(size(item.name))}`,
        },
      }),
      ["from", "to", "translations"],
      links,
    );
  }

  function drawMatrix() {
    const { sources, targets, pairs } = data.figures.matrix;
    const cells = pairs.flatMap((row, y) => row.map((value, x) => [x, y, value]));
    // the square root keeps small cells apart from empty ones without making all large ones alike
    const shade = (value) => Math.sqrt(value / Math.max(1, ...cells.map((cell) => cell[2])));
    figure(
      "matrix",
      () => Math.max(190, 110 + sources.length * 40),
      () => ({
        grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
        xAxis: axis({ type: "category", data: targets, position: "top", axisLabel: { color: style("--quiet"), interval: 0, rotate: targets.length > 5 ? 40 : 0 } }),
        yAxis: axis({ type: "category", data: sources, inverse: true, axisLabel: { color: style("--quiet") } }),
        visualMap: {
          show: false, min: 0, max: 1, dimension: 3,
          inRange: { color: dark.matches ? ["#20262e", "#256d68", "#6fd6c9"] : ["#f3f4f1", "#8fc4bd", "#1f6f6b"] },
        },
        series: [{
          type: "heatmap",
          data: cells.map(([x, y, value]) => ({
            value: [x, y, value, shade(value)],
            label: { color: shade(value) > 0.6 ? style("--accent-ink") : style("--ink") },
          })),
          encode: { value: 3 },
          itemStyle: { borderColor: style("--card"), borderWidth: 2, borderRadius: 4 },
          label: {
            show: true, fontSize: narrow() ? 10 : 12,
            formatter: (cell) => (cell.value[2] ? (narrow() ? short(cell.value[2]) : count(cell.value[2])) : ""),
          },
        }],
        tooltip: {
          ...common().tooltip,
          formatter: (cell) => `${sources[cell.value[1]]} → ${targets[cell.value[0]]}: ${count(cell.value[2])} pairs`,
        },
      }),
      ["source", "target", "pairs"],
      cells.filter((cell) => cell[2]).map(([x, y, value]) => [sources[y], targets[x], value]),
    );
  }

  function drawLengths() {
    const { bins, columns } = data.figures.lengths;
    const titles = { text: "text", source_code: "source", target_code: "translation" };
    const shown = ["target_code", "source_code", "text"].filter((name) => columns[name]);
    let column = shown[0];
    const shares = (values) => {
      const sum = values.reduce((one, other) => one + other, 0);
      return values.map((value) => Number(((100 * value) / (sum || 1)).toFixed(1)));
    };
    // from the first bin that holds a pair to the last
    const counts = (name) => Object.values(columns[name]);
    const used = bins.slice(0, -1).map((_, bin) => shown.some((name) => counts(name).some((values) => values[bin])));
    const [low, high] = [Math.max(used.indexOf(true) - 1, 0), used.lastIndexOf(true) + 2];
    const rows = shown.flatMap((name) =>
      Object.entries(columns[name]).flatMap(([language, counts]) =>
        counts.map((value, bin) => [titles[name], language, bins[bin], bins[bin + 1] - 1, value]).filter((row) => row[4]),
      ),
    );
    const tabs = make("div", { class: "tabs", role: "group", "aria-label": "Which length" });
    const place = document.querySelector('[data-figure="lengths"]');
    if (rows.length) place.append(tabs);
    const entry = figure(
      "lengths",
      300,
      () => ({
        grid: { left: 8, right: 16, top: 34, bottom: 26, containLabel: true },
        legend: { type: "scroll", top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 4, textStyle: { color: style("--ink") }, pageTextStyle: { color: style("--quiet") } },
        xAxis: axis({ type: "category", data: bins.slice(low, Math.min(high, bins.length - 1)), name: "characters", nameLocation: "middle", nameGap: 26, boundaryGap: false, splitLine: { show: false } }),
        yAxis: axis({ type: "value", axisLabel: { color: style("--quiet"), formatter: "{value} %" } }),
        series: Object.entries(columns[column]).map(([language, counts]) => ({
          type: "line", name: language, data: shares(counts).slice(low, high), symbol: "none", smooth: 0.25, smoothMonotone: "x", lineStyle: { width: 2.5 },
          areaStyle: Object.keys(columns[column]).length === 1 ? { opacity: 0.15 } : undefined,
        })),
        tooltip: { ...common().tooltip, trigger: "axis", valueFormatter: (share) => share + " %" },
      }),
      ["of", "language", "from", "to", "pairs"],
      rows,
    );
    for (const name of shown) {
      const tab = make("button", { type: "button", "aria-pressed": String(name === column) }, titles[name]);
      tab.addEventListener("click", () => {
        column = name;
        for (const other of tabs.children) other.setAttribute("aria-pressed", String(other === tab));
        entry.draw();
      });
      tabs.append(tab);
    }
  }

  function drawRejections() {
    const { reasons, targets, rows } = data.figures.rejections;
    const listed = reasons.slice(0, 14);
    const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
    figure(
      "rejections",
      () => 80 + listed.length * 26,
      () => ({
        grid: { left: 8, right: 50, top: 34, bottom: 8, containLabel: true },
        legend: { type: "scroll", top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: style("--ink") }, pageTextStyle: { color: style("--quiet") } },
        xAxis: axis({ type: "value", minInterval: 1, axisLabel: { color: style("--quiet"), formatter: short, hideOverlap: true } }),
        yAxis: axis({
          type: "category", data: listed, inverse: true,
          axisLabel: {
            color: style("--ink"), width: narrow() ? 110 : 210, overflow: "truncate",
            formatter: (name) =>
              (narrow() ? name.replace(/^\w+: /, "") : name).replace(/_/g, " ") + "  " + short(sums[reasons.indexOf(name)]),
          },
        }),
        series: targets.map((target, column) => ({
          type: "bar", stack: "all", name: target, barMaxWidth: 18, data: listed.map((_, row) => rows[row][column] || null),
        })),
        tooltip: { ...common().tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
      }),
      ["reason", "target", "count"],
      reasons.flatMap((reason, row) =>
        targets.map((target, column) => [reason, target, rows[row][column]]).filter((entry) => entry[2]),
      ),
    );
  }

  function drawEvidence() {
    const { levels, gates } = data.figures.evidence;
    const targets = levels.rows.map((row) => row[0]);
    const numbers = ({ names, rows }) =>
      rows.flatMap(([target, ...values]) => names.map((name, at) => [target, name, values[at]]).filter((entry) => entry[2]));
    const color = () => ({ parsed: palette()[7], compiled: palette()[2], executed: palette()[0] });
    figure(
      "evidence",
      () => 80 + targets.length * 26,
      () => ({
        grid: { left: 8, right: 50, top: 34, bottom: 8, containLabel: true },
        legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: style("--ink") } },
        xAxis: axis({ type: "value", minInterval: 1, axisLabel: { color: style("--quiet"), formatter: short, hideOverlap: true } }),
        yAxis: axis({ type: "category", data: targets, inverse: true, axisLabel: { color: style("--ink") } }),
        series: levels.names.map((name, at) => ({
          type: "bar", stack: "all", name, barMaxWidth: 18, itemStyle: { color: color()[name] },
          data: levels.rows.map((row) => row[at + 1] || null),
        })),
        tooltip: { ...common().tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
      }),
      ["target", "verified or passed", "pairs"],
      [...numbers(levels), ...numbers(gates)],
    );
  }

  function drawStrength() {
    const columns = data.figures.strength;
    if (!Object.keys(columns).length) return document.querySelector('[data-figure="strength"]').remove(); // not measured
    const tenths = ["0", ...Array.from({ length: 9 }, (_, at) => `${at + 1}0 %`), "100 %"];
    figure(
      "strength",
      300,
      () => ({
        grid: { left: 8, right: 16, top: 34, bottom: 26, containLabel: true },
        legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: style("--ink") } },
        xAxis: axis({ type: "category", data: tenths, name: "share, from", nameLocation: "middle", nameGap: 26 }),
        yAxis: axis({ type: "value", minInterval: 1, axisLabel: { color: style("--quiet"), formatter: short } }),
        series: Object.entries(columns).map(([name, counts]) => ({ type: "bar", name, data: counts, barMaxWidth: 18 })),
        tooltip: { ...common().tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
      }),
      ["share of", "from", "pairs"],
      Object.entries(columns).flatMap(([name, counts]) => counts.map((rows, at) => [name, tenths[at], rows])),
    );
  }

  function drawDuplicates() {
    const sizes = data.figures.duplicates;
    const grouped = new Map();
    for (const [size, rows] of sizes) {
      const low = size < 8 ? size : 2 ** Math.floor(Math.log2(size));
      const name = size < 8 ? String(size) : `${low}–${2 * low - 1}`;
      grouped.set(name, (grouped.get(name) ?? 0) + rows);
    }
    figure(
      "duplicates",
      300,
      () => ({
        grid: { left: 8, right: 16, top: 24, bottom: 26, containLabel: true },
        xAxis: axis({ type: "category", data: [...grouped.keys()], name: "removed duplicates per kept pair", nameLocation: "middle", nameGap: 26 }),
        yAxis: axis({ type: "log", min: 1, axisLabel: { color: style("--quiet"), formatter: short } }),
        series: [{
          type: "bar", data: [...grouped.values()], barMaxWidth: 46, itemStyle: { borderRadius: [4, 4, 0, 0] },
          label: { show: true, position: "top", color: style("--quiet"), formatter: (bar) => short(bar.value) },
        }],
        tooltip: { ...common().tooltip, formatter: (bar) => `${bar.name} removed: ${count(bar.value)} pairs` },
      }),
      ["removed duplicates", "pairs"],
      sizes,
    );
  }

  // --- viewer

  const controls = Object.fromEntries(
    ["search", "source", "target", "split", "level", "reason", "shortest", "longest"].map((id) => [id, byId(id)]),
  );
  const everything = (item) =>
    [item.name, item.text, item.detail ?? "", item.source?.code ?? "", item.target.code].join("\n").toLowerCase();
  for (const item of [...data.pairs, ...data.rejections]) item.all = everything(item);
  const kinds = { pairs: data.pairs, rejections: data.rejections };
  const reasonOf = (item) => `${item.stage}: ${item.reason}`;
  let kind = "pairs";
  let matching = [];
  let at = 0;

  function options() {
    const rows = kinds[kind];
    fill(controls.source, rows.map((row) => row.source?.language ?? ""));
    fill(controls.target, rows.map((row) => row.target.language));
    fill(controls.split, rows.map((row) => row.split ?? ""));
    fill(controls.level, rows.map((row) => row.level ?? ""));
    fill(controls.reason, rows.map((row) => (row.reason ? reasonOf(row) : "")));
    for (const label of document.querySelectorAll("[data-kind]")) label.hidden = label.dataset.kind !== kind;
    const total = kind === "pairs" ? data.release.pairs : data.release.rejections;
    byId("sampled").textContent =
      rows.length === total
        ? `All ${count(total)} ${kind === "pairs" ? "pairs" : "rejections"} are here.`
        : `A sample of ${count(rows.length)} of ${count(total)} ${kind === "pairs" ? "pairs" : "rejections"} is here, as many ` +
          `of each kind as there are; the files have all.`;
  }

  function fill(select, values) {
    const before = select.value;
    const found = new Map();
    for (const value of values) if (value) found.set(value, (found.get(value) ?? 0) + 1);
    const names = [...found.keys()].sort();
    select.replaceChildren(
      make("option", { value: "" }, "all"),
      ...names.map((name) => make("option", { value: name }, `${name} (${count(found.get(name))})`)),
    );
    select.value = found.has(before) ? before : "";
  }

  function filter() {
    const word = controls.search.value.toLowerCase();
    const shortest = Number(controls.shortest.value || 0);
    const longest = Number(controls.longest.value || Infinity);
    matching = kinds[kind].filter((row) => {
      const length = row.target.code.length + row.target.cut;
      return (
        (!word || row.all.includes(word)) &&
        (!controls.source.value || row.source?.language === controls.source.value) &&
        (!controls.target.value || row.target.language === controls.target.value) &&
        (kind !== "pairs" || !controls.split.value || row.split === controls.split.value) &&
        (kind !== "pairs" || !controls.level.value || row.level === controls.level.value) &&
        (kind !== "rejections" || !controls.reason.value || reasonOf(row) === controls.reason.value) &&
        length >= shortest && length <= longest
      );
    });
    at = 0;
    show();
  }

  function show() {
    const place = byId("row");
    byId("previous").disabled = at === 0;
    byId("next").disabled = at >= matching.length - 1;
    byId("place").textContent = matching.length ? `${count(at + 1)} of ${count(matching.length)}` : "0 of 0";
    const row = matching[at];
    if (!row) {
      place.replaceChildren(make("p", { class: "empty", id: "row-title" }, "No row is like that. Change the search or a filter."));
      return;
    }
    place.replaceChildren(...(kind === "pairs" ? pair(row) : rejection(row)), facts(row));
    if (location.hash.startsWith("#row=") || at > 0) history.replaceState(null, "", "#row=" + encodeURIComponent(row.id));
    mark(place);
  }

  function pair(row) {
    const languages = `${row.source.language} → ${row.target.language}`;
    return [
      make("h3", { id: "row-title" }, row.name, make("span", { class: "tag" }, languages)),
      make("div", { class: "text", dir: "auto", tabindex: "0" }, row.text || "(no text)"),
      make("div", { class: "sides" }, side("Source", row.source, 0), side("Translation", row.target, 0)),
    ];
  }

  function rejection(row) {
    const tag = make("span", { class: "tag refused" }, reasonOf(row).replace(/_/g, " "));
    const parts = [make("h3", { id: "row-title" }, row.name || (row.target.language ? `To ${row.target.language}` : "Not read"), tag)];
    parts.push(make("p", { class: "why", dir: "auto" }, row.detail));
    if (row.text) parts.push(make("div", { class: "text", dir: "auto", tabindex: "0" }, row.text));
    const sides = make("div", { class: row.source ? "sides" : "sides single" });
    if (row.source) sides.append(side("Source", row.source, 0));
    sides.append(
      row.target.code
        ? side("Refused", row.target, row.line)
        : make("p", { class: "quiet" }, "Nothing was kept of it; the detail above names it."),
    );
    parts.push(sides);
    if (row.match) parts.push(make("div", { class: "sides single" }, side("Kept instead", row.match, 0)));
    return parts;
  }

  /** One side: code line by line, each line a row of runs in their colours. `broken` is the line to mark, 0 for none. */
  function side(title, content, broken) {
    const label = `${title}${content.language ? ", " + content.language : ""}`;
    const code = make("code");
    for (const [number, spans] of lines(content).entries()) {
      const line = make("span", { class: "line" }, ...spans, "\n");
      if (number + 1 === broken) {
        line.classList.add("broken");
        line.prepend(make("span", { class: "unseen" }, "The broken line: "));
      }
      code.append(line);
    }
    const block = make("pre", { tabindex: "0", role: "region", "aria-label": label }, code);
    const whole = make("div", { class: "side" }, make("h4", {}, label), block);
    if (content.cut) whole.append(make("p", { class: "quiet" }, `${count(content.cut)} more characters are not shown here.`));
    return whole;
  }

  function lines(content) {
    const found = [[]];
    const add = (text, name) => {
      text.split("\n").forEach((part, number) => {
        if (number) found.push([]);
        if (part) found.at(-1).push(name === "-" ? part : make("span", { class: name }, part));
      });
    };
    let position = 0;
    for (const [, length, name] of content.runs.matchAll(/(\d+)([a-z-])/g)) {
      add(content.code.slice(position, position + Number(length)), name);
      position += Number(length);
    }
    add(content.code.slice(position), "-");
    if (found.length > 1 && !found.at(-1).length) found.pop();
    return found;
  }

  function facts(row) {
    const parts = row.facts.map(([name, value]) => {
      const safe = name === "url" && /^https?:\/\//.test(value);
      const shown = safe ? make("a", { href: value, rel: "noopener noreferrer nofollow" }, value) : value;
      return make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, shown));
    });
    return make("dl", { class: "facts" }, ...parts);
  }

  /** Show where the search word is, where the browser can mark without changing the page. */
  function mark(place) {
    if (!CSS.highlights) return;
    CSS.highlights.delete("found");
    const word = controls.search.value.toLowerCase();
    if (!word) return;
    const nodes = [];
    let text = "";
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    // a word may begin in one coloured run and end in another
    const locate = (position) => {
      const [start, node] = nodes.findLast(([start]) => start <= position);
      return [node, Math.min(position - start, node.length)];
    };
    const ranges = [];
    const all = text.toLowerCase();
    for (let from = all.indexOf(word); from >= 0; from = all.indexOf(word, from + word.length)) {
      const range = new Range();
      range.setStart(...locate(from));
      range.setEnd(...locate(from + word.length));
      ranges.push(range);
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  function step(by) {
    if (!matching[at + by]) return;
    at += by;
    show();
  }

  function keys(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing) event.target.blur();
    else if (typing) return;
    else if (event.key === "/") controls.search.focus();
    else if (event.key === "ArrowRight" || event.key === "j") step(1);
    else if (event.key === "ArrowLeft" || event.key === "k") step(-1);
    else return;
    event.preventDefault();
  }

  /** Show the row that the address names, if it is in this file. */
  function fromAddress(hash) {
    if (!hash.startsWith("#row=")) return;
    let id = "";
    try {
      id = decodeURIComponent(hash.slice(5));
    } catch {
      return;
    }
    for (const name of Object.keys(kinds)) {
      const found = kinds[name].findIndex((row) => row.id === id);
      if (found < 0) continue;
      choose(name);
      at = found;
      show();
      byId("viewer").scrollIntoView();
    }
  }

  function choose(name) {
    kind = name;
    document.querySelector(`input[name="kind"][value="${kind}"]`).checked = true;
    options();
    filter();
  }

  function viewer() {
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    for (const control of Object.values(controls)) control.addEventListener("input", filter);
    for (const radio of document.querySelectorAll('input[name="kind"]'))
      radio.addEventListener("change", () => choose(radio.value));
    byId("previous").addEventListener("click", () => step(-1));
    byId("next").addEventListener("click", () => step(1));
    document.addEventListener("keydown", keys);
    const named = location.hash;
    choose(data.pairs.length || !data.rejections.length ? "pairs" : "rejections");
    fromAddress(named);
    addEventListener("hashchange", () => fromAddress(location.hash));
  }

  head();
  viewer();
  for (const draw of [drawFlow, drawMatrix, drawLengths, drawRejections, drawEvidence, drawStrength, drawDuplicates]) draw();
  let wasNarrow = narrow();
  addEventListener("resize", () => {
    const changed = narrow() !== wasNarrow;
    wasNarrow = narrow();
    for (const entry of drawn) changed ? entry.draw() : entry.resize();
  });
  dark.addEventListener("change", () => drawn.forEach((entry) => entry.draw()));
})();
