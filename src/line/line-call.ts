import { HTTPFetchError } from "@line/bot-sdk";
import { z } from "zod";
import { DeadlineError } from "./with-deadline.ts";

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
  /** It left, and no answer came: LINE may have acted on it. */
  | { readonly type: "unanswered" };

/**
 * Network errors that happen before a byte of the request is sent.
 * @see https://nodejs.org/api/errors.html#common-system-errors
 * @see https://undici.nodejs.org/#/docs/api/Errors
 */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

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
  if (error instanceof DeadlineError) return { type: "unanswered" };
  // The SDK reads the JSON of a good answer only: LINE accepted the call and garbled the answer.
  if (error instanceof SyntaxError) return { type: "accepted", body: undefined };
  return BEFORE_SENDING.has(causeCode(error)) ? { type: "not_sent" } : { type: "unanswered" };
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

/** fetch wraps the error of the network; `cause` carries its code. */
function causeCode(error: unknown): string {
  for (const one of [error, error instanceof Error ? error.cause : undefined]) {
    if (one instanceof Error && "code" in one && typeof one.code === "string") return one.code;
  }
  return "";
}
