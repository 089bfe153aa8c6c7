import { type IncomingMessage, request as requestHttp } from "node:http";
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

/** Of an answer that is an error; LINE's take a few hundred. */
const MOST_ERROR_CHARACTERS = 65_536;

/**
 * Posts JSON to LINE and is done when LINE accepts it; what else an answer says is let go. Messages go this way
 * and not through the SDK, whose `fetch` computes three times as long for each and cannot be aborted. Connections
 * are those of Node's global agents: kept open, and through a proxy where Node is told to use one.
 *
 * @throws {HTTPFetchError} the SDK's own error, when LINE answers with another status than 2xx
 * @throws {DeadlineError} when there is no answer in time; the connection is closed then
 * @throws {Error} with a `code` when the network fails
 */
export function postJson({ url, token, body, retryKey, timeoutMs }: JsonPost): Promise<void> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = send(url, { method: "POST", headers: headersOf(token, retryKey) });
    const timer = setTimeout(() => request.destroy(new DeadlineError(timeoutMs)), timeoutMs);
    request.on("error", reject);
    request.once("close", () => clearTimeout(timer));
    // From here on the status is known, whatever happens to the connection.
    request.once("response", (response) => resolve(settle(response)));
    // Written in one go, so Node tells the length.
    request.end(body);
  });
}

function headersOf(token: string, retryKey: string | undefined): Record<string, string> {
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${token}`,
    "user-agent": "Thaksa",
  };
  return retryKey === undefined ? headers : { ...headers, "x-line-retry-key": retryKey };
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
