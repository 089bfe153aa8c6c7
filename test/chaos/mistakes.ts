import { Redis } from "ioredis";
import type { Host } from "../../src/runner/host.ts";
import type { StoredSession } from "../../src/runner/ports.ts";
import { override } from "../support/override.ts";

/** Mistakes the verdict must find; each is put between the worker and what it uses. */
export const BUGS = [
  "acknowledge_before_work",
  "dedupe_before_work",
  "no_compare_and_set",
  "messages_not_stored",
] as const;

/** @see BUGS */
export type Bug = (typeof BUGS)[number];

/** The host with a mistake. */
export function withMistake(host: Host, bug: Bug, redisUrl: string): Host {
  switch (bug) {
    case "acknowledge_before_work":
      return acknowledgingEarly(host);
    case "dedupe_before_work":
      return notingEarly(host, redisUrl);
    case "no_compare_and_set":
      return overwriting(host);
    case "messages_not_stored":
      return onlySaying(host);
    default:
      return bug satisfies never;
  }
}

/** Tells the inbox that the work is done before it is begun. */
function acknowledgingEarly(host: Host): Host {
  const { inbox } = host;
  return {
    ...host,
    inbox: override(inbox, {
      async claim(options) {
        const claimed = await inbox.claim(options);
        await inbox.acknowledge(claimed.map(({ entryId }) => entryId));
        return claimed;
      },
    }),
  };
}

/** Notes an event as processed, on its own, before it is. */
function notingEarly(host: Host, redisUrl: string): Host {
  const { inbox } = host;
  const redis = new Redis(redisUrl);
  redis.on("error", () => {});
  return {
    ...host,
    inbox: override(inbox, {
      async claim(options) {
        const claimed = await inbox.claim(options);
        const isNew = await Promise.all(
          claimed.map(async ({ event }) => (await redis.set(`noted:${event.id}`, "1", "NX")) === "OK"),
        );
        const known = claimed.filter((_one, place) => isNew[place] !== true);
        await inbox.acknowledge(known.map(({ entryId }) => entryId));
        return claimed.filter((_one, place) => isNew[place] === true);
      },
    }),
  };
}

/** Stores over whatever is there. */
function overwriting(host: Host): Host {
  const { sessions } = host;
  return {
    ...host,
    sessions: override(sessions, {
      async commit(personId, _expectedRevision, next) {
        const present = (await sessions.load(personId)) as StoredSession | undefined;
        const revision = present?.revision ?? 0;
        return sessions.commit(personId, revision, { ...next, revision: revision + 1 });
      },
    }),
  };
}

/** Sends answers without having stored them. */
function onlySaying(host: Host): Host {
  const { sessions } = host;
  return {
    ...host,
    sessions: override(sessions, {
      commit: (personId, expectedRevision, next) =>
        sessions.commit(personId, expectedRevision, {
          ...next,
          pending: next.pending.map((turn) => ({ ...turn, messages: [] })),
        }),
    }),
  };
}
