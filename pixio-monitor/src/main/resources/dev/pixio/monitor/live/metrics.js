// Progress, the newest metrics and the charts.

import { NONE, duration, loss, whole } from "/format.js";

const CURVES = [
  { name: "loss", title: "Loss", smooth: true },
  { name: "gradientNorm", title: "Gradient norm", smooth: true },
  { name: "learningRate", title: "Learning rate", zero: true },
  { name: "imagesPerSecond", title: "Images per second", smooth: true, zero: true },
  { name: "waitShare", title: "Waiting for images", unit: "share", smooth: true, zero: true },
  { name: "syncShare", title: "Waiting for other processes", unit: "share", smooth: true, zero: true, optional: true },
  { name: "memory", title: "Memory", unit: "bytes", zero: true },
];

/** What the encoder is measured at during the run, with --probe-every. */
const PROBES = [
  { name: "knn", title: "k-NN accuracy" },
  { name: "miou", title: "segmentation mIoU" },
  { name: "d1", title: "depth d1" },
];

/** Maximum number of points per curve; after more, the page reloads a downsampled history from the server. */
const MOST_POINTS = 3000;

/** Weight of a new step in the moving averages. */
const SMOOTHING = 0.1;

const element = (id) => document.getElementById(id);

export class Metrics {
  #run = null;
  #latest = null;
  #receivedAt = 0; // when the latest step arrived, in milliseconds of this page
  #points = {};
  #smoothed = {};
  #marks = [];
  #charts = {};
  #validations = [];
  #validationChart = null;
  #probes = [];
  #ended = false;

  constructor() {
    for (const curve of CURVES) {
      this.#points[curve.name] = { x: [], y: [] };
      if (!curve.optional) this.#add(curve);
    }
  }

  #add(curve) {
    this.#addChart(curve.name, this.#spec(curve));
  }

  #addChart(name, spec) {
    const card = document.createElement("div");
    card.className = "card";
    element("curves").append(card);
    this.#charts[name] = Pixio.chart(card, spec);
  }

  #spec({ name, ...options }) {
    const { x, y } = this.#points[name];
    const line = options.smooth ? { x, y: smoothed(y) } : undefined;
    return { ...options, series: [{ name: options.title, x, y, line }], marks: this.#marks };
  }

  begin(history) {
    this.#run = history.run ?? null;
    this.#ended = Boolean(history.end);
    for (const { name } of CURVES) {
      const points = history.curves?.[name] ?? { x: [], y: [] };
      this.#points[name] = points;
      const tail = points.y.slice(-10).filter((value) => value !== null);
      this.#smoothed[name] = tail.length ? tail.reduce((sum, value) => sum + value, 0) / tail.length : null;
    }
    this.validations(history.validations ?? []);
    this.#probes = history.probes ?? [];
    this.#setLatest(history.latest ?? null);
    this.#setElapsed(history.end);
  }

  step(metrics) {
    for (const { name } of CURVES) {
      const value = metrics[name];
      this.#points[name].x.push(metrics.step);
      this.#points[name].y.push(value);
      const previous = this.#smoothed[name];
      if (value !== null) this.#smoothed[name] = previous === null ? value : previous + SMOOTHING * (value - previous);
    }
    this.#setLatest(metrics);
  }

  probes(probes) {
    this.#probes = probes;
  }

  #drawProbes() {
    const x = this.#probes.map((probe) => probe.step);
    const series = PROBES.map(({ name, title }) => ({ name: title, x, y: this.#probes.map((probe) => probe[name]) }));
    const spec = {
      title: "Evaluation on held-out images",
      unit: "share",
      zero: true,
      series: series.filter(({ y }) => y.some((value) => value !== null)),
      marks: this.#marks,
    };
    if (this.#charts.probes) this.#charts.probes.update(spec);
    else if (spec.series.length) this.#addChart("probes", spec);
  }

  #setLatest(latest) {
    this.#latest = latest;
    this.#receivedAt = performance.now();
  }

  rewind(step) {
    for (const { x, y } of Object.values(this.#points)) {
      while (x.length && x[x.length - 1] > step) {
        x.pop();
        y.pop();
      }
    }
    this.#probes = this.#probes.filter((probe) => probe.step <= step);
    if (this.#latest) this.#latest.step = Math.min(this.#latest.step, step);
  }

  /** Replaces the validations of a fine-tuning, in the order of their steps. */
  validations(validations) {
    this.#validations = validations;
  }

  #drawValidations() {
    const all = this.#validations;
    for (const fact of document.querySelectorAll(".validated")) fact.hidden = all.length === 0;
    if (all.length === 0 && !this.#validationChart) return;
    const best = all.reduce((a, b) => (a === null || b.score > a.score ? b : a), null);
    const name = all[0]?.name ?? "";
    const spec = {
      title: `Validation: ${name}`,
      unit: "share",
      zero: true,
      series: [{ name, x: all.map((each) => each.step), y: all.map((each) => each.score) }],
      marks: best ? [{ x: best.step, text: "best model" }] : [],
    };
    if (this.#validationChart) {
      this.#validationChart.update(spec);
    } else {
      const card = document.createElement("div");
      card.className = "card";
      element("curves").children[0].after(card);
      this.#validationChart = Pixio.chart(card, spec);
    }
    if (!best) return;
    element("fact-validation-name").textContent = `Validation, ${name}`;
    element("fact-validation").textContent = Pixio.format(all.at(-1).score, "share");
    element("fact-validation-more").textContent = `best ${Pixio.format(best.score, "share")} at step ${whole(best.step)}`;
  }

  marks(marks) {
    this.#marks = marks;
  }

  end(result) {
    this.#ended = true;
    this.#setElapsed(result);
  }

  #setElapsed(end) {
    if (end && this.#latest) this.#latest.elapsed = end.elapsed;
  }

  get at() {
    return this.#latest?.step ?? this.#run?.firstStep ?? 0;
  }

  get share() {
    return this.#run ? this.at / this.#run.totalSteps : 0;
  }

  get isFull() {
    return this.#points.loss.x.length > MOST_POINTS;
  }

  draw() {
    for (const curve of CURVES) {
      const chart = this.#charts[curve.name];
      if (chart) chart.update(this.#spec(curve));
      else if (this.#points[curve.name].y.some((value) => value !== null)) this.#add(curve);
    }
    this.#drawValidations();
    this.#drawProbes();
    const now = this.#smoothed;
    const latest = this.#latest;
    element("fact-loss").textContent = loss(now.loss);
    element("fact-loss-more").textContent = latest ? "this step " + loss(latest.loss) : "\u00a0";
    element("fact-speed").textContent = Pixio.format(now.imagesPerSecond);
    element("fact-speed-more").textContent = latest?.skipped ? whole(latest.skipped) + " unreadable" : "\u00a0";
    element("fact-wait").textContent = Pixio.format(now.waitShare, "share");
    element("fact-rate").textContent = Pixio.format(latest?.learningRate);
    element("fact-rate-more").textContent = latest ? "gradient norm " + Pixio.format(now.gradientNorm) : "\u00a0";
    const processes = latest?.processes ?? 1;
    for (const fact of document.querySelectorAll(".group")) fact.hidden = processes === 1;
    element("fact-processes").textContent = whole(processes);
    element("fact-processes-more").textContent = processes === 1 ? "\u00a0" : `slowest now: ${latest.slowest}`;
    element("fact-sync").textContent = Pixio.format(now.syncShare, "share");
    element("fact-memory").textContent = Pixio.format(latest?.memory, "bytes");
    this.tick();
  }

  /** Updates what changes with time. */
  tick() {
    const run = this.#run;
    if (!run) return;
    const step = this.at;
    const epochs = Math.ceil(run.totalSteps / run.stepsPerEpoch);
    const epoch = Math.min(epochs, (this.#latest?.epoch ?? Math.floor(step / run.stepsPerEpoch)) + 1);
    element("done").textContent =
      `Step ${whole(step)} of ${whole(run.totalSteps)}` + (epochs > 1 ? `, epoch ${whole(epoch)} of ${whole(epochs)}` : "");
    element("bar").value = this.share;
    element("bar").classList.toggle("done", step >= run.totalSteps);
    element("left").textContent = this.#times();
  }

  #times() {
    if (!this.#latest) return "";
    const since = this.#ended ? 0 : (performance.now() - this.#receivedAt) / 1000;
    const elapsed = duration(this.#latest.elapsed + since);
    if (this.#ended) return `took ${elapsed}`;
    const left = this.#latest.left === null ? NONE : duration(this.#latest.left - since);
    return `${elapsed} elapsed, about ${left} left`;
  }
}

/**
 * The centred moving average. At the newest points only the right side of the window shrinks: a line that ended in the last
 * value itself would jump at every step.
 */
function smoothed(values) {
  const radius = Math.max(5, Math.round(values.length / 100));
  const sums = [0];
  const counts = [0];
  for (const value of values) {
    sums.push(sums.at(-1) + (value ?? 0));
    counts.push(counts.at(-1) + (value === null ? 0 : 1));
  }
  return values.map((_, i) => {
    const from = i - Math.min(radius, i);
    const to = Math.min(values.length, i + Math.min(radius, i) + 1);
    const count = counts[to] - counts[from];
    return count === 0 ? null : (sums[to] - sums[from]) / count;
  });
}
