import type { Response } from "express";
import { type Html, html } from "./html.ts";
import type { PageVoice } from "./page-voice.ts";

/** A page to be sent. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Epoch ms when the page stops working; told with a button to close it before. */
  readonly expiresAt?: number | undefined;
  /** For tables; a reading width otherwise. */
  readonly isWide?: boolean;
}

/** Sends a page. */
export function sendPage(response: Response, voice: PageVoice, page: PageContent, status = 200): void {
  response
    .status(status)
    .type("html")
    .send(`<!doctype html>\n${pageHtml(voice, page).text}`);
}

function pageHtml(voice: PageVoice, { title, body, expiresAt, isWide = false }: PageContent): Html {
  const { language, say, otherLanguageUrl } = voice;
  return html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${say("site.name")}</title>
<link rel="stylesheet" href="/p/assets/page.css">
<link rel="icon" href="data:,">
<script src="/p/assets/page.js" defer></script>
</head>
<body>
<header><span class="name">${say("site.name")}</span><a href="${otherLanguageUrl}" lang="${language === "th" ? "en" : "th"}">${say("site.other_language")}</a></header>
<main${isWide ? html` class="wide"` : undefined}>
<h1>${title}</h1>
${body}
</main>
${expiresAt === undefined ? undefined : footer(voice, expiresAt)}
</body>
</html>
`;
}

function footer({ say, time }: PageVoice, expiresAt: number): Html {
  return html`<footer>
<p>${say("site.until", { time: time(expiresAt) })}</p>
<form method="post" action="/p/page/end"><button class="quiet">${say("site.end")}</button></form>
</footer>`;
}
