import { groupChatHint, isMeantForBot } from "../core/conversation/asides.ts";
import { commitTurn, type PersonInboundEvent } from "./commit-turn.ts";
import { deliverTurn } from "./deliver-turn.ts";
import { blankMemory, type EventMemory } from "./event-memory.ts";
import type { Host } from "./host.ts";
import type { InboundEvent } from "./inbound-event.ts";

/** A hint in a group is tried for so long. */
const HINT_DEADLINE_MS = 5_000;

/**
 * Handles one event from beginning to end. Handling it again changes nothing and sends only what was not
 * sent. Throws UnavailableError when it has to be tried again later, and anything else when the event
 * itself cannot be handled.
 *
 * @param memory of earlier attempts in this process; they are noted in it
 */
export async function handleEvent(
  event: InboundEvent,
  host: Host,
  memory: EventMemory = blankMemory(),
): Promise<void> {
  if (isPersonal(event)) return handlePersonEvent(event, memory, host);
  await handleGroupEvent(event, host);
}

function isPersonal(event: InboundEvent): event is PersonInboundEvent {
  return event.source.type === "person";
}

async function handlePersonEvent(event: PersonInboundEvent, memory: EventMemory, host: Host): Promise<void> {
  if (event.act.type === "unsent") await host.inbox.eraseMessage(event.act.messageId);
  const { turn, ...rest } = await commitTurn(event, memory, host);
  if (turn !== null) await deliverTurn(event.source.personId, { turn, ...rest }, memory, host);
}

/** Where others read along there is no session and nothing is stored. */
async function handleGroupEvent(event: Exclude<InboundEvent, PersonInboundEvent>, host: Host): Promise<void> {
  if (event.replyToken === undefined) return;
  if (event.act.type === "typed" && !isMeantForBot(event.act.text, host.content)) return;
  const deadlineAt = host.clock.now() + HINT_DEADLINE_MS;
  host.meter.replied(await host.gateway.reply(event.replyToken, [groupChatHint(host.content)], deadlineAt));
}
