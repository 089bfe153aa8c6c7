import { type Agent, type OutgoingHttpHeaders, request } from "node:http";

/** Something to POST, as it is. */
export interface PostBody {
  readonly body: Buffer | string;
  readonly headers: OutgoingHttpHeaders;
}

/** Over which connections, and how long an answer may take. */
export interface PostOptions {
  readonly agent: Agent;
  /** From the call until the whole answer is here, ms. */
  readonly timeoutMs: number;
}

/** POSTs; resolves with the status when the whole answer is here, with 0 when none came or not in time. */
export function post(
  url: string | URL,
  { body, headers }: PostBody,
  { agent, timeoutMs }: PostOptions,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const outgoing = request(url, {
    method: "POST",
    agent,
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
  });
  // Cheaper than an AbortSignal, and whoever is cut off fails like any other connection.
  const timer = setTimeout(() => outgoing.destroy(new Error("no answer in time")), timeoutMs);
  const end = (status: number) => {
    clearTimeout(timer);
    resolve(status);
  };
  outgoing.on("error", () => end(0));
  outgoing.on("response", (incoming) => {
    // Once there is an answer, a connection that breaks fails here.
    incoming.on("error", () => end(0));
    incoming.resume().on("end", () => end(incoming.statusCode ?? 0));
  });
  outgoing.end(body);
  return promise;
}
