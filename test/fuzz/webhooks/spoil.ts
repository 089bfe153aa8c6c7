import type { Dice } from "../dice.ts";
import { strangeText } from "../strange-texts.ts";
import type { Json } from "./any-event.ts";

/** Stand for what JSON.stringify does not write; see {@link written}. */
const DEEP = "@@deep@@";
const NUMBER = "@@number@@";
const DEPTHS = [10, 500, 20_000];
const NUMBERS = [
  "1e999",
  "-1e999",
  "-0",
  "1E400",
  "NaN",
  "Infinity",
  "01",
  "0x1f",
  "1e-999",
  "9".repeat(400),
];
const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "events",
  "type",
  "source",
  "message",
  "userId",
  "webhookEventId",
];
const HOSTILE = [
  '{"type":"user","userId":"x"}',
  '{"polluted":true}',
  "null",
  "[]",
  '""',
  "1",
  '{"events":[]}',
];

/** The same with one to three places that are not as LINE documents them. */
export function spoiltValue(value: Json, dice: Dice): Json {
  let spoilt = value;
  for (let left = 1 + dice.below(3); left > 0; left -= 1) spoilt = spoiltOnce(spoilt, dice);
  return spoilt;
}

/** Goes down by chance and changes what is there. */
function spoiltOnce(value: Json, dice: Dice): Json {
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.chance(0.15)) return spoiltList(value, dice);
    const at = dice.below(value.length);
    return value.with(at, spoiltOnce(value[at] ?? null, dice));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const names = Object.keys(value);
    if (names.length === 0 || dice.chance(0.02)) return anyJson(dice);
    return spoiltProperty(value as { readonly [name: string]: Json }, dice.pick(names), dice);
  }
  return anyJson(dice);
}

function spoiltProperty(value: { readonly [name: string]: Json }, name: string, dice: Dice): Json {
  const { [name]: inner = null, ...others } = value;
  return dice.weighted<() => Json>([
    [20, () => others],
    [15, () => ({ ...value, [name]: anyJson(dice) })],
    [15, () => ({ ...value, [name]: sameType(inner, dice) })],
    [45, () => ({ ...value, [name]: spoiltOnce(inner, dice) })],
    [5, () => ({ ...others, [strangeText(dice)]: inner })],
    [5, () => ({ ...value, [strangeText(dice)]: anyJson(dice) })],
  ])();
}

function spoiltList(list: readonly Json[], dice: Dice): Json {
  return dice.pick<() => Json>([
    () => [],
    () => [...list, ...list],
    () => [...list, anyJson(dice)],
    () => [[...list]],
    () => ({ 0: list[0] ?? null, length: list.length }),
    () => anyJson(dice),
  ])();
}

/** Of the right type, so that it gets past the door. */
function sameType(value: Json, dice: Dice): Json {
  if (typeof value === "number") return anyNumber(dice);
  if (typeof value === "string")
    return dice.chance(0.3) ? "x".repeat(dice.pick([255, 256])) : strangeText(dice);
  return typeof value === "boolean" ? !value : anyJson(dice);
}

function anyNumber(dice: Dice): number {
  return dice.pick([
    0,
    1,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 53),
    8.64e15,
    8.64e15 + 1,
    2 ** 53 - 1,
    1e21,
    1e308,
    4e12,
  ]);
}

/** Anything at all where something else was expected. */
function anyJson(dice: Dice): Json {
  return dice.pick<() => Json>([
    () => null,
    () => dice.chance(0.5),
    () =>
      dice.pick([0, -1, 1.5, 2 ** 53, -(2 ** 53), 8.64e15, 8.64e15 + 1, 9_007_199_254_740_991, 1e21, 1e308]),
    () => dice.below(2 ** 31),
    () => strangeText(dice),
    () => "x".repeat(dice.pick([40, 255, 256, 5_001])),
    () => [],
    () => ({}),
    () => [null, [null], { type: "user" }],
    () => DEEP,
    () => NUMBER,
  ])();
}

/** As text, with what no value can say: doubled keys, keys of prototypes, deep nesting, numbers beyond all bounds. */
export function written(value: Json, dice: Dice, isSpoilt: boolean): string {
  const text = JSON.stringify(value)
    .replaceAll(JSON.stringify(DEEP), () => nested(dice.pick(DEPTHS)))
    .replaceAll(JSON.stringify(NUMBER), () => dice.pick(NUMBERS));
  return isSpoilt && dice.chance(0.25) ? withKeyDoubled(text, dice) : text;
}

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

function withKeyDoubled(text: string, dice: Dice): string {
  const places = [...text.matchAll(/\{(?=")/gu)].map(({ index }) => index + 1);
  if (places.length === 0) return text;
  const at = dice.pick(places);
  return `${text.slice(0, at)}"${dice.pick(KEYS)}":${dice.pick(HOSTILE)},${text.slice(at)}`;
}

/** Bytes that are no JSON any more, or in another encoding. */
export function spoiltBytes(text: string, dice: Dice): Buffer {
  const bytes = Buffer.from(text);
  return dice.pick<() => Buffer>([
    () => bytes.subarray(0, dice.below(bytes.length)),
    () => Buffer.from(text, "utf16le"),
    () => Buffer.from(text, "latin1"),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    () => Buffer.concat([bytes, Buffer.from("}")]),
    () => Buffer.concat([bytes, Buffer.alloc(3)]),
    () => bytes.fill(0xff, dice.below(bytes.length)),
    () => bytes.fill(dice.below(256), dice.below(bytes.length), dice.below(bytes.length)),
    () => Buffer.alloc(0),
    () => Buffer.from("  \n"),
    () =>
      Buffer.from(
        dice.pick(["[]", "null", "1", '"x"', "{}", "{", "events=1", '{"events":{}}', '{"events":null}']),
      ),
    () => Buffer.from(nested(100_000)),
  ])();
}
