import { el, fill, icon } from "./dom.js";
import { style } from "./flex-measures.js";
import { t } from "./words.js";

/** The strip of quick replies: scrolls sideways, and is gone with the next message. */
export function quickReplies(items, { onAction }) {
  const strip = el("div", { class: "quick-strip", role: "group", "aria-label": t("quickReplies") });
  for (const { action } of items) {
    strip.append(
      el("button", {
        type: "button",
        class: "quick-reply",
        text: action.label,
        on: { click: () => onAction(action) },
      }),
    );
  }
  return strip;
}

let open = true;

/**
 * The rich menu with its tappable areas; the bar below switches between menu and keyboard.
 * @param inputLine hidden while the menu is open, as on a phone
 */
export function richMenu(menu, { onAction }, inputLine) {
  const element = el("div", { class: "rich-menu", role: "group", "aria-label": t("richMenu") });
  const draw = () => {
    inputLine.hidden = open;
    const toggle = el(
      "button",
      {
        type: "button",
        class: "rich-toggle",
        "aria-expanded": String(open),
        "aria-label": open ? t("keyboard") : t("richMenu"),
        on: { click: flip },
      },
      icon(open ? "keyboard" : "menu"),
    );
    const bar = el(
      "div",
      { class: "rich-bar" },
      toggle,
      el("button", {
        type: "button",
        class: "rich-label",
        text: `${menu.chatBarText} ${open ? "▾" : "▴"}`,
        on: { click: flip },
      }),
    );
    fill(element, open && picture(), bar);
  };
  const flip = () => {
    open = !open;
    draw();
  };
  const picture = () => {
    const frame = el(
      "div",
      { class: "rich-picture" },
      el("img", { src: `api/rich-menus/${menu.richMenuId}/image`, alt: "" }),
    );
    style(frame, { "aspect-ratio": `${menu.size.width}/${menu.size.height}` });
    for (const { bounds, action } of menu.areas) {
      const label = action.label ?? action.displayText ?? action.text ?? action.data ?? action.uri;
      const area = el("button", {
        type: "button",
        class: "rich-area",
        "aria-label": label,
        on: { click: () => onAction(action) },
      });
      const percent = (part, all) => `${(100 * part) / all}%`;
      style(area, {
        left: percent(bounds.x, menu.size.width),
        top: percent(bounds.y, menu.size.height),
        width: percent(bounds.width, menu.size.width),
        height: percent(bounds.height, menu.size.height),
      });
      frame.append(area);
    }
    return frame;
  };
  draw();
  return element;
}
