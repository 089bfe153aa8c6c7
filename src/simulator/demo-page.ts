import { fileURLToPath } from "node:url";
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import { z } from "zod";
import type { ChatEntry } from "./chat-book.ts";
import type { LineStandIn } from "./line-stand-in.ts";
import type { Act } from "./people.ts";
import { callFault, switchesPatch } from "./switches.ts";
import type { LineMessage } from "./validate-like-line.ts";

/** A card of the gallery: a template's name and the LINE message made of it with its sample values. */
export interface GalleryItem {
  readonly name: string;
  readonly language: "th" | "en";
  readonly message: LineMessage;
}

export interface DemoPageOptions {
  readonly standIn: LineStandIn;
  /** Called at every visit of the gallery, so that changed templates show after a reload. */
  readonly gallery?: () => Promise<readonly GalleryItem[]>;
  /** Pictures whose address begins with this are shown from the page's own origin; others as grey boxes. */
  readonly ownImagesFrom?: string;
  /** The bot's name in the chat's header; ทักษะ unless given. */
  readonly botName?: string;
  /**
   * When the next working day begins after an instant (both epoch ms), undefined when nobody knows. With it the
   * clock has a button that goes there.
   */
  readonly nextMorning?: (at: number) => number | undefined;
}

const PAGE_FOLDER = fileURLToPath(new URL("./page", import.meta.url));
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const LOG_ENTRIES_SHOWN = 80;
/** How long a page waits before it connects again. */
const RECONNECT_MS = 500;

/**
 * The page that shows the stand-in as phones with LINE on them, at `/` of where it is mounted, and the
 * gallery of cards at `gallery`. It asks for no login: listen on the machine's own address only.
 */
export function createDemoPage(options: DemoPageOptions): Router {
  const router = Router({ strict: true });
  router.use((request, response, next) => {
    response.set("content-security-policy", POLICY);
    response.set("referrer-policy", "no-referrer");
    // Relative addresses in the page need the slash at the end.
    if (request.path === "/" && !request.originalUrl.split("?")[0]?.endsWith("/")) {
      return response.redirect(`${request.baseUrl}/${queryOf(request)}`);
    }
    next();
  });
  addReading(router, options);
  addNews(router, options.standIn);
  router.use("/api", express.json({ limit: "64kb" }), jsonOnly);
  addActs(router, options.standIn);
  addControls(router, options);
  router.use("/api", (_request, response) => {
    response.status(404).json({ message: "there is nothing at this address" });
  });
  router.get("/gallery", (_request, response) => response.sendFile("gallery.html", { root: PAGE_FOLDER }));
  router.use(express.static(PAGE_FOLDER, { cacheControl: false }));
  router.use(tellTrouble);
  return router;
}

function queryOf(request: Request): string {
  const at = request.originalUrl.indexOf("?");
  return at < 0 ? "" : request.originalUrl.slice(at);
}

/** A form on somebody else's page cannot send this type, so it cannot play a person here. */
const jsonOnly: RequestHandler = (request, response, next) => {
  if (request.method === "GET" || request.is("application/json")) return next();
  response.status(415).json({ message: "application/json only" });
};

const MISTAKES: Readonly<Record<number, string>> = {
  400: "the request is not well formed",
  413: "the request is too large",
  415: "the request's character set or encoding is not known",
};

/** A request that cannot be read is the sender's mistake: told in JSON, without a stack. */
const tellTrouble: ErrorRequestHandler = (problem: unknown, _request, response, next) => {
  const status = (problem as { status?: unknown } | null)?.status;
  const message = typeof status === "number" ? MISTAKES[status] : undefined;
  if (response.headersSent || typeof status !== "number" || message === undefined) return next(problem);
  response.status(status).json({ message });
};

function addReading(
  router: Router,
  { standIn, gallery, ownImagesFrom, botName = "ทักษะ", nextMorning }: DemoPageOptions,
): void {
  const { book, menus } = standIn.inside;
  const people = () =>
    standIn.people.list().map((person) => ({ ...person, last: glimpse(book.chat(person.userId).at(-1)) }));
  router.get("/api/state", (_request, response) => {
    response.json({
      botName,
      ownImagesFrom: ownImagesFrom ?? null,
      knowsMornings: nextMorning !== undefined,
      people: people(),
      log: standIn.log.entries.slice(-LOG_ENTRIES_SHOWN),
      ...standOf(standIn),
    });
  });
  router.get("/api/people", (_request, response) => response.json(people()));
  router.get("/api/chats/:userId", (request, response) => {
    const { userId } = request.params;
    const menu = menus.shownTo(userId);
    response.json({
      entries: book.chat(userId),
      loadingUntil: book.loadingUntil(userId),
      richMenu: menu?.image ? { richMenuId: menu.richMenuId, ...menu.definition } : null,
    });
  });
  router.get("/api/rich-menus/:id/image", (request, response) => {
    const image = menus.find(request.params.id)?.image;
    if (!image) return response.status(404).end();
    response.type(image.type).send(image.bytes);
  });
  router.get("/api/gallery", async (_request, response) => {
    response.json({ botName, ownImagesFrom: ownImagesFrom ?? null, items: (await gallery?.()) ?? [] });
  });
}

/** What a list of chats shows of the latest entry: without the card, of which a hundred would be much. */
function glimpse(entry: ChatEntry | undefined): ChatEntry | null {
  if (entry?.message === undefined) return entry ?? null;
  const { type, altText, text, title } = entry.message;
  return { ...entry, message: { type, altText, text, title } };
}

function standOf({ controls }: LineStandIn): object {
  return {
    switches: controls.switches(),
    faults: controls.faultsWaiting(),
    now: controls.now(),
    movedMs: controls.movedMs(),
  };
}

/** Server-sent events: `chat`, `traffic` and `stand`, each with JSON. */
function addNews(router: Router, standIn: LineStandIn): void {
  const { book, traffic, subscribe } = standIn.inside;
  router.get("/api/news", (_request, response) => {
    response.set({ "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
    const tell = (event: string, data: unknown) =>
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    tell("stand", standOf(standIn));
    const ends = [
      book.subscribe((change) => tell("chat", change)),
      traffic.subscribe((entry) => tell("traffic", entry)),
      subscribe(() => tell("stand", standOf(standIn))),
    ];
    response.on("close", () => {
      for (const end of ends) end();
    });
  });
}

type Parsed<T> = (body: T, request: Request) => unknown;

/** A route whose body is checked first; what it throws about unknown people is answered 400. */
function checked<T>(schema: z.ZodType<T>, work: Parsed<T>): RequestHandler {
  return (request: Request, response: Response) => {
    const body = schema.safeParse(request.body ?? {});
    if (!body.success) return response.status(400).json({ message: z.prettifyError(body.error) });
    try {
      response.json(work(body.data, request) ?? {});
    } catch (problem) {
      response.status(400).json({ message: problem instanceof Error ? problem.message : "refused" });
    }
  };
}

const nothing = z.strictObject({});
const newPerson = z.strictObject({
  displayName: z.string().trim().min(1).max(60),
  language: z.enum(["th", "en"]).default("th"),
});
const words = z.strictObject({ text: z.string().min(1).max(5000) });
const tapped = z.strictObject({
  data: z.string().min(1).max(300),
  displayText: z.string().max(300).optional(),
  params: z.record(z.string(), z.string()).optional(),
  /** Alias of the rich menu to show from now on. */
  richMenuAliasId: z.string().optional(),
});
const unsent = z.strictObject({ messageId: z.string() });

function addActs(router: Router, standIn: LineStandIn): void {
  const { people, inside } = standIn;
  const act = <T>(name: string, schema: z.ZodType<T>, work: (userId: string, body: T) => Act) =>
    router.post(
      `/api/people/:userId/${name}`,
      checked(schema, (body, request) => {
        const { webhookEventId, messageId } = work(String(request.params.userId), body);
        return { webhookEventId, messageId };
      }),
    );
  router.post(
    "/api/people",
    checked(newPerson, (body) => people.add(body)),
  );
  act("follow", nothing, (userId) => people.follow(userId));
  act("block", nothing, (userId) => people.block(userId));
  act("text", words, (userId, { text }) => people.sendText(userId, text));
  act("sticker", nothing, (userId) => people.sendSticker(userId));
  act("image", nothing, (userId) => people.sendImage(userId));
  act("location", nothing, (userId) => people.sendLocation(userId));
  act("unsend", unsent, (userId, { messageId }) => people.unsend(userId, messageId));
  act("tap", tapped, (userId, { richMenuAliasId, ...tap }) => {
    const menu = richMenuAliasId ? inside.menus.byAlias(richMenuAliasId) : undefined;
    if (menu) inside.menus.link(userId, menu.richMenuId);
    return people.tap(userId, tap);
  });
}

const faultsWanted = z.strictObject({ count: z.number().int().min(1).max(50), fault: callFault });
const clockMove = z.strictObject({
  ms: z.number().int().min(-4e10).max(4e10),
});

function addControls(router: Router, { standIn, nextMorning }: DemoPageOptions): void {
  const { controls, log } = standIn;
  const post = <T>(path: string, schema: z.ZodType<T>, work: (body: T) => unknown) =>
    router.post(`/api/${path}`, checked(schema, work));
  post("switches", switchesPatch, (patch) => controls.set(patch));
  post("faults", faultsWanted, ({ count, fault }) => controls.failNext(count, fault));
  post("clock", clockMove, ({ ms }) => controls.moveClock(ms));
  post("clock/morning", nothing, () => {
    const now = controls.now();
    const morning = nextMorning?.(now);
    if (morning !== undefined) controls.moveClock(morning - now);
    return { isMoved: morning !== undefined };
  });
  post("release", nothing, () => controls.releaseHeld());
  post("verify", nothing, () => void controls.verifyWebhook());
  post("reset", nothing, () => controls.reset());
  post("log/clear", nothing, () => log.clear());
}
