import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { PersonInboundEvent } from "../../src/runner/commit-turn.ts";
import { handleEvent } from "../../src/runner/handle-event.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { content } from "./builders.ts";
import { type FakeHost, PERSON, personEvent } from "./fakes.ts";

/** What the button under the privacy notice carries. */
export const ACCEPT = `accept|${content.notice.version}`;

/** Somebody added the account. */
export function followed(id: string, over: Parameters<typeof personEvent>[2] = {}) {
  return personEvent(id, { type: "followed", isUnblocked: false }, over);
}

/** What the core answers to these events of a stranger, event by event. */
export function answersTo(...events: readonly PersonInboundEvent[]): readonly (readonly OutgoingMessage[])[] {
  let session = newSession(PERSON);
  return events.map(({ id, at, act }) => {
    const turn = transition(session, { id, at, act, personId: PERSON }, content);
    session = turn.session;
    return turn.messages;
  });
}

/** Handles an event, in a process that knows nothing of it, and tells how that ended. */
export async function handle(event: InboundEvent, host: FakeHost): Promise<string> {
  return handleEvent(event, host).then(
    () => "done",
    (error: Error & { code?: string }) => error.code ?? error.name,
  );
}

/** With which tokens things were said, in order. */
export function saidVia(host: FakeHost): readonly string[] {
  return host.gateway.said.map(({ via }) => via);
}

/** What leads the next reply. */
export function waitingMessages(host: FakeHost): readonly OutgoingMessage[] {
  return host.sessions.of().pending.flatMap(({ waiting, messages }) => (waiting ? messages : []));
}
