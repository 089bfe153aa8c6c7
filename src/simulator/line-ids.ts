import { randomBytes, randomInt } from "node:crypto";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID for an instant (epoch ms): 10 characters of time, 16 of chance. */
export function ulid(at: number): string {
  let time = "";
  for (let rest = at, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) {
    time = CROCKFORD.charAt(rest % 32) + time;
  }
  const chance = Array.from(randomBytes(16), (byte) => CROCKFORD.charAt(byte % 32)).join("");
  return time + chance;
}

/** A message id: 18 digits, as LINE's. */
export function messageId(): string {
  return `5${String(randomInt(1e8)).padStart(8, "0")}${String(randomInt(1e9)).padStart(9, "0")}`;
}

/** A reply, quote or access token: opaque, 32 hexadecimal digits. */
export function opaqueToken(): string {
  return randomBytes(16).toString("hex");
}

/** A user id (`U`) or group id (`C`): the letter and 32 hexadecimal digits. */
export function accountId(letter: "U" | "C"): string {
  return letter + randomBytes(16).toString("hex");
}
