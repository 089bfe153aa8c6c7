/*
 * A worker as src/main.ts starts it, with a clock that may begin elsewhere and go faster (CLOCK_AT, CLOCK_SPEED), with
 * claims that are over sooner, and with one mistake put in on purpose where BUG names it.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { runUntilStopped } from "../../src/run-until-stopped.ts";
import type { ReminderSenderParts } from "../../src/runner/reminder-sender.ts";
import type { ReminderKey, ReminderLedger } from "../../src/runner/reminders.ts";

const { BUG, CLOCK_AT, CLOCK_SPEED = "1", DATABASE_URL, ...env } = process.env;
const PUSH_TIMEOUT_MS = 2_000;
/** In the time of the fast clock. */
const LEASE_MS = Number(process.env.LEASE_MS ?? 6_000) * Number(CLOCK_SPEED);
/** Long over when a message is through, so that the others claim it as well. */
const LEASE_OF_THE_CARELESS_MS = 1;

const startedAt = Date.now();
const clock = {
  now: () =>
    Math.round(
      Number(CLOCK_AT ?? 0) +
        (Date.now() - Number(process.env.CLOCK_FROM ?? startedAt)) * Number(CLOCK_SPEED),
    ),
};

const BUGS: Readonly<Record<string, (parts: ReminderSenderParts) => ReminderSenderParts>> = {
  acknowledge_before_work: (parts) => ({ ...parts, ledger: acknowledgingEarly(parts.ledger) }),
  no_retry_key: (parts) => ({
    ...parts,
    pusher: {
      render: (messages) => parts.pusher.render(messages),
      push: (push) => parts.pusher.push({ ...push, retryKey: randomUUID() }),
    },
  }),
  no_compare_and_set: (parts) => ({ ...parts, ledger: careless(parts.ledger) }),
};

/** Every method of a ledger, for a variant of it. */
function same(ledger: ReminderLedger): ReminderLedger {
  return {
    claim: (options) => ledger.claim(options),
    prepare: (token, prepared, at) => ledger.prepare(token, prepared, at),
    settle: (token, outcomes, at) => ledger.settle(token, outcomes, at),
    expire: (retryMs, at) => ledger.expire(retryMs, at),
    advance: (at) => ledger.advance(at),
    pauseForQuota: (at) => ledger.pauseForQuota(at),
    runOf: (id) => ledger.runOf(id),
  };
}

/** Says "sent" before it is. */
function acknowledgingEarly(ledger: ReminderLedger): ReminderLedger {
  return {
    ...same(ledger),
    async prepare(token, prepared, at) {
      const keys = await ledger.prepare(token, prepared, at);
      await ledger.settle(
        token,
        keys.map((key) => ({ ...key, outcome: { type: "sent" } as const })),
        at,
      );
      return keys;
    },
  };
}

/** Takes no heed of who has claimed what. */
function careless(ledger: ReminderLedger): ReminderLedger {
  const pool = new pg.Pool({ connectionString: DATABASE_URL });
  pool.on("error", () => {});
  const steal = (token: string, keys: readonly ReminderKey[], at: number) =>
    pool.query(
      `update reminder set state = 'sending', claimed_by = $1, claimed_until = $2
        where (run, member) in (select * from unnest($3::text[], $4::text[]))`,
      [token, at + LEASE_OF_THE_CARELESS_MS, keys.map(({ run }) => run), keys.map(({ member }) => member)],
    );
  return {
    ...same(ledger),
    claim: (options) => ledger.claim({ ...options, leaseMs: LEASE_OF_THE_CARELESS_MS }),
    async prepare(token, prepared, at) {
      await steal(token, prepared, at);
      return ledger.prepare(token, prepared, at);
    },
    async settle(token, outcomes, at) {
      await steal(token, outcomes, at);
      await ledger.settle(token, outcomes, at);
    },
  };
}

await runUntilStopped(async () => {
  const { CLOCK_FROM: _from, ...settings } = env;
  const config = readConfig({ ...settings, DATABASE_URL });
  const wrap = BUGS[BUG ?? ""];
  if (BUG !== undefined && wrap === undefined) throw new Error(`there is no mistake called ${BUG}`);
  const app = await createApp(config, {
    clock,
    sender: {
      pollMs: 100,
      leaseMs: LEASE_MS,
      timeoutMs: PUSH_TIMEOUT_MS,
      ...(wrap === undefined ? {} : { wrap }),
    },
  });
  return { app, port: config.port };
});
