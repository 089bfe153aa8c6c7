import express, { type Request, Router } from "express";
import { z } from "zod";
import { done, invalid, notFound } from "./api-answer.ts";
import type { CallGate } from "./call-gate.ts";
import type { ChannelAccess } from "./channel-access.ts";
import type { MessageCall, MessageCalls } from "./message-calls.ts";
import type { RichMenus } from "./rich-menus.ts";
import { judge } from "./validate-like-line.ts";
import type { WebhookSender } from "./webhook-sender.ts";

export interface ApiParts {
  readonly gate: CallGate;
  readonly access: ChannelAccess;
  readonly calls: MessageCalls;
  readonly menus: RichMenus;
  readonly sender: WebhookSender;
  readonly bot: { readonly userId: string; readonly basicId: string; readonly displayName: string };
  readonly webhook: { url: () => string; set: (url: string) => void };
  readonly now: () => number;
}

const BODY_LIMIT = "2mb";
const endpointBody = z.strictObject({ endpoint: z.url().max(500).optional() });

function callOf(request: Request, requestId: string): MessageCall {
  return { body: request.body, retryKey: request.get("x-line-retry-key"), requestId };
}

/** LINE's paths under `/v2/bot` and `/oauth2`; every other path is left to the next handler. */
export function createApiRouter(parts: ApiParts): Router {
  const router = Router({ caseSensitive: true });
  const json = express.json({ limit: BODY_LIMIT, strict: false, type: () => true });
  addTokenRoute(router, parts);
  addRichMenuImageRoutes(router, parts);
  router.use("/v2/bot", json);
  addMessageRoutes(router, parts);
  addAccountRoutes(router, parts);
  addRichMenuRoutes(router, parts);
  router.use(["/v2/bot", "/oauth2"], (request, response, next) =>
    parts.gate.handle(`${request.method} ${request.originalUrl.split("?")[0]}`, () => notFound)(
      request,
      response,
      next,
    ),
  );
  router.use(parts.gate.onError);
  return router;
}

function addTokenRoute(router: Router, { gate, access }: ApiParts): void {
  router.post(
    "/oauth2/v3/token",
    express.urlencoded({ extended: false }),
    gate.handle("POST /oauth2/v3/token", (request) => access.issueStateless(request.body), { open: true }),
  );
}

function addMessageRoutes(router: Router, { gate, calls }: ApiParts): void {
  const post = (path: string, answer: (call: MessageCall) => ReturnType<MessageCalls["reply"]>) =>
    router.post(
      path,
      gate.handle(`POST ${path}`, (request, requestId) => answer(callOf(request, requestId))),
    );
  post("/v2/bot/message/reply", calls.reply);
  post("/v2/bot/message/push", calls.push);
  post("/v2/bot/message/multicast", calls.multicast);
  post("/v2/bot/message/validate/reply", calls.validate);
  post("/v2/bot/message/validate/push", calls.validate);
  post("/v2/bot/message/validate/multicast", calls.validate);
  post("/v2/bot/chat/loading/start", calls.startLoading);
  const get = (path: string, answer: () => ReturnType<MessageCalls["quota"]>) =>
    router.get(path, gate.handle(`GET ${path}`, answer));
  get("/v2/bot/message/quota", calls.quota);
  get("/v2/bot/message/quota/consumption", calls.consumption);
  const insight = "/v2/bot/insight/message/event/aggregation";
  router.get(
    insight,
    gate.handle(`GET ${insight}`, (request) => calls.unitStatistics(request.query)),
  );
}

function addAccountRoutes(router: Router, { gate, calls, bot, sender, webhook, now }: ApiParts): void {
  router.get(
    "/v2/bot/profile/:userId",
    gate.handle("GET /v2/bot/profile/{userId}", (request) => calls.profile(parameter(request, "userId"))),
  );
  router.get(
    "/v2/bot/info",
    gate.handle("GET /v2/bot/info", () => done({ ...bot, chatMode: "bot", markAsReadMode: "auto" })),
  );
  router.post(
    "/v2/bot/group/:groupId/leave",
    gate.handle("POST /v2/bot/group/{groupId}/leave", () => done()),
  );
  const path = "/v2/bot/channel/webhook";
  router.get(
    `${path}/endpoint`,
    gate.handle(`GET ${path}/endpoint`, () => done({ endpoint: webhook.url(), active: true })),
  );
  router.put(
    `${path}/endpoint`,
    gate.handle(`PUT ${path}/endpoint`, (request) => {
      const verdict = judge(endpointBody.required(), request.body);
      if (!verdict.ok) return invalid(verdict.details);
      webhook.set(verdict.value.endpoint);
      return done();
    }),
  );
  router.post(
    `${path}/test`,
    gate.handle(`POST ${path}/test`, async (request) => {
      const verdict = judge(endpointBody, request.body ?? {});
      if (!verdict.ok) return invalid(verdict.details);
      const { ok, status } = await sender.verify(verdict.value.endpoint);
      const statusCode = typeof status === "number" ? status : 0;
      const reason = ok ? "OK" : statusCode > 0 ? "ERROR_STATUS_CODE" : "COULD_NOT_CONNECT";
      return done({
        success: ok,
        timestamp: new Date(now()).toISOString(),
        statusCode,
        reason,
        detail: String(status),
      });
    }),
  );
}

function addRichMenuImageRoutes(router: Router, { gate, menus }: ApiParts): void {
  const path = "/v2/bot/richmenu/:richMenuId/content";
  router.post(
    path,
    express.raw({ type: () => true, limit: BODY_LIMIT }),
    gate.handle("POST /v2/bot/richmenu/{richMenuId}/content", (request) =>
      menus.upload(
        parameter(request, "richMenuId"),
        (request.get("content-type") ?? "").split(";")[0] ?? "",
        Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      ),
    ),
  );
}

function addRichMenuRoutes(router: Router, { gate, menus }: ApiParts): void {
  type Method = "get" | "post" | "delete";
  const add = (method: Method, path: string, answer: (request: Request) => ReturnType<RichMenus["list"]>) => {
    const named = `${method.toUpperCase()} ${path.replace(/:(\w+)/g, "{$1}")}`;
    router[method](path, gate.handle(named, answer));
  };
  const id = (request: Request) => parameter(request, "richMenuId");
  const user = (request: Request) => parameter(request, "userId");
  const alias = (request: Request) => parameter(request, "alias");
  add("post", "/v2/bot/richmenu", (request) => menus.create(request.body));
  add("post", "/v2/bot/richmenu/validate", (request) => menus.check(request.body));
  add("get", "/v2/bot/richmenu/list", () => menus.list());
  add("post", "/v2/bot/richmenu/alias", (request) => menus.createAlias(request.body));
  add("get", "/v2/bot/richmenu/alias/list", () => menus.listAliases());
  add("get", "/v2/bot/richmenu/alias/:alias", (request) => menus.getAlias(alias(request)));
  add("post", "/v2/bot/richmenu/alias/:alias", (request) => menus.changeAlias(alias(request), request.body));
  add("delete", "/v2/bot/richmenu/alias/:alias", (request) => menus.removeAlias(alias(request)));
  add("get", "/v2/bot/richmenu/:richMenuId", (request) => menus.get(id(request)));
  add("delete", "/v2/bot/richmenu/:richMenuId", (request) => menus.remove(id(request)));
  add("post", "/v2/bot/user/all/richmenu/:richMenuId", (request) => menus.setDefault(id(request)));
  add("get", "/v2/bot/user/all/richmenu", () => menus.getDefault());
  add("delete", "/v2/bot/user/all/richmenu", () => menus.setDefault(undefined));
  add("post", "/v2/bot/user/:userId/richmenu/:richMenuId", (request) =>
    menus.link(user(request), id(request)),
  );
  add("get", "/v2/bot/user/:userId/richmenu", (request) => menus.linked(user(request)));
  add("delete", "/v2/bot/user/:userId/richmenu", (request) => menus.link(user(request), undefined));
}

function parameter(request: Request, name: string): string {
  return String(request.params[name]);
}
