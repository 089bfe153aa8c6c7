import { createHmac } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import type { Dice } from "../dice.ts";
import { anyEvent, type EventJson, type Json } from "./any-event.ts";
import type { People } from "./people.ts";
import { spoiltBytes, spoiltValue, written } from "./spoil.ts";

/** A request to the webhook and what must be answered. */
export interface Body {
  readonly kind: Kind;
  readonly bytes: Buffer;
  readonly headers: OutgoingHttpHeaders;
  readonly expected: number;
}

/** What a body is like. */
export type Kind = "usual" | "spoilt" | "many events" | "again" | "no JSON" | "unsigned" | "large" | "packed";

const MOST_BYTES = 1_048_576;
const MOST_AGAIN = 200;
const MOST_EVENTS = 60;
const WEIGHTS: readonly (readonly [number, Kind])[] = [
  [48, "usual"],
  [32, "spoilt"],
  [1, "many events"],
  [3, "again"],
  [10, "no JSON"],
  [5, "unsigned"],
  [0.1, "large"],
  [0.9, "packed"],
];

/** Makes bodies of all kinds, signed with the secret. */
export class Bodies {
  readonly #secret: string;
  readonly #people: People;
  readonly #dice: Dice;
  /** Sent before, to be sent again. */
  readonly #sent: Buffer[] = [];

  constructor(secret: string, people: People, dice: Dice) {
    this.#secret = secret;
    this.#people = people;
    this.#dice = dice;
  }

  next(): Body {
    const kind = this.#dice.weighted(WEIGHTS);
    const bytes = this.#bytesOf(kind);
    if (kind === "usual") this.#remember(bytes);
    if (kind === "unsigned") return { kind, bytes, headers: this.#wronglySigned(bytes), expected: 401 };
    const headers = signed(bytes, this.#secret);
    if (kind !== "packed") return { kind, bytes, headers, expected: expectedOf(bytes) };
    return {
      kind,
      bytes,
      headers: { ...headers, "content-encoding": this.#dice.pick(["gzip", "br", "x"]) },
      expected: 415,
    };
  }

  #bytesOf(kind: Kind): Buffer {
    const dice = this.#dice;
    switch (kind) {
      case "usual":
      case "unsigned":
      case "packed":
        return Buffer.from(written(this.#webhook(1), dice, false));
      case "spoilt":
        return Buffer.from(written(this.#spoiltWebhook(1 + dice.below(2)), dice, true));
      case "many events":
        return Buffer.from(written(this.#spoiltWebhook(dice.below(MOST_EVENTS), 0.15), dice, true));
      case "again":
        return this.#sent.length === 0 ? Buffer.from('{"events":[]}') : dice.pick(this.#sent);
      case "no JSON":
        return spoiltBytes(written(this.#webhook(1), dice, false), dice);
      case "large":
        return this.#large();
      default:
        return kind satisfies never;
    }
  }

  /** A text, or nothing but space, up to the limit and beyond it. */
  #large(): Buffer {
    const dice = this.#dice;
    const size = MOST_BYTES + dice.pick([-1, 0, 1, 200_000]);
    const [event] = this.#events(1);
    const piece = dice.pick(["x", "ก", this.#people.canary]);
    const message = {
      type: "text",
      id: "1",
      text: piece.repeat((MOST_BYTES - 1_000) / Buffer.byteLength(piece)),
    };
    const text = dice.chance(0.5)
      ? JSON.stringify({ events: [{ ...event, type: "message", message }] })
      : '{"events":[]}';
    return Buffer.concat([Buffer.from(text), Buffer.alloc(Math.max(0, size - Buffer.byteLength(text)), " ")]);
  }

  #webhook(count: number): Json {
    return { destination: `U${"0".repeat(32)}`, events: this.#events(count) };
  }

  /** Mostly in single events: a webhook that is none ends at the door. */
  #spoiltWebhook(count: number, share = 1): Json {
    const dice = this.#dice;
    if (dice.chance(0.1)) return spoiltValue(this.#webhook(count), dice);
    return {
      events: this.#events(count).map((event) => (dice.chance(share) ? spoiltValue(event, dice) : event)),
    };
  }

  #events(count: number): EventJson[] {
    return Array.from({ length: count }, () =>
      anyEvent(this.#people.anyone(this.#dice), this.#people, this.#dice),
    );
  }

  #remember(bytes: Buffer): void {
    this.#sent.push(bytes);
    if (this.#sent.length > MOST_AGAIN) this.#sent.shift();
  }

  #wronglySigned(bytes: Buffer): OutgoingHttpHeaders {
    const good = signatureOf(bytes, this.#secret);
    return this.#dice.pick<OutgoingHttpHeaders>([
      {},
      { "x-line-signature": "" },
      { "x-line-signature": "=" },
      { "x-line-signature": good.slice(1) },
      { "x-line-signature": `${good.startsWith("A") ? "B" : "A"}${good.slice(1)}` },
      { "x-line-signature": signatureOf(bytes, "another secret") },
      { "x-line-signature": signatureOf(Buffer.concat([bytes, bytes]), this.#secret) },
      { "x-line-signature": createHmac("sha256", this.#secret).update(bytes).digest("hex") },
    ]);
  }
}

/** With what LINE signs it. */
export function signed(bytes: Buffer, secret: string): OutgoingHttpHeaders {
  return {
    "content-type": "application/json; charset=utf-8",
    "x-line-signature": signatureOf(bytes, secret),
  };
}

function signatureOf(bytes: Buffer, secret: string): string {
  return createHmac("sha256", secret).update(bytes).digest("base64");
}

/** What must be answered when the signature is right. */
export function expectedOf(bytes: Buffer): number {
  if (bytes.length > MOST_BYTES) return 413;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && "events" in value && Array.isArray(value.events) ? 200 : 400;
  } catch {
    return 400;
  }
}
