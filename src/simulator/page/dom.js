/**
 * An element with properties, attributes, listeners and children. Text goes in as text, never as markup.
 * Keys: `class`, `text`, `on` (listeners by event), `data` (dataset), anything else is an attribute;
 * false, null and undefined leave it out, true sets it empty.
 */
export function el(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) if (isThere(value)) put(element, key, value);
  element.append(...children.filter(isThere));
  return element;
}

const isThere = (value) => value !== false && value !== null && value !== undefined;

function put(element, key, value) {
  if (key === "class") element.className = value;
  else if (key === "text") element.textContent = value;
  else if (key === "data") Object.assign(element.dataset, value);
  else if (key === "on") listen(element, value);
  else element.setAttribute(key, value === true ? "" : String(value));
}

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}

/** A line drawing of 24 by 24, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const d of PATHS[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const PATHS = {
  back: ["M15 4l-8 8 8 8"],
  sticker: [
    "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z",
    "M8.5 10v.6M15.5 10v.6",
    "M8 14.2c1 1.7 2.4 2.5 4 2.5s3-.8 4-2.5",
  ],
  picture: ["M4 5.5h16v13H4z", "M4 16l5-5 4.5 4.5 2.5-2.5 4 4", "M15.5 9.2v.1"],
  location: [
    "M12 21s7-6.1 7-11.3A7 7 0 0 0 5 9.7C5 14.9 12 21 12 21z",
    "M12 7.3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5z",
  ],
  send: ["M4 4.5l17 7.5-17 7.5 2.6-7.5z", "M6.6 12H14"],
  menu: ["M4 7h16M4 12h16M4 17h16"],
  keyboard: ["M3 7h18v10H3z", "M6.5 10.2h.1M10 10.2h.1M13.5 10.2h.1M17 10.2h.1M8 13.8h8"],
  phone: ["M7.5 2.5h9v19h-9z", "M11 18.6h2"],
  computer: ["M3 4.5h18v11.5H3z", "M8 20.5h8M12 16v4.5"],
  undo: ["M9 7L5 11l4 4", "M5 11h9a5 5 0 0 1 0 10h-2"],
  plus: ["M12 5v14M5 12h14"],
};

/** Replaces everything inside. */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter(isThere));
  return element;
}

/** Makes these the children, moving only what is not in its place. */
export function arrange(parent, children) {
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}
