import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { HTTPFetchError } from "@line/bot-sdk";
import { DeadlineError } from "./with-deadline.ts";

/** One POST to LINE. */
export interface JsonPost {
  readonly url: URL;
  readonly token: string;
  /** JSON, as it goes over the wire. */
  readonly body: string;
  /** Sent as `X-Line-Retry-Key`. */
  readonly retryKey?: string | undefined;
  readonly timeoutMs: number;
}

/** Nothing of a request was sent: there was no connection to send it over. `cause` says why. */
export class NotSentError extends Error {
  constructor(cause: unknown) {
    super("not sent", { cause });
    this.name = "NotSentError";
  }
}

/** Of an answer that is an error; LINE's take a few hundred. */
const MOST_ERROR_CHARACTERS = 65_536;

/**
 * Posts JSON to LINE and is done when LINE accepts it; what else an answer says is let go. Messages go this way
 * and not through the SDK, whose `fetch` computes three times as long for each, cannot be aborted and does not tell
 * what was sent from what was not. Connections are those of Node's global agents: kept open, and through a proxy where
 * Node is told to use one.
 *
 * @throws {HTTPFetchError} the SDK's own error, when LINE answers with another status than 2xx
 * @throws {NotSentError} when there was no connection, in time or at all
 * @throws {DeadlineError} when it was sent and there is no answer in time; the connection is closed then
 * @throws {Error} when it was sent and the connection broke
 */
export function postJson(post: JsonPost): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = begin(post);
    let isConnected = false;
    const fail = (error: Error) => reject(isConnected ? error : new NotSentError(error));
    onceConnected(request, post.url, () => {
      isConnected = true;
    });
    const timer = setTimeout(() => {
      const late = new DeadlineError(post.timeoutMs);
      // Behind a proxy the request may not end before its connection is there.
      fail(late);
      request.destroy(late);
    }, post.timeoutMs);
    request.on("error", fail);
    request.once("close", () => {
      clearTimeout(timer);
      fail(new Error("closed without an answer"));
    });
    // From here on the status is known, whatever happens to the connection.
    request.once("response", (response) => resolve(settled(response)));
    // Written in one go, so Node tells the length.
    request.end(post.body);
  });
}

/** Throws what Node finds wrong with the request itself, e.g. a line break in the token. */
function begin({ url, token, retryKey }: JsonPost): ClientRequest {
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${token}`,
    "user-agent": "Thaksa",
    ...(retryKey === undefined ? {} : { "x-line-retry-key": retryKey }),
  };
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  try {
    return send(url, { method: "POST", headers });
  } catch (error) {
    throw new NotSentError(error);
  }
}

/** Before that nothing can have been sent. */
function onceConnected(request: ClientRequest, url: URL, then: () => void): void {
  request.once("socket", (socket) => {
    if (!socket.connecting) then();
    else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", then);
  });
}

function settled(response: IncomingMessage): Promise<void> {
  const settling = settle(response);
  // Nobody may listen any more.
  settling.catch(() => {});
  return settling;
}

async function settle(response: IncomingMessage): Promise<void> {
  const { statusCode: status = 0, statusMessage: statusText = "", headers } = response;
  if (status >= 200 && status < 300) {
    // LINE has accepted it: whether the rest of the answer arrives changes nothing.
    response.once("error", () => {}).resume();
    return;
  }
  const body = await textOf(response);
  const id = headers["x-line-request-id"];
  throw new HTTPFetchError(`${status} - ${statusText}`, {
    status,
    statusText,
    headers: new Headers(typeof id === "string" ? { "x-line-request-id": id } : {}),
    body,
  });
}

/** As much of an answer as comes: its status is known already. */
async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) {
      text += chunk;
      if (text.length > MOST_ERROR_CHARACTERS) break;
    }
  } catch {
    // Cut off; the status says enough.
  }
  return text;
}
