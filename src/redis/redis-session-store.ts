import { deflateSync, inflateSync } from "node:zlib";
import type { Redis } from "ioredis";
import { SESSION_LIFETIME_MS, type SessionStore, type StoredSession } from "../runner/ports.ts";
import { reachRedis } from "./redis-errors.ts";
import { type RedisScript, redisScript } from "./redis-script.ts";

/** Compares only the first bytes of the value, so the cost does not grow with the session. */
const COMMIT = `
local expected = ARGV[1]
if expected == '0' then
  if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
elseif redis.call('GETRANGE', KEYS[1], 0, #expected) ~= expected .. ':' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** What deflated data never begins with. */
const OPENING_BRACE = 0x7b;

/**
 * Sessions in Redis: one string `<revision>:<JSON>` per person, which leaves by itself. At rest the JSON is deflated
 * and takes 1 KB instead of 3; while an answer is on its way it is not, because it is written again in a moment.
 */
export class RedisSessionStore implements SessionStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #ttlMs: number;
  readonly #commit: RedisScript;

  /**
   * @param redis a `commands` connection
   * @param options.prefix of every key
   * @param options.ttlMs how long an unused session is kept
   */
  constructor(redis: Redis, { prefix = "thaksa:", ttlMs = SESSION_LIFETIME_MS } = {}) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#ttlMs = ttlMs;
    this.#commit = redisScript(redis, COMMIT);
  }

  async load(personId: string): Promise<unknown> {
    const value = await reachRedis(() => this.#redis.getBuffer(this.#key(personId)));
    return value === null ? undefined : readSession(value.subarray(value.indexOf(":") + 1));
  }

  async commit(personId: string, expectedRevision: number, next: StoredSession): Promise<boolean> {
    const json = JSON.stringify(next);
    const isAtRest = next.pending.every(({ messages }) => messages.length === 0);
    const value = Buffer.concat([
      Buffer.from(`${next.revision}:`),
      isAtRest ? deflateSync(json) : Buffer.from(json),
    ]);
    const stored = await reachRedis(() =>
      this.#commit([this.#key(personId)], [expectedRevision, value, this.#ttlMs]),
    );
    return stored === 1;
  }

  async remove(personId: string): Promise<void> {
    await reachRedis(() => this.#redis.del(this.#key(personId)));
  }

  #key(personId: string): string {
    return `${this.#prefix}session:${personId}`;
  }
}

/** A damaged value is handed on as it is: the caller finds out that it is no session and makes a new one. */
function readSession(stored: Buffer): unknown {
  try {
    return JSON.parse((stored[0] === OPENING_BRACE ? stored : inflateSync(stored)).toString());
  } catch {
    return stored.toString();
  }
}
