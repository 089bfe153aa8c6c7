import { REPLY_TOKEN_LIFE_MS, REPLY_TOKEN_RENEWAL_MS } from "./limits.ts";
import { opaqueToken } from "./line-ids.ts";

/** Where an answer with this token would appear. */
export interface ReplyTarget {
  /** A user id or group id. */
  readonly chatId: string;
}

interface KnownToken extends ReplyTarget {
  readonly issuedAt: number;
  validUntil: number;
  used: boolean;
}

/** Reply tokens: single use, one minute from each delivery of their event. */
export interface ReplyTokens {
  issue(chatId: string): string;
  /** Called whenever the event is delivered: starts the minute again, unless used or 20 minutes old. */
  renew(token: string): void;
  /** Uses the token up; undefined when it is unknown, used or too old. */
  redeem(token: string): ReplyTarget | undefined;
  /** True while {@link redeem} would succeed. */
  isGood(token: string): boolean;
}

/** @param now epoch ms */
export function createReplyTokens(now: () => number): ReplyTokens {
  const known = new Map<string, KnownToken>();
  const good = (token: string) => {
    const found = known.get(token);
    return found && !found.used && now() <= found.validUntil ? found : undefined;
  };
  return {
    issue(chatId) {
      const token = opaqueToken();
      known.set(token, { chatId, issuedAt: now(), validUntil: now() + REPLY_TOKEN_LIFE_MS, used: false });
      forgetOldest(known);
      return token;
    },
    renew(token) {
      const found = known.get(token);
      if (!found || found.used || now() - found.issuedAt > REPLY_TOKEN_RENEWAL_MS) return;
      found.validUntil = now() + REPLY_TOKEN_LIFE_MS;
    },
    redeem(token) {
      const found = good(token);
      if (found) found.used = true;
      return found;
    },
    isGood: (token) => good(token) !== undefined,
  };
}

const REMEMBERED_TOKENS = 100_000;

function forgetOldest(known: Map<string, unknown>): void {
  if (known.size <= REMEMBERED_TOKENS) return;
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}
