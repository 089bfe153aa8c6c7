import { Agent } from "node:http";
import { post } from "../../bench/load/post.ts";
import type { Body } from "./any-body.ts";

/** Connections kept open at the same time. */
const CONNECTIONS = 24;
const ANSWER_WITHIN_MS = 20_000;

/** Posts bodies over connections that stay open. */
export class Poster {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: "lifo" });
  readonly #url: URL;

  /** @param url of the service */
  constructor(url: string) {
    this.#url = new URL("/webhook", url);
  }

  /** The status, or 0 when no answer came. */
  post({ bytes, headers }: Pick<Body, "bytes" | "headers">): Promise<number> {
    return post(this.#url, { body: bytes, headers }, { agent: this.#agent, timeoutMs: ANSWER_WITHIN_MS });
  }

  close(): void {
    this.#agent.destroy();
  }
}
