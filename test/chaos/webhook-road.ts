import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { FaultKind } from "./fault-kinds.ts";
import type { LoggedEvent } from "./log-entries.ts";
import type { RunLog } from "./run-log.ts";

/** A web process as the road knows it. */
export interface Web {
  readonly name: string;
  /** Undefined while it is not there. */
  readonly url: string | undefined;
}

/** The road between LINE and the web processes, with a balancer on it and whatever happens on roads. */
export interface WebhookRoad {
  /** What LINE has as webhook URL. */
  readonly url: string;
  /** Whom a reply token was given to. */
  personOf(token: string): string | undefined;
  setMischief(is: "on" | "off"): void;
  /** Nothing gets through for so long, ms. */
  cutFor(ms: number): Promise<void>;
  /** Nothing is on its way. */
  isIdle(): boolean;
  close(): Promise<void>;
}

interface RoadParts {
  readonly log: RunLog;
  readonly random: () => number;
  readonly webs: () => readonly Web[];
}

/** A webhook as it came from LINE. */
interface Post {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: readonly LoggedEvent[];
}

/** What LINE gets to see: a status, or a connection that breaks. */
type Answer = number | "broken";

/** Shares of webhooks. */
const MISCHIEF = {
  webhook_duplicated: 0.02,
  webhook_again_later: 0.015,
  webhook_answer_dropped: 0.015,
  webhook_answer_late: 0.003,
  webhook_refused: 0.02,
  webhook_delayed: 0.03,
  webhook_cut_midway: 0.01,
} as const satisfies Partial<Record<FaultKind, number>>;

type Mischief = keyof typeof MISCHIEF;

/** Longer than the service takes to say that it cannot, ms. */
const WEB_PATIENCE_MS = 4_000;
/** LINE waits for two seconds. */
const TOO_LATE_MS = 2_300;
const NOBODY_THERE = 502;

const webhookBody = z.object({
  events: z.array(
    z.object({
      webhookEventId: z.string(),
      type: z.string(),
      timestamp: z.number(),
      source: z.object({ userId: z.string() }),
      deliveryContext: z.object({ isRedelivery: z.boolean() }),
      replyToken: z.string().optional(),
      postback: z.object({ data: z.string() }).optional(),
      message: z.object({ text: z.string().optional() }).optional(),
    }),
  ),
});

/** Opens the road on a free port. */
export async function openWebhookRoad({ log, random, webs }: RoadParts): Promise<WebhookRoad> {
  const people = new Map<string, string>();
  const underWay = new Set<Promise<unknown>>();
  let isWild = false;
  let isCut = false;
  let turn = 0;
  let posts = 0;

  /** By turns, so that two events of one moment mostly meet different processes. */
  function nextWeb(): Web | undefined {
    turn += 1;
    return webs()[turn % webs().length];
  }

  async function deliver({ body, headers, events }: Post, cutAfterMs?: number): Promise<number> {
    const web = nextWeb();
    if (web?.url === undefined) return NOBODY_THERE;
    posts += 1;
    const post = posts;
    const sentAt = Date.now();
    const status = await send(`${web.url}/webhook`, { body, headers }, cutAfterMs ?? WEB_PATIENCE_MS);
    log.write({ kind: "webhook", sentAt, post, to: web.name, events, status });
    return status === 0 ? NOBODY_THERE : status;
  }

  function during<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const over = () => underWay.delete(work);
    work.then(over, over);
    return work;
  }

  const kinds: Readonly<Record<Mischief, (post: Post) => Promise<Answer>>> = {
    async webhook_duplicated(post) {
      const [first] = await Promise.all([deliver(post), deliver(post)]);
      return first;
    },
    async webhook_again_later(post) {
      void during(pause(300 + random() * 5_000).then(() => deliver(post)));
      return deliver(post);
    },
    async webhook_answer_dropped(post) {
      await deliver(post);
      return "broken";
    },
    async webhook_answer_late(post) {
      const status = await deliver(post);
      await pause(TOO_LATE_MS);
      return status;
    },
    webhook_refused: async () => 503,
    async webhook_delayed(post) {
      await pause(100 + random() * 1_500);
      return deliver(post);
    },
    webhook_cut_midway: (post) => deliver(post, 1 + random() * 4),
  };

  async function carry(post: Post): Promise<Answer> {
    if (isCut) return "broken";
    const what = isWild ? pick(random()) : undefined;
    if (what === undefined) return deliver(post);
    log.fault(what, post.events.map(({ person }) => person).join(" "));
    return kinds[what](post);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const post = await read(request);
    for (const { token, person } of post.events) if (token !== undefined) people.set(token, person);
    const answer = await during(carry(post));
    if (answer === "broken") response.destroy();
    else response.writeHead(answer).end();
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    personOf: (token) => people.get(token),
    setMischief: (is) => {
      isWild = is === "on";
    },
    async cutFor(ms) {
      isCut = true;
      await pause(ms);
      isCut = false;
    },
    isIdle: () => underWay.size === 0,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pick(chance: number): Mischief | undefined {
  let left = chance;
  for (const [what, share] of Object.entries(MISCHIEF)) {
    left -= share;
    if (left < 0) return what as Mischief;
  }
  return undefined;
}

async function read(request: IncomingMessage): Promise<Post> {
  const body = await buffer(request);
  const { events } = webhookBody.parse(JSON.parse(body.toString("utf8")));
  return {
    body,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-line-signature": String(request.headers["x-line-signature"]),
    },
    events: events.map((event) => ({
      id: event.webhookEventId,
      person: event.source.userId,
      timestamp: event.timestamp,
      type: event.type,
      ...(event.postback && { data: event.postback.data }),
      ...(event.message?.text !== undefined && { text: event.message.text }),
      ...(event.replyToken !== undefined && { token: event.replyToken }),
      redelivery: event.deliveryContext.isRedelivery,
    })),
  };
}

/** The status answered, or 0 when none came. */
async function send(
  url: string,
  { body, headers }: Pick<Post, "body" | "headers">,
  withinMs: number,
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(Math.ceil(withinMs));
    const answer = await fetch(url, { method: "POST", body: new Uint8Array(body), headers, signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}
