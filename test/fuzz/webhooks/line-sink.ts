import { hash } from "node:crypto";
import { validateLikeLine } from "../../../src/simulator/validate-like-line.ts";
import { type LightAnswer, startLightServer } from "../../support/light-server.ts";
import type { People } from "./people.ts";

/** A light stand-in of LINE's API: takes every message once and judges it by the stand-in's rules. */
export interface LineSink {
  readonly url: string;
  /** Messages that were taken. */
  readonly figures: { replies: number; pushes: number; messages: number; judged: number; usedTokens: number };
  /** What was wrong with messages, by words; at most a few. */
  readonly problems: Set<string>;
  close(): Promise<void>;
}

/** Messages whose verdict is remembered, and tokens that are known to be used; at this many all are forgotten. */
const MOST_KNOWN = 300_000;
const MOST_PROBLEMS = 50;
const QUOTA = { type: "limited", value: 1_000_000 };

interface Call {
  readonly replyToken?: string;
  readonly to?: string;
  readonly messages?: readonly unknown[];
}

/** Listens on a free port. */
export async function startLineSink(people: People): Promise<LineSink> {
  const figures = { replies: 0, pushes: 0, messages: 0, judged: 0, usedTokens: 0 };
  const problems = new Set<string>();
  const judge = new Judge(problems, figures);
  const used = new Set<string>();

  function answer(path: string, body: string): LightAnswer {
    if (path.endsWith("/message/quota")) return { status: 200, body: QUOTA };
    if (path.endsWith("/quota/consumption")) return { status: 200, body: { totalUsage: 0 } };
    if (path.endsWith("/loading/start")) return { status: 202, body: {} };
    if (path.endsWith("/aggregation")) return { status: 200, body: { overview: { uniqueImpression: null } } };
    const isReply = path.endsWith("/message/reply");
    if (!isReply && !path.endsWith("/message/push")) return unknown(path);
    return take(JSON.parse(body) as Call, isReply);
  }

  function unknown(path: string) {
    problems.add(`a call to ${path}`);
    return { status: 404, body: { message: "Not found" } };
  }

  function take({ replyToken = "", messages = [] }: Call, isReply: boolean): LightAnswer {
    if (isReply && used.has(replyToken)) {
      figures.usedTokens += 1;
      return { status: 400, body: { message: "Invalid reply token" } };
    }
    if (used.size >= MOST_KNOWN) used.clear();
    used.add(replyToken);
    figures[isReply ? "replies" : "pushes"] += 1;
    figures.messages += messages.length;
    if (!judge.accepts(messages))
      return { status: 400, body: { message: "The request body has 1 error(s)" } };
    people.shown(replyToken, buttonData(messages));
    return {
      status: 200,
      body: { sentMessages: messages.map((_one, at) => ({ id: String(at), quoteToken: "q" })) },
    };
  }

  const { origin, close } = await startLightServer((request, body) =>
    answer(request.url?.split("?")[0] ?? "", body.toString("utf8")),
  );
  return { url: origin, figures, problems, close };
}

/** Judges what is sent together; the same once. */
class Judge {
  readonly #known = new Map<string, boolean>();
  readonly #problems: Set<string>;
  readonly #figures: { judged: number };

  constructor(problems: Set<string>, figures: { judged: number }) {
    this.#problems = problems;
    this.#figures = figures;
  }

  accepts(messages: readonly unknown[]): boolean {
    const key = hash("sha1", JSON.stringify(messages), "base64");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const details = validateLikeLine(messages);
    for (const { property, message } of details) {
      if (this.#problems.size < MOST_PROBLEMS)
        this.#problems.add(`LINE would refuse ${property}: ${message}`);
    }
    this.#figures.judged += 1;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, details.length === 0);
    return details.length === 0;
  }
}

/** Data of every button of some messages. */
function buttonData(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("type" in value && value.type === "postback" && "data" in value) return [String(value.data)];
  return Object.values(value).flatMap(buttonData);
}
