import { randomInt } from "node:crypto";
import { LINK_CODE_ALPHABET, LINK_CODE_LENGTH, readLinkCode } from "../core/people/link-code.ts";

/** A code nobody can guess; every one that may be typed is as likely as any other. */
export function randomLinkCode(): string {
  for (;;) {
    const characters = Array.from({ length: LINK_CODE_LENGTH }, () =>
      LINK_CODE_ALPHABET.charAt(randomInt(LINK_CODE_ALPHABET.length)),
    );
    const code = characters.join("");
    if (readLinkCode(code) === code) return code;
  }
}
