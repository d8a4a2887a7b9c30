// The live page: loads the history of the run once, then listens for server-sent events.

import { Events } from "/events.js";
import { duration, loss, whole } from "/format.js";
import { StepImages } from "/images.js";
import { Metrics } from "/metrics.js";

const REDRAW_MS = 400;
const RETRY_MS = [500, 1000, 2000, 5000, 10000];

const element = (id) => document.getElementById(id);
const metrics = new Metrics();
const images = {
  reconstructions: new StepImages("reconstructions", "Reconstructions"),
  features: new StepImages("features", "Feature maps"),
};
const events = new Events();

let run = null;
let end = null;
let failures = 0;
let changed = true;

async function begin() {
  let history;
  try {
    const response = await fetch("/history");
    if (!response.ok) throw new Error(`the server returned status ${response.status}`);
    history = await response.json();
  } catch {
    disconnected(begin);
    return;
  }
  connected();
  run = history.run ?? null;
  end = history.end ?? null;
  metrics.begin(history);
  for (const kind of Object.values(images)) kind.begin(history);
  events.begin(history);
  saved(history.saved);
  report(history.report);
  if (run) await showRun();
  showState();
  changed = true;
  draw();
  if (!end) listen(history.position);
}

/** Shows what does not change during a run. */
async function showRun() {
  element("name").textContent = run.name;
  for (const part of document.querySelectorAll(".reconstructed")) part.hidden = run.reconstructs === false;
  element("about").textContent =
    `Trains on ${run.images} with the recipe “${run.recipe}”, batch size ${whole(run.batchSize)}, on ${run.device}.`;
  element("folder").textContent = `Run folder: ${run.folder}`;
  try {
    element("plan").textContent = await (await fetch("/plan")).text();
  } catch {
    // the connection was lost, which listen() reports
  }
}

function listen(position) {
  let last = position;
  const source = new EventSource(`/events?after=${encodeURIComponent(position)}`);
  const on = (kind, handle) =>
    source.addEventListener(kind, (message) => {
      last = message.lastEventId;
      handle(JSON.parse(message.data));
      changed = true;
    });
  const reload = () => {
    source.close();
    begin();
  };
  source.onopen = connected;
  source.onerror = () => {
    source.close();
    disconnected(() => listen(last));
  };
  on("reload", reload);
  on("step", (data) => {
    metrics.step(data);
    if (metrics.isFull) reload();
  });
  on("event", (data) => events.add(data));
  on("probes", (data) => metrics.probes(data.probes));
  on("validation", (data) => metrics.validations(data.validations));
  on("image", (data) => images[data.kind].add(data.step, data.steps));
  on("saved", (data) => saved(data.step));
  on("rewind", (data) => {
    metrics.rewind(data.step);
    for (const kind of Object.values(images)) kind.rewind(data.step);
  });
  on("end", (data) => {
    source.close();
    end = data;
    metrics.end(data);
    saved(data.saved);
    report(data.report);
    showState();
  });
}

function connected() {
  if (failures > 0) {
    failures = 0;
    showState();
  }
}

function disconnected(retry) {
  setTimeout(retry, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
  failures++;
  showState();
}

/** Shows the link to the report if it exists. */
function report(exists) {
  element("report").hidden = !exists;
}

function saved(step) {
  if (!step) return;
  element("fact-saved").textContent = `step ${whole(step)}`;
  element("fact-saved-more").textContent = "newest checkpoint";
}

function showState() {
  if (end) showEnd();
  else if (failures > 1) {
    state("No connection", "warn");
    notice("The server does not respond; the process of the run may have ended. This page keeps its data and reconnects by itself.", "warn");
  } else {
    state(metrics.at > (run?.firstStep ?? 0) ? "Training" : run ? "Starting" : "Preparing", "live");
    notice("");
  }
}

function showEnd() {
  const keepsData = " This page keeps its data after the server has ended.";
  if (end.how === "failed") {
    state("Failed", "bad");
    notice("The run failed; its terminal shows the message." + keepsData, "bad");
    return;
  }
  const complete = end.how === "complete";
  state(complete ? "Complete" : "Stopped", complete ? "good" : "warn");
  notice(
    `${complete ? "Complete:" : "Stopped after"} ${whole(end.steps)} steps in ${duration(end.seconds)}, ` +
      `loss ${loss(end.firstLoss)} → ${loss(end.lastLoss)}. The model is ${end.model}.` + keepsData,
    complete ? "good" : "warn",
  );
}

function state(text, style) {
  element("state").textContent = text;
  element("state").className = `badge ${style}`;
}

function notice(text, style) {
  element("notice").hidden = text === "";
  element("notice").textContent = text;
  element("notice").className = `notice ${style ?? ""}`;
}

function draw() {
  if (changed && !document.hidden) {
    changed = false;
    metrics.marks(events.marks);
    metrics.draw();
    showState();
  } else {
    metrics.tick();
  }
  const share = end?.how === "complete" ? "Done" : `${Math.floor(100 * metrics.share)} %`;
  document.title = run ? `${share} · ${run.name} · Pixio` : "Pixio";
}

setInterval(draw, REDRAW_MS);
document.addEventListener("visibilitychange", draw);
begin();
