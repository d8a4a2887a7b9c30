// The live page: loads the history of the run once, then listens for server-sent events.

import { Events } from "/events.js";
import { duration, loss, whole } from "/format.js";
import { Reconstructions } from "/images.js";
import { Metrics } from "/metrics.js";

const REDRAW_MS = 400;
const RETRY_MS = [500, 1000, 2000, 5000, 10000];

const element = (id) => document.getElementById(id);
const metrics = new Metrics();
const reconstructions = new Reconstructions();
const events = new Events();

let run = null;
let end = null;
let failures = 0;
let changed = true;

async function begin() {
  let history;
  try {
    const answer = await fetch("/history");
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    history = await answer.json();
  } catch {
    lost(begin);
    return;
  }
  found();
  run = history.run ?? null;
  end = history.end ?? null;
  metrics.begin(history);
  reconstructions.begin(history);
  events.begin(history);
  saved(history.saved);
  report(history.report);
  if (run) await showRun();
  showState();
  changed = true;
  if (!end) listen(history.position);
}

/** What does not change while a run goes on. */
async function showRun() {
  element("name").textContent = run.name;
  element("about").textContent =
    `Trains on ${run.images} with the recipe “${run.recipe}”, batch size ${whole(run.batchSize)}, on ${run.device}.`;
  element("folder").textContent = `Run folder: ${run.folder}`;
  try {
    element("plan").textContent = await (await fetch("/plan")).text();
  } catch {
    // the connection is lost, which listen() reports
  }
}

function listen(position) {
  let last = position;
  const source = new EventSource(`/events?after=${encodeURIComponent(position)}`);
  const on = (kind, take) =>
    source.addEventListener(kind, (message) => {
      last = message.lastEventId;
      take(JSON.parse(message.data));
      changed = true;
    });
  const reload = () => {
    source.close();
    begin();
  };
  source.onopen = found;
  source.onerror = () => {
    source.close();
    lost(() => listen(last));
  };
  on("reload", reload);
  on("step", (data) => {
    metrics.step(data);
    if (metrics.isFull) reload();
  });
  on("event", (data) => events.add(data));
  on("reconstruction", (data) => reconstructions.add(data.step));
  on("saved", (data) => saved(data.step));
  on("rewind", (data) => {
    metrics.rewind(data.step);
    reconstructions.rewind(data.step);
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

function found() {
  if (failures > 0) {
    failures = 0;
    showState();
  }
}

function lost(again) {
  setTimeout(again, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
  failures++;
  showState();
}

/** Shows the link to the report once it is written. */
function report(isThere) {
  element("report").hidden = !isThere;
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
    notice("The run does not answer; its process may have ended. This page keeps its data and reconnects by itself.", "warn");
  } else {
    state(metrics.at > (run?.firstStep ?? 0) ? "Training" : run ? "Starting" : "Preparing", "live");
    notice("");
  }
}

function showEnd() {
  const staysReadable = " This page stays readable after the server has ended.";
  if (end.how === "failed") {
    state("Failed", "bad");
    notice("The run failed; see the message in its terminal." + staysReadable, "bad");
    return;
  }
  const complete = end.how === "complete";
  state(complete ? "Complete" : "Stopped", complete ? "good" : "warn");
  notice(
    `${complete ? "Done:" : "Stopped after"} ${whole(end.steps)} steps in ${duration(end.seconds)}, ` +
      `loss ${loss(end.firstLoss)} → ${loss(end.lastLoss)}. The model is ${end.model}.` + staysReadable,
    complete ? "good" : "warn",
  );
}

function state(text, look) {
  element("state").textContent = text;
  element("state").className = `badge ${look}`;
}

function notice(text, look) {
  element("notice").hidden = text === "";
  element("notice").textContent = text;
  element("notice").className = `notice ${look ?? ""}`;
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
