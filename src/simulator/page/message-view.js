import { el, fill, icon } from "./dom.js";
import { renderFlex } from "./flex-renderer.js";
import { t, timeOf } from "./words.js";

/** The text a notification or the list of chats would show of a message. */
export function previewOf(entry) {
  if (!entry) return "";
  if (entry.from === "notice") return noticeText(entry);
  if (entry.unsent) return t("unsent");
  const { message } = entry;
  if (message.altText) return message.altText;
  if (message.text) return message.text;
  return (
    { sticker: t("stickerPlace"), image: t("picturePlace"), location: message.title }[message.type] ?? ""
  );
}

/** What a notice in the middle of the chat says. */
export function noticeText(entry) {
  return (
    { followed: t("followed"), blocked: t("blockedNotice"), unblocked: t("unblockedNotice") }[entry.notice] ??
    ""
  );
}

/**
 * One message as a bubble, without avatar and time.
 * @param surroundings as for the Flex renderer
 */
export function messageBody(message, surroundings) {
  if (message.type === "flex") return renderFlex(message.contents, surroundings);
  if (message.type === "template") return template(message, surroundings);
  if (message.type === "sticker") return sticker();
  if (message.type === "image") return picture(message, surroundings);
  if (message.type === "location") return place(message);
  return el("div", { class: "bubble" }, ...withLinks(message.text ?? message.altText ?? message.type));
}

const LINK = /https?:\/\/[^\s<>"']+/g;

function withLinks(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(at, match.index));
    parts.push(el("a", { href: match[0], target: "_blank", rel: "noopener noreferrer", text: match[0] }));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

function sticker() {
  return el("div", { class: "sticker", role: "img", "aria-label": t("stickerPlace") }, icon("sticker"));
}

function picture(message, { imageFor }) {
  const source = message.previewImageUrl && imageFor?.(message.previewImageUrl);
  if (source) return el("img", { class: "photo", src: source, alt: t("picturePlace") });
  return el("div", { class: "photo empty", role: "img", "aria-label": t("picturePlace") }, icon("picture"));
}

function place(message) {
  return el(
    "div",
    { class: "bubble place" },
    el("span", { class: "map" }, icon("location")),
    el("strong", { text: message.title }),
    el("span", { text: message.address }),
  );
}

/** Template messages become the Flex bubbles they look like. */
function template(message, surroundings) {
  const one = (part) => ({
    type: "bubble",
    size: "kilo",
    body: {
      type: "box",
      layout: "vertical",
      contents: [
        part.title && { type: "text", text: part.title, weight: "bold" },
        { type: "text", text: part.text ?? " ", wrap: true, size: "sm" },
      ].filter(Boolean),
    },
    footer: {
      type: "box",
      layout: "vertical",
      contents: (part.actions ?? [part.action]).map((action) => ({ type: "button", height: "sm", action })),
    },
  });
  const { columns } = message.template;
  const container = columns ? { type: "carousel", contents: columns.map(one) } : one(message.template);
  return renderFlex(container, surroundings);
}

/**
 * A whole line of the chat: avatar and name at the first of the bot's messages in a row, bubble, time, read.
 * @param more `first` of its group, `botName`, `surroundings`, `onUnsend(entry)`
 */
export function chatLine(entry, { first, botName, surroundings, onUnsend }) {
  const line = el("li", { class: `line from-${entry.from}${first ? " first" : ""}`, data: { id: entry.id } });
  if (entry.from === "notice") return fill(line, el("span", { class: "pill", text: noticeText(entry) }));
  if (entry.unsent) return fill(line, el("span", { class: "pill", text: t("unsent") }));
  const { message } = entry;
  const wide = message.type === "flex" || message.type === "template";
  if (wide) line.classList.add(...widthOf(message));
  const meta = el(
    "span",
    { class: "meta" },
    entry.from === "person" && entry.read && el("span", { class: "read", text: t("read") }),
    el("time", { text: timeOf(entry.at), datetime: new Date(entry.at).toISOString() }),
  );
  const body = el("div", { class: "body" }, messageBody(message, surroundings), meta);
  if (entry.from === "person" && onUnsend) body.prepend(unsendButton(entry, onUnsend));
  if (entry.from !== "bot") return fill(line, body);
  return fill(
    line,
    avatar(botName, first),
    el("div", { class: "column" }, first && el("span", { class: "name", text: botName }), body),
  );
}

/** Bubbles up to mega leave room for the time beside them; wider ones and carousels do not. */
function widthOf(message) {
  if (message.type !== "flex" || message.contents.type !== "bubble") return ["wide"];
  return message.contents.size === "giga" ? ["wide", "giga"] : ["slim"];
}

function unsendButton(entry, onUnsend) {
  const on = { click: () => onUnsend(entry) };
  return el(
    "button",
    { type: "button", class: "unsend", title: t("unsend"), "aria-label": t("unsend"), on },
    icon("undo"),
  );
}

/** The bot's round picture: the first letter of its name. */
export function avatar(name, visible = true) {
  const letter = visible ? name.trim().charAt(0) : "";
  return el("span", { class: `avatar${visible ? "" : " hidden"}`, "aria-hidden": "true", text: letter });
}
