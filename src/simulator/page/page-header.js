import { el } from "./dom.js";

/** The bar on top of a page: its title, a line below it, whatever stands in the middle, and links. */
export function pageHeader({ title, subtitle, middle }, ...links) {
  return el(
    "header",
    { class: "top" },
    el(
      "div",
      { class: "brand" },
      el("span", { class: "logo", "aria-hidden": "true", text: "ท" }),
      el("div", {}, el("h1", { text: title }), el("p", { text: subtitle })),
    ),
    middle,
    el("div", { class: "links" }, ...links),
  );
}
