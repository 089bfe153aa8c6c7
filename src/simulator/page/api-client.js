/** Reads JSON of the page's own API; the path is relative to the page. */
export async function read(path) {
  const response = await fetch(`api/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Sends JSON to the page's own API. */
export async function post(path, body = {}) {
  const response = await fetch(`api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? String(response.status));
  return answer;
}

/** Lets a person do something. */
export const act = (userId, name, body) => post(`people/${userId}/${name}`, body);

/**
 * Hears news until the page closes. `onState` is told "open" or "lost"; the browser connects again by itself.
 */
export function listen({ onChat, onTraffic, onStand, onState }) {
  const source = new EventSource("api/news");
  source.addEventListener("chat", (event) => onChat(JSON.parse(event.data)));
  source.addEventListener("traffic", (event) => onTraffic(JSON.parse(event.data)));
  source.addEventListener("stand", (event) => onStand(JSON.parse(event.data)));
  source.addEventListener("open", () => onState("open"));
  source.addEventListener("error", () => onState("lost"));
}
