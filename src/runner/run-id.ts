import { createHash } from "node:crypto";

/** The id of the run an order starts, the same however often it is given: 20 small hexadecimal digits. */
export function runIdOf(order: string): string {
  return createHash("sha256").update(`reminder run of ${order}`).digest("hex").slice(0, 20);
}
