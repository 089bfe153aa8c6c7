import type { Log } from "../runner/ports.ts";
import type { ChannelFigures } from "../runner/push-sender.ts";
import { LineApi, type LineApiOptions } from "./line-api.ts";
import { readQuota } from "./read-quota.ts";

interface LineChannelFiguresOptions extends LineApiOptions {
  readonly log: Log;
  readonly callTimeoutMs?: number;
}

/** What LINE tells of the account: its quota, and who saw what. */
export class LineChannelFigures implements ChannelFigures {
  readonly #api: LineApi;
  readonly #log: Log;
  readonly #callTimeoutMs: number;

  constructor(options: LineChannelFiguresOptions) {
    this.#api = new LineApi(options);
    this.#log = options.log;
    this.#callTimeoutMs = options.callTimeoutMs ?? 5_000;
  }

  async quota(): ReturnType<ChannelFigures["quota"]> {
    const quota = await readQuota(this.#api, this.#callTimeoutMs);
    if (quota === undefined) this.#log.warn({}, "LINE does not tell this month's quota");
    return quota;
  }

  /**
   * Figures below 20 people, and those of the last day or two, are null.
   * @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit
   */
  async seenBy(unitTag: string, from: string, to: string): Promise<number | null> {
    const result = await this.#api.call("insight", this.#callTimeoutMs, (_messaging, insight) =>
      insight.getStatisticsPerUnit(unitTag, from, to),
    );
    if (result.type === "accepted") return result.body?.overview?.uniqueImpression ?? null;
    const status = result.type === "rejected" ? result.status : result.type;
    this.#log.warn({ status }, "LINE does not tell who saw messages");
    return null;
  }
}
