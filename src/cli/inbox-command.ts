import { Command, InvalidArgumentError } from "commander";
import type { InboundEvent } from "../runner/inbound-event.ts";
import type { DeadLetter, Inbox } from "../runner/ports.ts";
import { bangkokTime } from "./bangkok-time.ts";
import { withStorage } from "./storage-command.ts";
import { textTable } from "./text-table.ts";

const PAGE = 100;
const MOST_LISTED = 10_000;
/** Enough to tell people apart in a list, too little to write to them. */
const SHOWN_ID_LENGTH = 8;

interface ListOptions {
  readonly limit: number;
  readonly json?: boolean;
}

interface ReplayOptions {
  readonly all?: boolean;
}

/** A dead letter without what the person wrote. */
interface ListedLetter {
  readonly entryId: string;
  readonly eventId: string;
  readonly act: string;
  readonly from: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly deadAt: string;
}

/** `dead-letters list` and `dead-letters replay`: events that failed for good. */
export function deadLettersCommand(): Command {
  return new Command("dead-letters")
    .description("events that failed for good: list, replay")
    .addCommand(listCommand())
    .addCommand(replayCommand());
}

function listCommand(): Command {
  return new Command("list")
    .description("list them, oldest first, without what people wrote")
    .option("--limit <n>", "how many at most", readLimit, 50)
    .option("--json", "print JSON")
    .action((options: ListOptions) => withStorage(({ inbox }) => list(inbox, options)));
}

function replayCommand(): Command {
  return new Command("replay")
    .description("put one or all back into the inbox; the workers take them from there")
    .argument("[entry-id]", "as shown by: dead-letters list")
    .option("--all", "every one there is now")
    .action((entryId: string | undefined, { all = false }: ReplayOptions, command: Command) => {
      if ((entryId === undefined) !== all) return command.error("error: give either an entry id or --all");
      return withStorage(({ inbox }) =>
        entryId === undefined ? replayAll(inbox) : replayOne(inbox, entryId),
      );
    });
}

function readLimit(value: string): number {
  const limit = /^\d{1,5}$/u.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MOST_LISTED)
    throw new InvalidArgumentError(`Use a number from 1 to ${MOST_LISTED}.`);
  return limit;
}

async function list(inbox: Inbox, { limit, json = false }: ListOptions): Promise<void> {
  const letters = (await inbox.deadLetters(limit)).map(listed);
  if (json) return console.log(JSON.stringify(letters, null, 2));
  if (letters.length === 0) return console.log("There are no dead letters.");
  const rows = letters.map(({ entryId, eventId, act, from, reason, deadAt }) => [
    entryId,
    eventId,
    act,
    from,
    reason,
    bangkokTime(Date.parse(deadAt)),
  ]);
  console.log(textTable(["entry", "event", "act", "from", "reason", "dead since (Bangkok)"], rows));
  const { dead } = await inbox.depth();
  if (dead > letters.length) console.log(`The oldest ${letters.length} of ${dead}; see more with --limit.`);
}

function listed({ entryId, event, reason, deadAt }: DeadLetter): ListedLetter {
  return {
    entryId,
    eventId: event.id,
    act: event.act.type,
    from: senderOf(event),
    reason,
    deadAt: new Date(deadAt).toISOString(),
  };
}

function senderOf({ source }: InboundEvent): string {
  const id = source.type === "person" ? source.personId : source.groupId;
  return `${source.type} ${id.slice(0, SHOWN_ID_LENGTH)}…`;
}

async function replayOne(inbox: Inbox, entryId: string): Promise<void> {
  if (await inbox.replay(entryId)) return console.log(`Put back: ${entryId}`);
  console.error(`error: there is no dead letter with the entry id ${entryId}`);
  process.exitCode = 1;
}

/** Those that die again meanwhile come last and are not taken a second time. */
async function replayAll(inbox: Inbox): Promise<void> {
  const { dead } = await inbox.depth();
  let replayed = 0;
  for (let left = dead; left > 0; ) {
    const page = await inbox.deadLetters(Math.min(left, PAGE));
    if (page.length === 0) break;
    for (const { entryId } of page) replayed += (await inbox.replay(entryId)) ? 1 : 0;
    left -= page.length;
  }
  console.log(`Put back: ${replayed} dead letter(s)`);
}
