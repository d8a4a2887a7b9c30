// Requests to the server. Errors have the server's own line as their message.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const body = type.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) {
    throw new Refused(response.status, body.error ?? `the server answered with status ${response.status}`);
  }
  return body;
}

export async function get(path, parameters = {}) {
  return answer(await fetch(`${path}?${new URLSearchParams(parameters)}`));
}

export async function post(path, parameters, body, type) {
  return answer(
    await fetch(`${path}?${new URLSearchParams(parameters)}`, { method: "POST", body, headers: { "Content-Type": type } }),
  );
}

// A list entry: a button with the thumbnail of an image, which chooses it.
export function tile(image, choose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tile";
  button.dataset.id = image.id;
  const picture = document.createElement("img");
  picture.src = `/thumbnails/${image.id}`;
  picture.alt = "";
  picture.loading = "lazy";
  picture.decoding = "async";
  button.append(picture);
  if (image.similarity !== undefined) {
    const similarity = document.createElement("span");
    similarity.className = "similarity";
    similarity.textContent = image.similarity.toFixed(3);
    similarity.title = "Similarity: cosine of the features";
    button.append(similarity);
  }
  const name = document.createElement("span");
  name.textContent = image.path;
  name.title = image.path;
  button.append(name);
  button.setAttribute(
    "aria-label",
    image.similarity === undefined
      ? `Search by ${image.path}`
      : `Search by ${image.path}, similarity ${image.similarity.toFixed(3)}`,
  );
  button.addEventListener("click", () => choose(image));
  item.append(button);
  return item;
}
