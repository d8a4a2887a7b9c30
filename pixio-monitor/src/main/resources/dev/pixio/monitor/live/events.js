// The list of events, newest first, with the names of their images.

import { clock, whole } from "/format.js";

const element = (id) => document.getElementById(id);

/** Maximum number of events on the page; events.jsonl has all. */
const MAX_EVENTS = 300;

const MAX_MARKS = 40;

const BADGES = {
  "not-finite": "bad",
  "not-saved": "bad",
  "damaged-checkpoint": "bad",
  "out-of-memory": "bad",
  "rolled-back": "warn",
  spike: "warn",
  "slow-process": "warn",
  "unreadable-image": "warn",
  stopped: "warn",
  resumed: "live",
};

export class Events {
  #total = 0;
  #marks = [];

  begin(history) {
    element("events").replaceChildren();
    this.#marks = [];
    (history.events ?? []).forEach((event) => this.add(event));
    this.#total = history.eventCount ?? 0;
    this.#count();
  }

  add(event) {
    element("events").prepend(line(event));
    while (element("events").children.length > MAX_EVENTS) element("events").lastElementChild.remove();
    this.#total = Math.max(this.#total, event.number);
    if (event.kind !== "unreadable-image") {
      this.#marks.push({ x: event.step, text: event.message });
      this.#marks = this.#marks.slice(-MAX_MARKS);
    }
    this.#count();
  }

  #count() {
    const shown = element("events").children.length;
    element("events-none").hidden = shown > 0;
    element("events-count").hidden = shown === 0;
    element("events-count").textContent =
      shown < this.#total ? `the newest ${whole(shown)} of ${whole(this.#total)}` : whole(shown);
  }

  /** Events that the charts mark. */
  get marks() {
    return this.#marks;
  }
}

function line(event) {
  const item = document.createElement("li");
  const time = text("time", clock(event.time));
  time.dateTime = event.time;
  const kind = text("span", event.kind.replaceAll("-", " "), `badge ${BADGES[event.kind] ?? ""}`);
  item.append(time, text("span", `step ${whole(event.step)}`, "step"), kind, text("span", event.message, "message"));
  const isInMessage = event.images.length === 1 && event.message.includes(event.images[0]);
  if (event.images.length && !isInMessage) item.append(imageNames(event));
  return item;
}

function imageNames(event) {
  const more = event.imageCount - event.images.length;
  const details = document.createElement("details");
  const names = document.createElement("ul");
  names.className = "names";
  names.append(...event.images.map((name) => text("li", name)));
  if (more > 0) names.append(text("li", `and ${whole(more)} more`));
  details.append(text("summary", event.imageCount === 1 ? "1 image" : `${whole(event.imageCount)} images`), names);
  return details;
}

/** Names and messages come from files: they are set as text, never as markup. */
function text(tag, content, className) {
  const created = document.createElement(tag);
  created.textContent = content;
  if (className) created.className = className;
  return created;
}
