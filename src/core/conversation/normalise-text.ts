const THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙";
const INVISIBLE = /(?:[\u200b-\u200f\u2060\ufeff\u00ad]|\ufe0e|\ufe0f|\u20e3)/gu;
/** A minus before a digit is no punctuation: "-1" is no answer. */
const EDGE_PUNCTUATION =
  /^(?:[\s.,!?:;"'“”‘’()[\]#*_/\\|~…ๆฯ]|[-–—−](?!\d))+|[\s.,!?:;"'“”‘’()[\]#*_\-–—/\\|~…ๆฯ]+$/gu;
/** Words at the end that say nothing but politeness. */
export const POLITE_ENDINGS =
  /(?:นะครับ|นะคะ|นะค่ะ|ครับผม|ครับ|คับ|ครัช|ฮะ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|จ๊ะ|นะ|ด้วย|หน่อย|\bplease|\bpls)$/u;

/**
 * Typed text as it is compared: composed (NFKC, so full-width digits are digits), lower case, Thai numerals
 * as Arabic ones, without spaces, invisible characters, punctuation at the edges and polite particles at the end. What it gives is
 * itself unchanged by it.
 */
export function normaliseText(text: string): string {
  for (let plain = text; ; ) {
    const next = normaliseOnce(plain);
    if (next === plain) return plain;
    plain = next;
  }
}

function normaliseOnce(text: string): string {
  const plain = oneSpelling(text).replace(EDGE_PUNCTUATION, "");
  const bare = plain.replace(POLITE_ENDINGS, "").replace(EDGE_PUNCTUATION, "") || plain;
  // Inner spaces go last: the polite English words are told apart by them.
  return bare === plain ? plain.replace(/[\s_]+|-(?!\d)/gu, "") : bare;
}

/**
 * Text in one spelling, punctuation and spaces as they are: composed, lower case, Arabic numerals. Some keyboards
 * make ำ and แ of two characters, with the tone mark before or between.
 */
export function oneSpelling(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(INVISIBLE, "")
    .replace(/[๐-๙]/gu, (digit) => String(THAI_DIGITS.indexOf(digit)))
    .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/gu, "$1\u0e33")
    .replaceAll("เเ", "แ");
}
