// The page of a run while it goes on: asks once for all there is, then listens.

import { Figures } from "/figures.js";
import { Happenings } from "/happenings.js";
import { Pictures } from "/pictures.js";
import { duration, loss, whole } from "/words.js";

const REDRAW_MS = 400;
const PATIENCE_MS = [500, 1000, 2000, 5000, 10000];

const element = (id) => document.getElementById(id);
const figures = new Figures();
const pictures = new Pictures();
const happenings = new Happenings();

let run = null;
let end = null;
let failures = 0;
let changed = true;

async function begin() {
  let history;
  try {
    const answer = await fetch("/history");
    if (!answer.ok) throw new Error(`the server says ${answer.status}`);
    history = await answer.json();
  } catch {
    lost(begin);
    return;
  }
  found();
  run = history.run ?? null;
  end = history.end ?? null;
  figures.begin(history);
  pictures.begin(history);
  happenings.begin(history);
  saved(history.saved);
  report(history.report);
  if (run) await introduce();
  showState();
  changed = true;
  if (!end) listen(history.position);
}

/** What does not change while a run goes on. */
async function introduce() {
  element("name").textContent = run.name;
  element("about").textContent =
    `Learns from ${run.pictures} by the recipe “${run.recipe}”, in batches of ${whole(run.batchSize)}, on ${run.device}.`;
  element("folder").textContent = `Everything is kept in ${run.folder}`;
  try {
    element("plan").textContent = await (await fetch("/plan")).text();
  } catch {
    // the connection is lost, and that is noticed by whoever listens
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
  const anew = () => {
    source.close();
    begin();
  };
  source.onopen = found;
  source.onerror = () => {
    source.close();
    lost(() => listen(last));
  };
  on("anew", anew);
  on("step", (told) => {
    figures.step(told);
    if (figures.isFull) anew();
  });
  on("event", (told) => happenings.add(told));
  on("reconstruction", (told) => pictures.add(told.step));
  on("saved", (told) => saved(told.step));
  on("rewind", (told) => {
    figures.rewind(told.step);
    pictures.rewind(told.step);
  });
  on("end", (told) => {
    source.close();
    end = told;
    figures.end(told);
    report(told.report);
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
  setTimeout(again, PATIENCE_MS[Math.min(failures, PATIENCE_MS.length - 1)]);
  failures++;
  showState();
}

/** The whole run on one page, once it was written. */
function report(isThere) {
  element("report").hidden = !isThere;
}

function saved(step) {
  if (step === undefined) return;
  element("fact-saved").textContent = `step ${whole(step)}`;
  element("fact-saved-more").textContent = "the newest checkpoint";
}

function showState() {
  if (end) showEnd();
  else if (failures > 1) {
    state("No connection", "warn");
    notice("The run does not answer; its process may have ended. This page keeps what it was told, and goes on by itself.", "warn");
  } else {
    state(figures.at > (run?.firstStep ?? 0) ? "Training" : run ? "Starting" : "Getting ready", "live");
    notice("");
  }
}

function showEnd() {
  const kept = " This page stays readable; its server ends with the run.";
  if (end.how === "failed") {
    state("Failed", "bad");
    notice("The run broke off; its terminal says why." + kept, "bad");
    return;
  }
  const complete = end.how === "complete";
  state(complete ? "Complete" : "Stopped", complete ? "good" : "warn");
  notice(
    `${complete ? "Done:" : "Stopped after"} ${whole(end.steps)} steps in ${duration(end.seconds)}, ` +
      `loss ${loss(end.firstLoss)} → ${loss(end.lastLoss)}. The model is ${end.model}.` + kept,
    complete ? "good" : "warn",
  );
}

function state(words, look) {
  element("state").textContent = words;
  element("state").className = `badge ${look}`;
}

function notice(words, look) {
  element("notice").hidden = words === "";
  element("notice").textContent = words;
  element("notice").className = `notice ${look ?? ""}`;
}

function draw() {
  if (changed && !document.hidden) {
    changed = false;
    figures.marks(happenings.marks);
    figures.draw();
    showState();
  } else {
    figures.tick();
  }
  const share = end?.how === "complete" ? "Done" : `${Math.floor(100 * figures.share)} %`;
  document.title = run ? `${share} · ${run.name} · Pixio` : "Pixio";
}

setInterval(draw, REDRAW_MS);
document.addEventListener("visibilitychange", draw);
begin();
