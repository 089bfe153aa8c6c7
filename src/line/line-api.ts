import { insight, messagingApi } from "@line/bot-sdk";
import type { ChannelAccessTokenSource } from "./channel-access-token.ts";
import { type CallResult, callLine } from "./line-call.ts";
import { postJson } from "./post-json.ts";
import { withDeadline } from "./with-deadline.ts";

/** The endpoints this project calls. */
export type Endpoint = "reply" | "push" | "quota" | "loading" | "insight";

/** Told of every call to LINE, for metrics. */
type CallObserver = (call: {
  readonly endpoint: Endpoint;
  /** "accepted", "not_sent", "unanswered" or the HTTP status as text. */
  readonly result: string;
  readonly durationMs: number;
}) => void;

/** What calls to LINE need. */
export interface LineApiOptions {
  readonly tokens: ChannelAccessTokenSource;
  /** Another address than LINE's, for a stand-in. */
  readonly apiBaseURL?: string | undefined;
  readonly observe?: CallObserver | undefined;
}

/** The SDK's clients of one token. */
interface LineClients {
  readonly messaging: messagingApi.MessagingApiClient;
  readonly insight: insight.InsightClient;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
const LINE_API = "https://api.line.me";
const NOT_SENT = { type: "not_sent" } as const;

/** LINE's Messaging API with a deadline on every call and a token that is always the present one. */
export class LineApi {
  readonly #options: LineApiOptions;
  #bound: ({ readonly token: string } & LineClients) | undefined;

  constructor(options: LineApiOptions) {
    this.#options = options;
  }

  /**
   * Makes one call through the SDK, within `timeoutMs` altogether; see {@link LineApi.send} for the token.
   * Never rejects. The SDK cannot abort: an unanswered call may still arrive later.
   */
  call<T>(
    endpoint: Endpoint,
    timeoutMs: number,
    run: (messaging: LineClients["messaging"], insight: LineClients["insight"]) => Promise<T>,
  ): Promise<CallResult<T>> {
    return this.#withToken(endpoint, timeoutMs, (token, remainingMs) => {
      const { messaging, insight } = this.#clientsFor(token);
      return withDeadline(run(messaging, insight), remainingMs);
    });
  }

  /**
   * Sends messages, within `timeoutMs` altogether. When LINE does not accept the token, once more with a fresh
   * one. Never rejects.
   *
   * @param body the request's body as JSON
   */
  send(
    endpoint: "reply" | "push",
    body: string,
    timeoutMs: number,
    retryKey?: string,
  ): Promise<CallResult<void>> {
    const url = new URL(`/v2/bot/message/${endpoint}`, this.#options.apiBaseURL ?? LINE_API);
    return this.#withToken(endpoint, timeoutMs, (token, remainingMs) =>
      postJson({ url, token, body, retryKey, timeoutMs: remainingMs }),
    );
  }

  async #withToken<T>(
    endpoint: Endpoint,
    timeoutMs: number,
    run: (token: string, timeoutMs: number) => Promise<T>,
  ): Promise<CallResult<T>> {
    const startedAt = performance.now();
    const remainingMs = () => Math.max(1, timeoutMs - (performance.now() - startedAt));
    const attempt = async (token: string | undefined) =>
      token === undefined ? NOT_SENT : callLine(() => run(token, remainingMs()));
    const { tokens } = this.#options;
    const token = await this.#tokenWithin(() => tokens.current(), remainingMs());
    let result: CallResult<T> = await attempt(token);
    if (token !== undefined && result.type === "rejected" && result.status === 401) {
      const fresh = await this.#tokenWithin(() => tokens.replace(token), remainingMs());
      if (fresh !== undefined && fresh !== token) result = await attempt(fresh);
    }
    this.#tell(endpoint, result, performance.now() - startedAt);
    return result;
  }

  async #tokenWithin(ask: () => Promise<string>, timeoutMs: number): Promise<string | undefined> {
    try {
      return await withDeadline(ask(), timeoutMs);
    } catch {
      // Whatever went wrong there, this call was not sent, and its trouble is no word about the token.
      return undefined;
    }
  }

  #clientsFor(channelAccessToken: string): LineClients {
    if (this.#bound?.token !== channelAccessToken) {
      const { apiBaseURL } = this.#options;
      const base = apiBaseURL === undefined ? {} : { baseURL: apiBaseURL };
      const options = { channelAccessToken, ...base };
      this.#bound = {
        token: channelAccessToken,
        messaging: new messagingApi.MessagingApiClient(options),
        insight: new insight.InsightClient(options),
      };
    }
    return this.#bound;
  }

  #tell(endpoint: Endpoint, result: CallResult<unknown>, durationMs: number): void {
    const word = result.type === "rejected" ? String(result.status) : result.type;
    this.#options.observe?.({ endpoint, result: word, durationMs });
  }
}
