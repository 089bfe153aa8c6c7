import { HTTPFetchError } from "@line/bot-sdk";
import { z } from "zod";
import { NotSentError } from "./post-json.ts";

/** LINE's answer to a call it did not accept. */
export interface Rejection {
  readonly type: "rejected";
  readonly status: number;
  /** LINE's own words; not guaranteed to stay the same. */
  readonly message: string;
  /** The properties LINE complains about, e.g. `messages[0].text`. */
  readonly properties: readonly string[];
  /** LINE's id of the request, for its support. */
  readonly requestId: string | undefined;
}

/** How one call to LINE went. */
export type CallResult<T> =
  | { readonly type: "accepted"; readonly body: T | undefined }
  | Rejection
  /** It never left: LINE knows nothing of it. */
  | { readonly type: "not_sent" }
  /** It left, or may have left, and no answer came: LINE may have acted on it. */
  | { readonly type: "unanswered" };

/** @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
const errorBody = z.object({
  message: z.string().catch(""),
  details: z.array(z.object({ property: z.string().catch("") })).catch([]),
});

/** Runs one call and tells how it went; never rejects. */
export async function callLine<T>(call: () => Promise<T>): Promise<CallResult<T>> {
  try {
    return { type: "accepted", body: await call() };
  } catch (error) {
    return classify(error);
  }
}

function classify(error: unknown): CallResult<never> {
  if (error instanceof HTTPFetchError) return rejection(error);
  // The SDK reads the JSON of a good answer only: LINE accepted the call and garbled the answer.
  if (error instanceof SyntaxError) return { type: "accepted", body: undefined };
  return error instanceof NotSentError ? { type: "not_sent" } : { type: "unanswered" };
}

function rejection(error: HTTPFetchError): Rejection {
  const body = errorBody.safeParse(parseJson(error.body)).data ?? { message: "", details: [] };
  return {
    type: "rejected",
    status: error.status,
    message: body.message,
    properties: body.details.map(({ property }) => property),
    requestId: error.headers.get("x-line-request-id") ?? undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
