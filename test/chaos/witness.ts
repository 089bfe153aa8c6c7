import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import type { Host } from "../../src/runner/host.ts";
import { override } from "../support/override.ts";
import type { ClaimEntry, LogEntry, ReleaseEntry, UnheardEntry } from "./log-entries.ts";

/** A call while the gateway makes it. */
interface Call {
  readonly endpoint: UnheardEntry["endpoint"];
  /** Reply token or retry key. */
  readonly address: string;
  /** By the service's clock, epoch ms. */
  readonly deadlineAt: number;
}

type Fetch = typeof globalThis.fetch;

/** As in src/line/line-gateway.ts. */
const CALL_TIMEOUT_MS = 5_000;
/** The gateway began to count a little earlier. */
const MARGIN_MS = 20;

const underWay = new AsyncLocalStorage<Call>();

/**
 * The host, with a witness between it and the world: it writes into the run's log what nobody outside the process can
 * see for certain, that is which events were taken up and put back, and which calls to LINE got no answer in time. Each
 * line is in the file before the service goes on, so a SIGKILL takes nothing away.
 */
export function witnessed(host: Host, logFile: string): Host {
  const { clock, gateway, inbox } = host;
  const write = (entries: readonly LogEntry[]) =>
    appendFileSync(logFile, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  globalThis.fetch = listening(globalThis.fetch, host, (entry) => write([entry]));
  const released = (entries: readonly string[]) =>
    write(
      entries.map((entry): ReleaseEntry => ({ kind: "release", at: Date.now(), pid: process.pid, entry })),
    );
  return {
    ...host,
    gateway: override(gateway, {
      reply: (address, messages, deadlineAt) =>
        underWay.run({ endpoint: "reply", address, deadlineAt }, () =>
          gateway.reply(address, messages, deadlineAt),
        ),
      push: (person, messages, address, deadlineAt) =>
        underWay.run({ endpoint: "push", address, deadlineAt }, () =>
          gateway.push(person, messages, address, deadlineAt),
        ),
    }),
    inbox: override(inbox, {
      async claim(options) {
        const claimed = await inbox.claim(options);
        const at = Date.now();
        const entries = claimed.map(
          ({ entryId, event }): ClaimEntry => ({
            kind: "claim",
            at,
            now: clock.now(),
            pid: process.pid,
            entry: entryId,
            event: event.id,
          }),
        );
        if (entries.length > 0) write(entries);
        return claimed;
      },
      async acknowledge(entries) {
        await inbox.acknowledge(entries);
        released(entries);
      },
      async release(entry, how) {
        await inbox.release(entry, how);
        released([entry]);
      },
    }),
  };
}

function listening(fetch: Fetch, { clock }: Host, tell: (entry: UnheardEntry) => void): Fetch {
  return async (input, init) => {
    const call = underWay.getStore();
    if (call === undefined) return fetch(input, init);
    const { endpoint, address, deadlineAt } = call;
    const unheard = (why: string) => {
      clearTimeout(timer);
      const messages = messagesIn(init?.body);
      tell({ kind: "unheard", at: Date.now(), pid: process.pid, endpoint, address, messages, why });
    };
    const leftMs = Math.min(CALL_TIMEOUT_MS, deadlineAt - clock.now()) - MARGIN_MS;
    const startedAt = performance.now();
    const timer = setTimeout(() => unheard("too late"), Math.max(0, leftMs));
    try {
      const response = await fetch(input, init);
      // A busy process may be told of the answer before the timer has its turn.
      if (performance.now() - startedAt >= leftMs) unheard("too late");
      return response;
    } catch (error) {
      unheard(codeOf(error));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

/** fetch wraps the error of the network. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "unknown";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}

function messagesIn(body: unknown): UnheardEntry["messages"] {
  return typeof body === "string" ? JSON.parse(body).messages : [];
}
