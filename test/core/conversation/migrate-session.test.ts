import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { migrateSession } from "../../../src/core/conversation/migrate-session.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { NO_CHOICE } from "../../../src/core/reminder/reminder.ts";
import { begun } from "../../support/builders.ts";

const version1: unknown = JSON.parse(readFileSync(`${import.meta.dirname}/samples/session-v1.json`, "utf8"));

const version2: unknown = JSON.parse(readFileSync(`${import.meta.dirname}/samples/session-v2.json`, "utf8"));

describe("a stored session", () => {
  test("of version 1 gets cards and counts as reachable; all the rest stays", () => {
    expect(migrateSession(version1)).toEqual({
      ...(version1 as object),
      version: 4,
      plainText: false,
      reachable: true,
      member: null,
      reminders: NO_CHOICE,
    });
  });

  test("of version 2 belongs to no organisation; all the rest stays", () => {
    const now = { version: 4, member: null, reminders: NO_CHOICE };
    expect(migrateSession(version2)).toEqual({ ...(version2 as object), ...now });
  });

  test("of version 3 has no wish about reminders; all the rest stays", () => {
    const { reminders: _, ...rest } = begun().turn.session;
    const version3 = JSON.parse(JSON.stringify({ ...rest, version: 3 })) as object;
    expect(migrateSession(version3)).toEqual({ ...version3, version: 4, reminders: NO_CHOICE });
  });

  test("of the current version stays as it is", () => {
    const { session } = begun().turn;
    expect(migrateSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
  });

  test.each([
    null,
    undefined,
    "session",
    [],
    {},
    { version: 3 },
    { version: 4 },
    { version: 1, personId: "U-example" },
    { ...newSession("U-example"), version: 5 },
    { ...newSession("U-example"), language: "fr" },
    { ...newSession("U-example"), wait: null },
    { ...newSession("U-example"), past: undefined },
    { ...newSession("U-example"), assessment: "E0004" },
  ])("that is damaged or of a later version is not read: %j", (stored) => {
    expect(migrateSession(stored)).toBeUndefined();
  });
});
