// Images of one kind, one file per checkpoint: reconstructions, or feature maps.

import { whole } from "/format.js";

const element = (id) => document.getElementById(id);

/** Image files that are fetched in advance, so that they are available after the run and its server have ended. */
const MAX_PREFETCHED = 40;

export class StepImages {
  #kind;
  #title;
  #steps = [];
  #images = new Map();
  #shown = null;
  #followsNewest = true;
  #fetched = 0;

  /** The kind is the name in the history, in paths and in the ids of elements. */
  constructor(kind, title) {
    this.#kind = kind;
    this.#title = title;
    this.#element("step").addEventListener("input", (event) => {
      const index = Number(event.target.value);
      this.#followsNewest = index === this.#steps.length - 1;
      this.#show(this.#steps[index]);
    });
  }

  #element(part) {
    return element(`${this.#kind}-${part}`);
  }

  begin(history) {
    this.#steps = [...(history[this.#kind] ?? [])];
    for (const step of this.#images.keys()) {
      if (!this.#steps.includes(step)) this.#images.delete(step);
    }
    const stride = Math.max(1, Math.ceil(this.#steps.length / MAX_PREFETCHED));
    this.#steps.filter((_, index) => (this.#steps.length - 1 - index) % stride === 0).forEach((step) => this.#image(step));
    this.#arrange();
  }

  /** Adds a step to those that are left: images are deleted as the run grows. */
  add(step, steps) {
    this.#steps = [...steps];
    for (const stored of this.#images.keys()) {
      if (stored === step /* written again after a rollback */ || !steps.includes(stored)) this.#images.delete(stored);
    }
    this.#image(step);
    this.#arrange();
  }

  rewind(step) {
    this.#steps = this.#steps.filter((kept) => kept <= step);
    for (const stored of this.#images.keys()) {
      if (stored > step) this.#images.delete(stored);
    }
    this.#arrange();
  }

  #image(step) {
    let image = this.#images.get(step);
    if (!image) {
      image = new Image();
      image.decoding = "async";
      image.alt = `${this.#title} after step ${step}`;
      image.src = `/${this.#kind}/${step}.png?${++this.#fetched}`;
      this.#images.set(step, image);
    }
    return image;
  }

  #arrange() {
    const some = this.#steps.length > 0;
    this.#element("none").hidden = some;
    this.#element("frame").hidden = !some;
    this.#element("caption").hidden = !some;
    if (!some) {
      this.#shown = null;
      this.#element("frame").replaceChildren();
      return;
    }
    const newest = this.#steps[this.#steps.length - 1];
    const step = this.#followsNewest || !this.#steps.includes(this.#shown) ? newest : this.#shown;
    const slider = this.#element("step");
    slider.max = this.#steps.length - 1;
    slider.value = this.#steps.indexOf(step);
    slider.hidden = this.#steps.length < 2;
    this.#show(step);
  }

  #show(step) {
    this.#shown = step;
    const newest = step === this.#steps[this.#steps.length - 1];
    this.#element("label").textContent =
      `After step ${whole(step)}` + (newest && this.#steps.length > 1 ? " (newest)" : "");
    this.#element("step").setAttribute("aria-valuetext", `step ${step}`);
    const image = this.#image(step);
    // The previous image stays until the new one is loaded, to avoid flicker.
    const put = () => {
      if (this.#shown === step) this.#element("frame").replaceChildren(image);
    };
    if (image.complete) put();
    else image.addEventListener("load", put, { once: true });
  }
}
