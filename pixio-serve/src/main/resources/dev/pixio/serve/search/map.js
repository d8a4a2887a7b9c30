// The map of the collection: points in a square, which is moved and zoomed; near thumbnails are drawn as images.

import { tile } from "/api.js";

const NEAR = 24;
const THUMBNAILS = 160; // drawn at once
const LARGEST = 60; // times the whole map

export class CollectionMap {
  constructor(choose) {
    this.canvas = document.getElementById("plane");
    this.near = document.getElementById("near");
    this.choose = choose;
    this.points = [];
    this.images = new Map();
    this.centre = { x: 0.5, y: 0.5 };
    this.zoom = 1;
    this.dragged = null;
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.drag(event));
    this.canvas.addEventListener("pointerup", (event) => this.finish(event));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    document.getElementById("zoom-in").addEventListener("click", () => this.scale(1.6));
    document.getElementById("zoom-out").addEventListener("click", () => this.scale(1 / 1.6));
    document.getElementById("zoom-all").addEventListener("click", () => this.all());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  show(points) {
    this.points = points;
    this.all();
  }

  all() {
    this.zoom = 1;
    this.move(0.5, 0.5);
  }

  // Pixels of the side of the whole map.
  get side() {
    return Math.min(this.canvas.clientWidth, this.canvas.clientHeight) * 0.94 * this.zoom;
  }

  place(point) {
    return {
      x: (point.x - this.centre.x) * this.side + this.canvas.clientWidth / 2,
      y: (point.y - this.centre.y) * this.side + this.canvas.clientHeight / 2,
    };
  }

  move(x, y) {
    const limited = (value) => Math.min(1, Math.max(0, value));
    this.centre = { x: limited(x), y: limited(y) };
    this.draw();
    clearTimeout(this.listing);
    this.listing = setTimeout(() => this.list(), 150);
  }

  scale(factor, at = null) {
    const before = this.zoom;
    this.zoom = Math.min(LARGEST, Math.max(1, this.zoom * factor));
    if (at) {
      // what is under the pointer stays there
      const side = this.side;
      const dx = at.x - this.canvas.clientWidth / 2;
      const dy = at.y - this.canvas.clientHeight / 2;
      const change = this.zoom / before - 1;
      this.move(this.centre.x + (dx * change) / side, this.centre.y + (dy * change) / side);
    } else {
      this.move(this.centre.x, this.centre.y);
    }
  }

  draw() {
    const ratio = devicePixelRatio;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0) {
      return;
    }
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    const seen = this.points
      .map((point) => ({ point, ...this.place(point) }))
      .filter((one) => one.x > -40 && one.y > -40 && one.x < width + 40 && one.y < height + 40);
    for (const one of seen) {
      context.beginPath();
      context.arc(one.x, one.y, 3, 0, 2 * Math.PI);
      context.fill();
    }
    const size = Math.min(64, Math.max(26, 16 * Math.sqrt(this.zoom) + 10));
    const every = Math.max(1, Math.ceil(seen.length / THUMBNAILS));
    seen.filter((one, index) => index % every === 0).forEach((one) => this.picture(context, one, size));
  }

  picture(context, { point, x, y }, size) {
    let image = this.images.get(point.id);
    if (!image) {
      image = new Image();
      image.addEventListener("load", () => this.later());
      image.src = `/thumbnails/${point.id}`;
      this.images.set(point.id, image);
    }
    if (image.complete && image.naturalWidth > 0) {
      const scale = size / Math.max(image.naturalWidth, image.naturalHeight);
      const w = image.naturalWidth * scale;
      const h = image.naturalHeight * scale;
      context.drawImage(image, x - w / 2, y - h / 2, w, h);
    }
  }

  // Many thumbnails that load one after the other are drawn together.
  later() {
    if (!this.scheduled) {
      this.scheduled = true;
      requestAnimationFrame(() => {
        this.scheduled = false;
        this.draw();
      });
    }
  }

  nearest(x, y, count) {
    return this.points
      .map((point) => ({ point, distance: (point.x - x) ** 2 + (point.y - y) ** 2 }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count)
      .map((one) => one.point);
  }

  list() {
    this.near.replaceChildren(
      ...this.nearest(this.centre.x, this.centre.y, NEAR).map((point) => tile(point, this.choose)),
    );
  }

  wheel(event) {
    event.preventDefault();
    const area = this.canvas.getBoundingClientRect();
    this.scale(Math.exp(-event.deltaY / 300), { x: event.clientX - area.left, y: event.clientY - area.top });
  }

  begin(event) {
    this.dragged = { x: event.clientX, y: event.clientY, moved: false };
    this.canvas.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (this.dragged) {
      const dx = event.clientX - this.dragged.x;
      const dy = event.clientY - this.dragged.y;
      if (this.dragged.moved || Math.hypot(dx, dy) > 4) {
        this.dragged = { x: event.clientX, y: event.clientY, moved: true };
        this.move(this.centre.x - dx / this.side, this.centre.y - dy / this.side);
      }
    }
  }

  finish(event) {
    const clicked = this.dragged && !this.dragged.moved;
    this.dragged = null;
    if (clicked && this.points.length > 0) {
      const area = this.canvas.getBoundingClientRect();
      const x = this.centre.x + (event.clientX - area.left - this.canvas.clientWidth / 2) / this.side;
      const y = this.centre.y + (event.clientY - area.top - this.canvas.clientHeight / 2) / this.side;
      const [point] = this.nearest(x, y, 1);
      const place = this.place(point);
      if (Math.hypot(place.x - (event.clientX - area.left), place.y - (event.clientY - area.top)) < 34) {
        this.choose(point);
      }
    }
  }

  key(event) {
    const step = 0.15 / this.zoom;
    const actions = {
      ArrowLeft: () => this.move(this.centre.x - step, this.centre.y),
      ArrowRight: () => this.move(this.centre.x + step, this.centre.y),
      ArrowUp: () => this.move(this.centre.x, this.centre.y - step),
      ArrowDown: () => this.move(this.centre.x, this.centre.y + step),
      "+": () => this.scale(1.6),
      "=": () => this.scale(1.6),
      "-": () => this.scale(1 / 1.6),
      0: () => this.all(),
    };
    const action = actions[event.key];
    if (action && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      action();
    }
  }
}
