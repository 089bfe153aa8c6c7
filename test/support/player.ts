import type { LineStandIn } from "../../src/simulator/line-stand-in.ts";

/** A LINE message as it arrived. */
export type Received = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly altText?: string;
  readonly text?: string;
};

/** A button somewhere in a message. */
export interface Tappable {
  readonly label: string;
  readonly data: string;
  readonly displayText?: string;
}

/** Somebody who plays a conversation: does something and gets what the bot answers. */
export class Player {
  readonly #line: LineStandIn;
  readonly userId: string;
  /** The latest answer. */
  latest: readonly Received[] = [];

  constructor(line: LineStandIn, userId: string) {
    this.#line = line;
    this.userId = userId;
  }

  follow(): Promise<readonly Received[]> {
    return this.#answerTo(() => this.#line.people.follow(this.userId));
  }

  type(text: string): Promise<readonly Received[]> {
    return this.#answerTo(() => this.#line.people.sendText(this.userId, text));
  }

  /** Taps the first button of the latest answer whose data begins like this. */
  tap(dataPrefix: string): Promise<readonly Received[]> {
    const button = tappables(this.latest).find(({ data }) => data.startsWith(dataPrefix));
    const all = tappables(this.latest).map(({ data }) => data);
    if (!button) throw new Error(`no button ${dataPrefix} among ${all.join()}`);
    return this.tapAny(button);
  }

  /** Taps a button of whatever message. */
  tapAny(button: Omit<Tappable, "label">): Promise<readonly Received[]> {
    return this.#answerTo(() => this.#line.people.tap(this.userId, button));
  }

  async #answerTo(act: () => unknown): Promise<readonly Received[]> {
    const answer = this.#line.log.nextMessages(this.userId);
    act();
    this.latest = (await answer) as readonly Received[];
    return this.latest;
  }
}

/** Every postback button of some messages, in reading order. */
export function tappables(messages: readonly Received[]): readonly Tappable[] {
  const found: Tappable[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("type" in value && value.type === "postback") found.push(value as unknown as Tappable);
    else for (const child of Object.values(value)) walk(child);
  };
  walk(messages);
  return found;
}

/** The alternative texts and texts of some messages. */
export function textsOf(messages: readonly Received[]): string {
  return messages.map((message) => message.altText ?? message.text ?? "").join("\n\n");
}
