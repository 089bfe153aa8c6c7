import nock from "nock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fixedToken, StatelessTokenSource } from "../../src/line/channel-access-token.ts";

const BASE = "https://line.example";
const MINUTE = 60_000;

function setUp(timeoutMs = 5_000) {
  const logged: unknown[] = [];
  const record = (...all: unknown[]) => void logged.push(all);
  const clock = { at: 1_000_000, now: () => clock.at };
  const tokens = new StatelessTokenSource({
    channelId: "1234567890",
    channelSecret: "the secret",
    clock,
    log: { info: record, warn: record, error: record },
    apiBaseURL: BASE,
    timeoutMs,
  });
  return { tokens, clock, logged };
}

const asked = () =>
  nock(BASE).post("/oauth2/v3/token", {
    grant_type: "client_credentials",
    client_id: "1234567890",
    client_secret: "the secret",
  });

const issue = (access_token: string) =>
  asked().reply(200, { token_type: "Bearer", access_token, expires_in: 900 });

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe("a fixed token", () => {
  test("is always the same", async () => {
    const tokens = fixedToken("abc");
    expect([await tokens.current(), await tokens.replace("abc")]).toEqual(["abc", "abc"]);
  });

  test("is never empty", () => {
    expect(() => fixedToken(" ")).toThrow("channel access token is empty");
  });
});

describe("stateless tokens", () => {
  test("are issued once for calls at the same time, and kept", async () => {
    const { tokens, clock } = setUp();
    issue("one");
    const together = await Promise.all([tokens.current(), tokens.current(), tokens.current()]);
    clock.at += 12 * MINUTE;
    expect([...together, await tokens.current()]).toEqual(["one", "one", "one", "one"]);
  });

  test("are renewed before they expire, without keeping anybody waiting", async () => {
    const { tokens, clock } = setUp();
    issue("one");
    await tokens.current();
    clock.at += 13 * MINUTE;
    issue("two");
    expect(await tokens.current()).toBe("one");
    await vi.waitFor(async () => expect(await tokens.current()).toBe("two"));
  });

  test("are used as long as they are valid while renewing fails, and no longer", async () => {
    const { tokens, clock, logged } = setUp();
    issue("one");
    await tokens.current();
    clock.at += 14 * MINUTE;
    const refused = asked().reply(500, { message: "one" });
    expect(await tokens.current()).toBe("one");
    await vi.waitFor(() => expect([refused.isDone(), logged.length]).toEqual([true, 1]));
    expect(await tokens.current()).toBe("one");
    clock.at += MINUTE;
    asked().reply(500, { message: "one" });
    await expect(tokens.current()).rejects.toThrow("LINE's token service cannot be reached");
    issue("two");
    expect(await tokens.current()).toBe("two");
    expect(logged).toEqual(
      Array.from({ length: 2 }, () => [
        { error: "HTTPFetchError", at: expect.any(Array), status: 500 },
        "LINE issued no channel access token: check the channel id and secret",
      ]),
    );
  });

  test("are replaced once when several calls were refused with the same one", async () => {
    const { tokens } = setUp();
    issue("one");
    await tokens.current();
    issue("two");
    expect(await Promise.all([tokens.replace("one"), tokens.replace("one")])).toEqual(["two", "two"]);
    expect(await tokens.replace("one")).toBe("two");
  });

  test("have a deadline", async () => {
    const { tokens } = setUp(20);
    asked().delay(60_000).reply(200, {});
    await expect(tokens.current()).rejects.toThrow("LINE's token service cannot be reached");
  });

  test.each([{}, { access_token: "", expires_in: 900 }, { access_token: "one" }])(
    "are nothing like %j",
    async (answer) => {
      const { tokens } = setUp();
      asked().reply(200, answer);
      await expect(tokens.current()).rejects.toThrow("LINE's token service cannot be reached");
    },
  );

  test("never show in what is thrown or logged", async () => {
    const { tokens, logged } = setUp();
    asked().reply(400, { error: "invalid", access_token: "one", error_description: "the secret" });
    const error = await tokens.current().catch((reason: unknown) => reason);
    const shown = JSON.stringify([logged, error, String(error), (error as Error).cause]);
    expect(shown).not.toMatch(/one"|the secret/);
  });
});
