import { type Body, expectedOf, signed } from "./any-body.ts";
import type { Json } from "./any-event.ts";

/** Tries at most; each is a request. */
const MOST_TRIES = 300;

/**
 * A smaller body that is answered as wrongly as this one, when sent alone. What is no JSON, or is wrongly signed,
 * stays as it is.
 */
export async function shortestBody(
  body: Body,
  secret: string,
  isStillWrong: (body: Pick<Body, "bytes" | "headers">) => Promise<boolean>,
): Promise<Pick<Body, "bytes" | "headers">> {
  const value = parsed(body);
  if (value === undefined) return body;
  let smallest: Pick<Body, "bytes" | "headers"> = body;
  let current = value;
  let tries = 0;
  for (let isSmaller = true; isSmaller && tries < MOST_TRIES; ) {
    isSmaller = false;
    for (const smaller of smallerOnes(current)) {
      tries += 1;
      if (tries > MOST_TRIES) break;
      const bytes = Buffer.from(JSON.stringify(smaller));
      const one = { bytes, headers: { ...body.headers, ...signed(bytes, secret) } };
      if (expectedOf(bytes) !== body.expected || !(await isStillWrong(one))) continue;
      [smallest, current, isSmaller] = [one, smaller, true];
      break;
    }
  }
  return smallest;
}

function parsed({ bytes, kind }: Body): Json | undefined {
  if (kind === "unsigned") return undefined;
  try {
    return JSON.parse(bytes.toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** The value with one thing left out, the outermost first. */
function* smallerOnes(value: Json): Generator<Json> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const at of value.keys()) yield value.toSpliced(at, 1);
    for (const [at, inner] of value.entries())
      for (const one of smallerOnes(inner)) yield value.with(at, one);
    return;
  }
  const object = value as { readonly [name: string]: Json };
  const entries = Object.entries(object);
  for (const [name] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== name));
  for (const [name, inner] of entries) for (const one of smallerOnes(inner)) yield { ...object, [name]: one };
}
