import { read } from "./api-client.js";
import { imagesFrom } from "./bot-actions.js";
import { el } from "./dom.js";
import { chatLine, previewOf } from "./message-view.js";
import { pageHeader } from "./page-header.js";
import { quickReplies } from "./phone-extras.js";
import { language, t } from "./words.js";

const SAMPLE_AT = Date.parse("2026-11-22T09:41:00+07:00");

async function start() {
  document.documentElement.lang = language;
  const { botName, ownImagesFrom, items } = await read("gallery");
  const surroundings = { imageFor: imagesFrom(ownImagesFrom), onAction: () => {} };
  const shown = items.filter((item) => item.language === language);
  const cards = shown.map((item) => card(item, botName, surroundings));
  const other = language === "en" ? "th" : "en";
  document.body.append(
    pageHeader(
      { title: t("gallery"), subtitle: String(shown.length) },
      el("a", { href: `./?lang=${language}`, text: t("toChat") }),
      el("a", { href: `gallery?lang=${other}`, lang: other, text: t("otherLanguage") }),
    ),
    el("main", { class: "gallery" }, ...(cards.length > 0 ? cards : [el("p", { text: t("galleryEmpty") })])),
  );
}

function card({ name, message }, botName, surroundings) {
  const entry = { id: name, at: SAMPLE_AT, from: "bot", message, read: false, unsent: false };
  const items = message.quickReply?.items ?? [];
  return el(
    "article",
    { class: "card", "aria-label": name },
    el("h2", { text: name }),
    el(
      "div",
      { class: "card-screen" },
      el("ol", { class: "lines" }, chatLine(entry, { first: true, botName, surroundings })),
      items.length > 0 && quickReplies(items, surroundings),
    ),
    message.altText &&
      el("details", {}, el("summary", { text: t("altText") }), el("p", { text: previewOf(entry) })),
  );
}

await start();
