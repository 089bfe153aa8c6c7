import type { RefusalReason } from "./traffic-log.ts";
import type { LineErrorDetail, LineMessage } from "./validate-like-line.ts";

/** What the stand-in answers to one call, and what the log shall know of it. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reason?: RefusalReason;
  readonly errors?: readonly LineErrorDetail[];
  /** User or group ids the messages were for. */
  readonly recipients?: readonly string[];
  readonly messages?: readonly LineMessage[];
}

/** 200 with this body. */
export function done(body: unknown = {}, more: Omit<ApiAnswer, "status" | "body"> = {}): ApiAnswer {
  return { status: 200, body, ...more };
}

/** A refusal in LINE's shape.
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
export function refused(status: number, reason: RefusalReason, message: string): ApiAnswer {
  return { status, reason, body: { message } };
}

/** 400 with every detail; the messages are kept for the log. */
export function invalid(
  errors: readonly LineErrorDetail[],
  messages: readonly LineMessage[] = [],
): ApiAnswer {
  const message = `The request body has ${errors.length} error(s)`;
  return { status: 400, reason: "invalid_request", body: { message, details: errors }, errors, messages };
}

/** 404 as LINE words it. */
export const notFound: ApiAnswer = refused(404, "not_found", "Not found");

/** The `messages` of a body nobody has checked yet, as far as they look like messages. */
export function messagesIn(body: unknown): LineMessage[] {
  const messages = (body as { messages?: unknown } | null | undefined)?.messages;
  return Array.isArray(messages) ? messages.filter((one) => typeof one === "object" && one !== null) : [];
}
