import { fileURLToPath } from "node:url";
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { WebPage } from "../core/conversation/inquiry.ts";
import { describeError } from "../runner/describe-error.ts";
import { type Log, UnavailableError } from "../runner/ports.ts";
import { codesPages } from "./codes/codes-pages.ts";
import { sendMessage } from "./message-page.ts";
import { myDataPages } from "./my-data/my-data-pages.ts";
import { endVisit, isSecure, offerLink, openLink, sayEnded } from "./open-link.ts";
import { PAGES_PATH, setPageCookie } from "./page-cookies.ts";
import { chosenLanguage, LANGUAGE_COOKIE, voiceOf } from "./page-voice.ts";
import type { PagesParts } from "./pages-parts.ts";
import { peoplePages } from "./people/people-pages.ts";
import { progressPages } from "./progress/progress-pages.ts";
import { rosterPages } from "./roster/roster-pages.ts";
import { roundsPages } from "./rounds/rounds-pages.ts";
import { isFromHere } from "./same-origin.ts";
import { visitorsOf } from "./visit.ts";

const ASSETS = fileURLToPath(new URL("./assets", import.meta.url));
const MINUTE_MS = 60_000;

/** Many people may share one address: an office, or the phones of one network. */
export const MOST_REQUESTS_A_MINUTE = 300;

/**
 * Where each page begins; `/p/page` leads there. What it shows is decided by the link that was opened, at every
 * request anew.
 */
const BEGINS: Readonly<Record<WebPage, string>> = {
  roster: "/p/page/roster",
  codes: "/p/page/codes",
  people: "/p/page/people",
  my_data: "/p/page/my-data",
  rounds: "/p/page/rounds",
  progress: "/p/page/progress",
};

/** The pages in the browser that links from the chat open once, all below `/p`. */
export function createPagesRouter(parts: PagesParts): Router {
  const pages = express.Router();
  pages.use(headersOf(parts));
  pages.use("/assets", express.static(ASSETS, { cacheControl: false, index: false, redirect: false }));
  pages.use(limitOf(parts), onlyFromHere(parts), rememberLanguage(parts));
  pages.get(
    "/page",
    visitorsOf(parts, "any", ({ grant }, _request, response) => response.redirect(303, BEGINS[grant.page])),
  );
  pages.post("/page/end", endVisit(parts));
  pages.get("/ended", sayEnded);
  pages.use("/page", rosterPages(parts), codesPages(parts), peoplePages(parts), myDataPages(parts));
  pages.use("/page", roundsPages(parts), progressPages(parts));
  pages.route("/:token").get(offerLink()).post(openLink(parts));
  pages.use(sayMissing, answerError(parts.log));
  return express.Router().use(PAGES_PATH, pages);
}

const sayMissing: RequestHandler = (request, response) => {
  sendMessage(response, voiceOf(request), "missing", 404);
};

function headersOf(parts: PagesParts): RequestHandler[] {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(isSecure(parts) ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    frameguard: { action: "deny" },
  });
  const noStore: RequestHandler = (_request, response, next) => {
    response.set({ "Cache-Control": "no-store", "X-Robots-Tag": "noindex" });
    next();
  };
  return [policy, noStore];
}

function limitOf({ requestsPerMinute = MOST_REQUESTS_A_MINUTE }: PagesParts): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: requestsPerMinute,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // Whether there is a proxy to trust is the app's to know; without one the header means nothing.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (request, response) => sendMessage(response, voiceOf(request), "too_many", 429),
  });
}

function onlyFromHere({ publicBaseUrl }: PagesParts): RequestHandler {
  return (request, response, next) => {
    if (isFromHere(request, publicBaseUrl)) return next();
    sendMessage(response, voiceOf(request), "cross_site", 403);
  };
}

function rememberLanguage(parts: PagesParts): RequestHandler {
  return (request, response, next) => {
    const language = chosenLanguage(request);
    if (language !== undefined)
      setPageCookie(response, LANGUAGE_COOKIE, language, { isSecure: isSecure(parts) });
    next();
  };
}

function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    // A download that was broken off cannot become a page any more.
    if (response.headersSent || response.destroyed) return void response.destroy();
    const status = statusOf(error);
    if (status === 500) log.error(describeError(error), "a page could not be shown");
    sendMessage(response, voiceOf(request), status === 503 ? "unavailable" : "failed", status);
  };
}

function statusOf(error: unknown): number {
  if (error instanceof UnavailableError) return 503;
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}
