import { el, icon } from "./dom.js";
import { t } from "./words.js";

/**
 * The input line: sticker, picture, location, text, send. Enter sends, Shift+Enter makes a new line, and
 * an Enter that ends the composition of a word by the keyboard sends nothing.
 */
export function composer({ onText, onPart }) {
  const field = el("textarea", {
    class: "field",
    rows: "1",
    "aria-label": t("message"),
    maxlength: "5000",
    placeholder: "Aa",
  });
  const part = (name, glyph) =>
    el(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": t(glyph),
        title: t(glyph),
        on: { click: () => onPart(name) },
      },
      icon(glyph),
    );
  const sendButton = el(
    "button",
    { type: "submit", class: "tool send", "aria-label": t("send"), title: t("send") },
    icon("send"),
  );
  const note = el("p", { class: "closed-note" });
  const controls = el(
    "div",
    { class: "controls" },
    part("image", "picture"),
    part("location", "location"),
    el("div", { class: "field-frame" }, field, part("sticker", "sticker")),
    sendButton,
  );
  const element = el("form", { class: "composer" }, controls, note);

  function send() {
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    grow();
    onText(text);
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 96)}px`;
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    // 229 is what browsers report while a word is still being composed.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });

  return {
    element,
    allow(allowed, why) {
      controls.hidden = !allowed;
      note.hidden = allowed;
      note.textContent = allowed ? "" : why;
    },
  };
}
