// What happened: one line each, the newest first, and the pictures that it was about.

import { clock, whole } from "/words.js";

const element = (id) => document.getElementById(id);

/** Lines on the page; the folder has all. */
const MOST = 300;

const MOST_MARKS = 40;

const LOOKS = {
  "not-finite": "bad",
  "not-saved": "bad",
  "damaged-checkpoint": "bad",
  "out-of-memory": "bad",
  "rolled-back": "warn",
  spike: "warn",
  "unreadable-picture": "warn",
  stopped: "warn",
  resumed: "live",
};

export class Happenings {
  #inAll = 0;
  #marks = [];

  begin(history) {
    element("events").replaceChildren();
    this.#marks = [];
    (history.events ?? []).forEach((told) => this.add(told));
    this.#inAll = history.eventsInAll ?? 0;
    this.#count();
  }

  add(told) {
    element("events").prepend(line(told));
    while (element("events").children.length > MOST) element("events").lastElementChild.remove();
    this.#inAll = Math.max(this.#inAll, told.number);
    if (told.kind !== "unreadable-picture") {
      this.#marks.push({ x: told.step, text: told.message });
      this.#marks = this.#marks.slice(-MOST_MARKS);
    }
    this.#count();
  }

  #count() {
    const shown = element("events").children.length;
    element("events-none").hidden = shown > 0;
    element("events-count").hidden = shown === 0;
    element("events-count").textContent =
      shown < this.#inAll ? `the newest ${whole(shown)} of ${whole(this.#inAll)}` : whole(shown);
  }

  /** Where the curves get a mark. */
  get marks() {
    return this.#marks;
  }
}

function line(told) {
  const item = document.createElement("li");
  const time = text("time", clock(told.time));
  time.dateTime = told.time;
  const kind = text("span", told.kind.replaceAll("-", " "), `badge ${LOOKS[told.kind] ?? ""}`);
  item.append(time, text("span", `step ${whole(told.step)}`, "step"), kind, text("span", told.message, "message"));
  if (told.pictures.length) item.append(pictures(told));
  return item;
}

function pictures(told) {
  const more = told.picturesInAll - told.pictures.length;
  const details = document.createElement("details");
  const names = document.createElement("ul");
  names.className = "names";
  names.append(...told.pictures.map((name) => text("li", name)));
  if (more > 0) names.append(text("li", `and ${whole(more)} more`));
  details.append(text("summary", told.picturesInAll === 1 ? "1 picture" : `${whole(told.picturesInAll)} pictures`), names);
  return details;
}

/** Names and messages come from files: they are text, and never markup. */
function text(tag, content, className) {
  const made = document.createElement(tag);
  made.textContent = content;
  if (className) made.className = className;
  return made;
}
