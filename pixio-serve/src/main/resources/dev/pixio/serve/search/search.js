// The page of similarity search: what is searched for, what was found, and the views of the collection.

import { get, post, tile } from "/api.js";
import { CollectionMap } from "/map.js";
import { Stage } from "/stage.js";

const id = (name) => document.getElementById(name);

let query = null; // {image} of the index, or {file} of the user
let page = 0; // of the collection, while nothing is searched for
let latest = 0; // number of the last search: answers of earlier ones are dropped
let collection = null;

const stage = new Stage(boxChanged, () => search({ announce: true }));
const map = new CollectionMap(choose);

function state(text, kind = "") {
  id("state").textContent = text;
  id("state").className = `badge ${kind}`;
}

function notice(text) {
  id("notice").textContent = text;
  id("notice").hidden = !text;
}

async function guarded(work) {
  try {
    notice("");
    await work();
  } catch (error) {
    if (error.status === 401) {
      id("login").hidden = false;
      id("content").hidden = true;
      state("Token needed", "warn");
      id("token").focus();
    } else {
      notice(error.message);
      state("Failed", "bad");
    }
  }
}

function filters() {
  const parameters = {};
  if (id("folder").value) {
    parameters.folder = id("folder").value;
  }
  return parameters;
}

function boxChanged(box) {
  id("whole").disabled = !query;
  id("region").disabled = !box;
}

// The images of the collection, when there is no query.
function browse() {
  return guarded(async () => {
    const number = ++latest;
    const found = await get("/api/images", { ...filters(), first: page });
    if (number !== latest) {
      return;
    }
    const tiles = found.images.map((image) => tile(image, choose));
    if (page === 0) {
      id("results").replaceChildren(...tiles);
    } else {
      id("results").append(...tiles);
    }
    page += found.images.length;
    id("results-name").textContent = id("folder").value
      ? `${found.total.toLocaleString("en")} images in ${id("folder").value}`
      : "Images of the collection";
    id("more").hidden = page >= found.total;
    ready();
  });
}

function search({ announce = false } = {}) {
  return guarded(async () => {
    const number = ++latest;
    const parameters = { ...filters(), top: id("top").value };
    const box = stage.box;
    if (box) {
      parameters.box = [box.left, box.top, box.width, box.height].map((share) => share.toFixed(5)).join(",");
    }
    state("Searching", "live");
    const started = performance.now();
    const found = query.image
      ? await get(`/api/similar/${query.image.id}`, parameters)
      : await post("/api/similar", parameters, query.file, "application/octet-stream");
    if (number !== latest) {
      return;
    }
    id("results").replaceChildren(...found.images.map((image) => tile(image, choose)));
    id("more").hidden = true;
    const what = box ? `a region of ${query.name}` : query.name;
    id("results-name").textContent = found.images.length ? `Similar to ${what}` : `Nothing is similar to ${what}`;
    state(`${found.images.length} images in ${Math.round(performance.now() - started)} ms`, "good");
    if (announce) {
      id("results-name").focus({ preventScroll: true });
    }
  });
}

function view(name) {
  for (const button of document.querySelectorAll("[data-view]")) {
    const isCurrent = button.dataset.view === name;
    id(button.dataset.view).hidden = !isCurrent;
    if (isCurrent) {
      button.setAttribute("aria-current", "page");
    } else {
      button.removeAttribute("aria-current");
    }
  }
  if (name !== "search") {
    guarded(() => showCollection(name));
  }
}

async function showCollection(name) {
  if (!collection) {
    state("Looking at the collection", "live");
    collection = await get("/api/collection");
    duplicates(collection.duplicates);
    outliers(collection.outliers);
    ready();
  }
  if (name === "map") {
    map.show(collection.points);
  }
}

function heading(text) {
  const element = document.createElement("h2");
  element.textContent = text;
  return element;
}

function list(images, label) {
  const element = document.createElement("ul");
  element.className = "grid";
  element.setAttribute("aria-label", label);
  element.append(...images.map((image) => tile(image, choose)));
  return element;
}

function duplicates(groups) {
  const parts = [heading(groups.length ? `${groups.length} groups of near duplicates` : "No near duplicates")];
  groups.forEach((group, index) => {
    const part = document.createElement("div");
    part.className = "group card";
    const text = document.createElement("p");
    text.className = "quiet small";
    text.textContent = `${group.images.length} images, similarity ${group.similarity.toFixed(3)} and more`;
    part.append(text, list(group.images, `Group ${index + 1}`));
    parts.push(part);
  });
  id("duplicates").replaceChildren(...parts);
}

function outliers(images) {
  const text = document.createElement("p");
  text.className = "quiet";
  text.textContent = "The images that are the least similar to their nearest images.";
  id("outliers").replaceChildren(heading("Outliers"), text, list(images, "Outliers"));
}

// An image of the index becomes the query.
function choose(image) {
  view("search");
  const chosen = { image, name: image.path };
  query = chosen;
  id("query-name").textContent = image.path;
  guarded(async () => {
    const response = await fetch(`/images/${image.id}`);
    const blob = response.ok ? await response.blob() : null;
    if (query !== chosen) {
      return;
    }
    if (blob) {
      await stage.show(blob, image.path);
    } else {
      stage.showName(image.path);
    }
    if (query !== chosen) {
      return;
    }
    await search({ announce: true });
    scrollTo({ top: 0 });
  });
}

// A file of the user becomes the query.
function upload(file) {
  view("search");
  const chosen = { file, name: file.name };
  query = chosen;
  id("query-name").textContent = file.name;
  guarded(async () => {
    const shown = await stage.show(file, file.name).then(
      () => true,
      () => false,
    );
    if (query !== chosen) {
      return;
    }
    if (!shown) {
      stage.showName(file.name); // a format that the server may read
    }
    await search({ announce: true });
  });
}

function ready() {
  state(id("state").dataset.ready ?? "Ready", "good");
}

function changed() {
  page = 0;
  if (query) {
    search();
  } else {
    browse();
  }
}

function start() {
  return guarded(async () => {
    const index = await get("/api/index");
    id("login").hidden = true;
    id("content").hidden = false;
    id("state").dataset.ready = `${index.images.toLocaleString("en")} images`;
    const options = index.folders.map((folder) => new Option(folder, folder));
    id("folder").replaceChildren(id("folder").options[0], ...options); // the first is for all
    page = 0;
    await browse();
    if (!index.current) {
      notice("The index has been updated. Start the server again to see the changes.");
    }
  });
}

id("folder").addEventListener("change", changed);
id("top").addEventListener("change", () => query && search());
id("more").addEventListener("click", browse);
id("file").addEventListener("change", () => id("file").files[0] && upload(id("file").files[0]));
id("whole").addEventListener("click", () => {
  stage.set(null);
  search({ announce: true });
});
id("region").addEventListener("click", () => search({ announce: true }));
id("login").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(async () => {
    await post("/login", {}, id("token").value, "text/plain");
    id("token").value = "";
    await start();
  });
});
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => view(button.dataset.view));
}
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    id("stage").classList.add("over");
  });
}
document.addEventListener("dragleave", () => id("stage").classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  id("stage").classList.remove("over");
  const file = event.dataTransfer?.files[0];
  if (file) {
    upload(file);
  }
});

start();
