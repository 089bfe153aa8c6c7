import autocannon from "autocannon";
import type { LoadRequest } from "./line-webhook.ts";

/** What is sent where. */
export interface SaturateOptions {
  readonly url: string;
  /** For how long, or how many requests, all connections together. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
  readonly connections: number;
  /** Every connection goes through them again and again. */
  readonly requests: readonly LoadRequest[];
}

/** What came back. Times are in ms and say little here: a closed loop waits together with the service. */
export interface SaturateFigures {
  readonly perSecond: number;
  /** Answered 2xx. */
  readonly ok: number;
  /** Answered otherwise or not at all. */
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly seconds: number;
}

/** As many POSTs as the service takes: every connection sends again when it has its answer. */
export async function saturate(options: SaturateOptions): Promise<SaturateFigures> {
  const { url, until, connections, requests } = options;
  const { pathname } = new URL(url);
  const result = await autocannon({
    url,
    connections,
    ...("seconds" in until ? { duration: until.seconds } : { amount: until.requests }),
    requests: requests.map(({ body, headers }) => ({ method: "POST", path: pathname, body, headers })),
  });
  const ok = result["2xx"];
  return {
    perSecond: ok / result.duration,
    ok,
    failed: result.non2xx + result.errors,
    p50: result.latency.p50,
    p99: result.latency.p99,
    seconds: result.duration,
  };
}
