// The query image with a box that is drawn on it, by mouse, finger or keyboard. The box is in shares of the image.

const LONGEST = 1024; // pixels of the drawing
const STEP = 0.05;
const SMALLEST = 0.02;

export class Stage {
  constructor(changed, searched) {
    this.element = document.getElementById("stage");
    this.canvas = document.getElementById("canvas");
    this.boxElement = document.getElementById("box");
    this.changed = changed;
    this.searched = searched;
    this.box = null;
    this.start = null;
    this.latest = 0; // number of the last image: earlier ones that are decoded later are dropped
    this.element.addEventListener("pointerdown", (event) => this.begin(event));
    this.element.addEventListener("pointermove", (event) => this.drag(event));
    this.element.addEventListener("pointerup", (event) => this.finish(event));
    this.element.addEventListener("pointercancel", () => this.cancel());
    this.element.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  get filled() {
    return !this.canvas.hidden;
  }

  async show(blob, name) {
    const number = ++this.latest;
    const bitmap = await createImageBitmap(blob);
    if (number !== this.latest) {
      bitmap.close();
      return;
    }
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    this.canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    this.canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    this.canvas.getContext("2d").drawImage(bitmap, 0, 0, this.canvas.width, this.canvas.height);
    bitmap.close();
    this.fill(name);
  }

  // An image whose format this browser cannot show, which the server can read.
  showName(name) {
    this.latest++;
    this.canvas.width = 320;
    this.canvas.height = 240;
    this.fill(name);
  }

  fill(name) {
    this.canvas.hidden = false;
    document.getElementById("drop").hidden = true;
    this.element.classList.add("filled");
    this.element.setAttribute("aria-label", `Query image ${name}`);
    this.set(null);
  }

  set(box) {
    this.box = box;
    this.draw();
    this.changed(box);
  }

  draw() {
    this.boxElement.hidden = !this.box;
    if (this.box) {
      const style = this.boxElement.style;
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.canvas;
      style.left = `${offsetLeft + this.box.left * offsetWidth}px`;
      style.top = `${offsetTop + this.box.top * offsetHeight}px`;
      style.width = `${this.box.width * offsetWidth}px`;
      style.height = `${this.box.height * offsetHeight}px`;
    }
  }

  at(event) {
    const area = this.canvas.getBoundingClientRect();
    const share = (value, from, length) => Math.min(1, Math.max(0, (value - from) / length));
    return { x: share(event.clientX, area.left, area.width), y: share(event.clientY, area.top, area.height) };
  }

  begin(event) {
    if (this.filled && event.button === 0) {
      this.start = this.at(event);
      this.element.setPointerCapture(event.pointerId);
    }
  }

  drag(event) {
    if (this.start) {
      const to = this.at(event);
      const box = {
        left: Math.min(this.start.x, to.x),
        top: Math.min(this.start.y, to.y),
        width: Math.abs(this.start.x - to.x),
        height: Math.abs(this.start.y - to.y),
      };
      if (box.width >= SMALLEST && box.height >= SMALLEST) {
        this.set(box);
      }
    }
  }

  finish(event) {
    const from = this.start;
    this.start = null;
    if (from) {
      const to = this.at(event);
      const moved = Math.abs(from.x - to.x) >= SMALLEST && Math.abs(from.y - to.y) >= SMALLEST;
      if (moved && this.box) {
        this.searched();
      }
    }
  }

  cancel() {
    this.start = null;
  }

  key(event) {
    if (!this.filled) {
      return;
    }
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const direction = directions[event.key];
    if (direction) {
      event.preventDefault();
      this.set(this.moved(direction, event.shiftKey));
    } else if (event.key === "Enter" && this.box) {
      event.preventDefault();
      this.searched();
    } else if (event.key === "Escape" && this.box) {
      event.preventDefault();
      this.set(null);
    }
  }

  moved([x, y], resizes) {
    const box = this.box ?? { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
    if (!this.box) {
      return box; // the first key shows it
    }
    const limited = (value, from, to) => Math.min(to, Math.max(from, value));
    return resizes
      ? {
          ...box,
          width: limited(box.width + x * STEP, STEP, 1 - box.left),
          height: limited(box.height + y * STEP, STEP, 1 - box.top),
        }
      : {
          ...box,
          left: limited(box.left + x * STEP, 0, 1 - box.width),
          top: limited(box.top + y * STEP, 0, 1 - box.height),
        };
  }
}
