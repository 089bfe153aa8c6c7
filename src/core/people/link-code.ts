/**
 * Letters and digits nobody takes for one another: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. A code has at least one
 * digit, so that no word is taken for one.
 */
export const LINK_CODE_ALPHABET = "34679ACDEFGHJKMNPQRTWXY";

/** Characters of a code. */
export const LINK_CODE_LENGTH = 10;

/** Wrong codes after which a LINE account has to wait. */
export const MOST_WRONG_CODES = 5;

/** How long it has to wait, and how long a wrong code counts. */
export const LOCKED_OUT_MS = 60 * 60 * 1_000;

/** How long a code is good for unless HR says otherwise. */
export const LINK_CODE_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;

const CODE = new RegExp(`^(?=.*\\d)[${LINK_CODE_ALPHABET}]{${LINK_CODE_LENGTH}}$`, "u");

/**
 * The code in what somebody typed or scanned, whatever case, spaces and hyphens; undefined when it has not the
 * shape of one.
 */
export function readLinkCode(text: string): string | undefined {
  const code = text
    .normalize("NFKC")
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase();
  return CODE.test(code) ? code : undefined;
}

const GRAPHEMES = new Intl.Segmenter("th", { granularity: "grapheme" });

/** A vowel written before the consonant says nothing alone. */
const LEADING_VOWEL = /^[เแโใไ]/u;

/** A name as a stranger may see it: the first letter of each word, the rest as dots. */
export function maskName(name: string): string {
  return name
    .split(/\s+/u)
    .filter((word) => word !== "")
    .map((word) => {
      const letters = [...GRAPHEMES.segment(word)].map(({ segment }) => segment);
      return `${letters.slice(0, LEADING_VOWEL.test(word) ? 2 : 1).join("")}•••`;
    })
    .join(" ");
}
