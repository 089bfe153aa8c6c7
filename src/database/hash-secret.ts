import { createHash } from "node:crypto";

/** How a code or token is kept: SHA-256, hex. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
