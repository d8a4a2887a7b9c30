// The pictures that the model painted, one sheet a checkpoint.

import { whole } from "/words.js";

const element = (id) => document.getElementById(id);

/** Sheets that are fetched ahead, so that they are there after the run and its server are gone. */
const AHEAD = 40;

export class Pictures {
  #steps = [];
  #images = new Map();
  #shown = null;
  #follows = true;
  #fetched = 0;

  constructor() {
    element("pictures-step").addEventListener("input", (event) => {
      const index = Number(event.target.value);
      this.#follows = index === this.#steps.length - 1;
      this.#show(this.#steps[index]);
    });
  }

  begin(history) {
    this.#steps = [...(history.reconstructions ?? [])];
    for (const step of this.#images.keys()) {
      if (!this.#steps.includes(step)) this.#images.delete(step);
    }
    const stride = Math.max(1, Math.ceil(this.#steps.length / AHEAD));
    this.#steps.filter((_, index) => (this.#steps.length - 1 - index) % stride === 0).forEach((step) => this.#image(step));
    this.#arrange();
  }

  add(step) {
    this.#images.delete(step); // painted again, after the run went back
    if (!this.#steps.includes(step)) this.#steps.push(step);
    this.#image(step);
    this.#arrange();
  }

  rewind(step) {
    this.#steps = this.#steps.filter((kept) => kept <= step);
    for (const known of this.#images.keys()) {
      if (known > step) this.#images.delete(known);
    }
    this.#arrange();
  }

  #image(step) {
    let image = this.#images.get(step);
    if (!image) {
      image = new Image();
      image.decoding = "async";
      image.alt = `What the model painted after step ${step}`;
      image.src = `/reconstructions/${step}.png?${++this.#fetched}`;
      this.#images.set(step, image);
    }
    return image;
  }

  #arrange() {
    const some = this.#steps.length > 0;
    element("pictures-none").hidden = some;
    element("pictures-frame").hidden = !some;
    element("pictures-caption").hidden = !some;
    if (!some) {
      this.#shown = null;
      element("pictures-frame").replaceChildren();
      return;
    }
    const newest = this.#steps[this.#steps.length - 1];
    const step = this.#follows || !this.#steps.includes(this.#shown) ? newest : this.#shown;
    const slider = element("pictures-step");
    slider.max = this.#steps.length - 1;
    slider.value = this.#steps.indexOf(step);
    slider.hidden = this.#steps.length < 2;
    this.#show(step);
  }

  #show(step) {
    this.#shown = step;
    const newest = step === this.#steps[this.#steps.length - 1];
    element("pictures-label").textContent =
      `After step ${whole(step)}` + (newest && this.#steps.length > 1 ? ", the newest" : "");
    element("pictures-step").setAttribute("aria-valuetext", `step ${step}`);
    const image = this.#image(step);
    // The picture before stays until this one is there: no blink.
    const put = () => {
      if (this.#shown === step) element("pictures-frame").replaceChildren(image);
    };
    if (image.complete) put();
    else image.addEventListener("load", put, { once: true });
  }
}
