import { messagingApi } from "@line/bot-sdk";
import type { ChannelAccessTokenSource } from "./channel-access-token.ts";
import { type CallResult, callLine } from "./line-call.ts";
import { withDeadline } from "./with-deadline.ts";

/** The endpoints this project calls. */
export type Endpoint = "reply" | "push" | "quota" | "loading";

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

/** LINE's Messaging API with a deadline on every call and a token that is always the present one. */
export class LineApi {
  readonly #options: LineApiOptions;
  #bound: { readonly token: string; readonly client: messagingApi.MessagingApiClient } | undefined;

  constructor(options: LineApiOptions) {
    this.#options = options;
  }

  /**
   * Makes one call, within `timeoutMs` altogether. When LINE does not accept the token, once more with a
   * fresh one. Never rejects. The SDK cannot abort: an unanswered call may still arrive later.
   */
  async call<T>(
    endpoint: Endpoint,
    timeoutMs: number,
    run: (client: messagingApi.MessagingApiClient) => Promise<T>,
  ): Promise<CallResult<T>> {
    const startedAt = performance.now();
    const remainingMs = () => Math.max(1, timeoutMs - (performance.now() - startedAt));
    const attempt = async (token: string | undefined) =>
      token === undefined
        ? ({ type: "not_sent" } as const)
        : callLine(() => withDeadline(run(this.#clientFor(token)), remainingMs()));
    const { tokens } = this.#options;
    const token = await this.#tokenWithin(() => tokens.current(), remainingMs());
    let result = await attempt(token);
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

  #clientFor(channelAccessToken: string): messagingApi.MessagingApiClient {
    if (this.#bound?.token !== channelAccessToken) {
      const { apiBaseURL } = this.#options;
      const base = apiBaseURL === undefined ? {} : { baseURL: apiBaseURL };
      const client = new messagingApi.MessagingApiClient({ channelAccessToken, ...base });
      this.#bound = { token: channelAccessToken, client };
    }
    return this.#bound.client;
  }

  #tell(endpoint: Endpoint, result: CallResult<unknown>, durationMs: number): void {
    const word = result.type === "rejected" ? String(result.status) : result.type;
    this.#options.observe?.({ endpoint, result: word, durationMs });
  }
}
