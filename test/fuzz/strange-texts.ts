import type { Dice } from "./dice.ts";

/** What programs trip over: as text, as an id, as a key. */
const STRANGE: readonly string[] = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud83d",
  "\udc00\ud800",
  "\u202eกลับด้าน\u202c",
  "\u200b\u200d\u2060\ufeff",
  "ก้้้้้้้้",
  "👩‍👩‍👧‍👦",
  "ﷺ",
  "İıſK",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "-1",
  "1e309",
  "0x10",
  "٣",
  "๑๒๓",
  "①",
  "{name}",
  ["$", "{1+1}"].join(""),
  "$eval",
  "{{constructor}}",
  "'; drop table person; --",
  "%s%n%x",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "\r\nX-Header: 1",
  "*3\r\n$3\r\nDEL\r\n",
  "|||||",
  "\\u0000",
  "31/2",
  "0/0/0",
  "99/99/99999",
  "1-1-1e9",
  "12321",
  "1 2 3 4 5 6 7 8 9 10 11 12",
];

const LONG = [300, 301, 1_000, 4_999, 5_000, 5_001, 20_000];
const PIECES = ["ก", "x", "👩‍👩‍👧‍👦", "้", "1", "\ud83d", "|", "\n"];

/** Text nobody reckoned with; from time to time a long one. */
export function strangeText(dice: Dice): string {
  if (dice.chance(0.08)) {
    const piece = dice.pick(PIECES);
    return piece.repeat(Math.ceil(dice.pick(LONG) / piece.length));
  }
  if (dice.chance(0.3)) return dice.pick(STRANGE) + dice.pick(STRANGE);
  if (dice.chance(0.3)) return anyLetters(dice, 1 + dice.below(12));
  return dice.pick(STRANGE);
}

/** Letters from all of Unicode, halves of pairs among them. */
function anyLetters(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(dice.below(0x1_0000))).join("");
}
