import type { Request, RequestHandler, Response } from "express";
import { html } from "./html.ts";
import { sendMessage } from "./message-page.ts";
import { clearPageCookie, pageCookie, SESSION_COOKIE, setPageCookie } from "./page-cookies.ts";
import { sendPage } from "./page-layout.ts";
import { voiceOf } from "./page-voice.ts";
import type { PagesParts } from "./pages-parts.ts";
import { note, refusalOf, refuse } from "./visit.ts";

/** What a token may look like; everything else is no link at all. */
const TOKEN = /^[A-Za-z0-9_-]{16,256}$/u;

/**
 * `GET /p/:token`: a button and nothing else. LINE and others fetch links before people tap them; that must not
 * use the link up, nor tell whether there is one.
 */
export function offerLink(): RequestHandler {
  return (request, response) => {
    const voice = voiceOf(request);
    if (tokenOf(request) === undefined) return sendMessage(response, voice, "gone", 404);
    const { say } = voice;
    const body = html`<p>${say("open.text")}</p>
<form method="post"><button class="main">${say("open.button")}</button></form>
<p class="note">${say("open.note")}</p>`;
    sendPage(response, voice, { title: say("open.title"), body });
  };
}

/** `POST /p/:token`: uses the link up and starts the browser session it is for. */
export function openLink(parts: PagesParts): RequestHandler {
  return async (request, response) => {
    const voice = voiceOf(request);
    const at = parts.clock.now();
    const token = tokenOf(request);
    const opened = token === undefined ? undefined : await parts.links.open(token, at);
    if (opened === undefined) return sendMessage(response, voice, "gone", 410);
    const { session, grant } = opened;
    const membership = await parts.linking.membership(grant.personId, at);
    const refusal = refusalOf({ grant, membership, at }, "any");
    if (refusal !== undefined) {
      await refuse(parts, { session, grant, at }, refusal);
      return sendMessage(response, voice, "refused", 403);
    }
    await endSession(parts, request);
    await note(parts, { grant, at }, "page_open", {});
    const life = { isSecure: isSecure(parts), maxAgeMs: Math.max(0, grant.expiresAt - at) };
    setPageCookie(response, SESSION_COOKIE, session, life);
    response.redirect(303, "/p/page");
  };
}

/** `POST /p/page/end`: closes what the link opened, for those who share a computer. */
export function endVisit(parts: PagesParts): RequestHandler {
  return async (request, response) => {
    await endSession(parts, request);
    clearPageCookie(response, SESSION_COOKIE, isSecure(parts));
    response.redirect(303, "/p/ended");
  };
}

/** `GET /p/ended`. */
export function sayEnded(request: Request, response: Response): void {
  sendMessage(response, voiceOf(request), "ended", 200);
}

async function endSession({ links, keep }: PagesParts, request: Request): Promise<void> {
  const session = pageCookie(request, SESSION_COOKIE);
  if (session === undefined) return;
  await links.end(session);
  await keep.forget(session);
}

function tokenOf({ params }: Request): string | undefined {
  const { token } = params;
  return typeof token === "string" && TOKEN.test(token) ? token : undefined;
}

/** Whether cookies are for HTTPS only. */
export function isSecure({ publicBaseUrl }: Pick<PagesParts, "publicBaseUrl">): boolean {
  return publicBaseUrl.startsWith("https:");
}
