import { type DestinationStream, pino } from "pino";
import type { Log } from "./runner/ports.ts";

/** Fields that may hold a secret or what a person wrote, wherever they stand in a log line. */
const PRIVATE_FIELDS = [
  "text",
  "data",
  "displayText",
  "messages",
  "message",
  "body",
  // Begins with the error's message.
  "stack",
  "replyToken",
  "token",
  "accessToken",
  "access_token",
  "secret",
  "channelSecret",
  "client_secret",
  "authorization",
  "password",
  "url",
  "connectionString",
];

/**
 * Structured logs, one JSON object a line. Nobody hands private fields over on purpose; should it happen,
 * they are blacked out here.
 *
 * @param destination standard output when not given
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const paths = PRIVATE_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]);
  const options = { level, base: null, redact: { paths, censor: "[redacted]" } };
  return destination ? pino(options, destination) : pino(options);
}
