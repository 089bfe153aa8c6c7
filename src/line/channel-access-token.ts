import { channelAccessToken, HTTPFetchError } from "@line/bot-sdk";
import { z } from "zod";
import { describeError } from "../runner/describe-error.ts";
import { type Clock, type Log, UnavailableError } from "../runner/ports.ts";
import { withDeadline } from "./with-deadline.ts";

/** Where the gateway gets the token of its calls from. */
export interface ChannelAccessTokenSource {
  /** The token to use now. Rejects when none can be had. */
  current(): Promise<string>;
  /**
   * A token to use instead of one LINE did not accept; the same one when there is no other. Rejects when
   * none can be had.
   */
  replace(rejected: string): Promise<string>;
}

/**
 * A token from the configuration: long-lived, or of version 2.1. Throws when it is empty.
 * @see https://developers.line.biz/en/docs/messaging-api/channel-access-tokens/
 */
export function fixedToken(token: string): ChannelAccessTokenSource {
  if (token.trim() === "") {
    throw new Error("the channel access token is empty: issue one in the LINE Developers console");
  }
  return { current: async () => token, replace: async () => token };
}

/** What stateless tokens are issued for. */
interface StatelessTokenOptions {
  readonly channelId: string;
  /** The channel's present secret. */
  readonly channelSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Another address than LINE's, for a stand-in. */
  readonly apiBaseURL?: string | undefined;
  /** How long issuing a token may take. */
  readonly timeoutMs?: number;
}

interface IssuedToken {
  readonly value: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** A token is renewed this long before it expires, so that none expires on its way. */
const RENEW_BEFORE_MS = 120_000;

/** The least time between two attempts to renew a token that is still valid. */
const RENEW_AGAIN_AFTER_MS = 5_000;

/**
 * Stateless tokens: 15 minutes long, issued when needed, shared by all calls and renewed in the background
 * before they expire. While renewing fails the old one is used as long as it is valid.
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export class StatelessTokenSource implements ChannelAccessTokenSource {
  readonly #options: StatelessTokenOptions;
  readonly #client: channelAccessToken.ChannelAccessTokenClient;
  #issued: IssuedToken | undefined;
  #issuing: Promise<string> | undefined;
  #renewNotBefore = 0;

  constructor(options: StatelessTokenOptions) {
    this.#options = options;
    const baseURL = options.apiBaseURL;
    this.#client = new channelAccessToken.ChannelAccessTokenClient(baseURL === undefined ? {} : { baseURL });
  }

  async current(): Promise<string> {
    const now = this.#options.clock.now();
    const issued = this.#issued;
    if (issued === undefined || issued.expiresAt <= now) return this.#issueOnce();
    if (issued.expiresAt - RENEW_BEFORE_MS <= now) this.#renew(now);
    return issued.value;
  }

  async replace(rejected: string): Promise<string> {
    // Of several calls that were refused at once, the first gets a new token for all of them.
    if (this.#issued !== undefined && this.#issued.value !== rejected) return this.#issued.value;
    return this.#issueOnce();
  }

  #renew(now: number): void {
    if (now < this.#renewNotBefore) return;
    this.#renewNotBefore = now + RENEW_AGAIN_AFTER_MS;
    // The failure is logged where it happens, and the old token still works.
    this.#issueOnce().catch(() => undefined);
  }

  #issueOnce(): Promise<string> {
    this.#issuing ??= this.#issue().finally(() => {
      this.#issuing = undefined;
    });
    return this.#issuing;
  }

  async #issue(): Promise<string> {
    const { channelId, channelSecret, clock, log, timeoutMs = 5_000 } = this.#options;
    const askedAt = clock.now();
    try {
      const issuing = this.#client.issueStatelessChannelTokenByClientSecret(channelId, channelSecret);
      const answer = tokenAnswer.parse(await withDeadline(issuing, timeoutMs));
      this.#issued = { value: answer.access_token, expiresAt: askedAt + answer.expires_in * 1_000 };
      return answer.access_token;
    } catch (error) {
      const status = error instanceof HTTPFetchError ? { status: error.status } : {};
      log.error(
        { ...describeError(error), ...status },
        "LINE issued no channel access token: check the channel id and secret",
      );
      // The SDK's error holds LINE's answer; what is logged further up must not.
      throw new UnavailableError("LINE's token service");
    }
  }
}
