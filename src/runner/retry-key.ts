import { createHash } from "node:crypto";

/**
 * The retry key of a push that answers an event: a UUID that is the same whenever and wherever the event
 * is handled, so that LINE accepts the push once.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export async function retryKeyFor(eventId: string): Promise<string> {
  const digest = createHash("sha256").update(`thaksa:${eventId}`).digest().subarray(0, 16);
  // Version 8 (own derivation) and the RFC 9562 variant.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
