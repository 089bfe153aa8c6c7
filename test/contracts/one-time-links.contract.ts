import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinkGrant, OneTimeLinks } from "../../src/runner/one-time-links.ts";

/** No links, and how to leave nothing behind. */
export interface OneTimeLinksSetup {
  readonly links: OneTimeLinks;
  readonly close: () => Promise<void>;
}

const AT = 1_790_000_000_000;

/** What every OneTimeLinks promises. */
export function oneTimeLinksContract(open: () => Promise<OneTimeLinksSetup>): void {
  describe("one-time links", () => {
    let setup: OneTimeLinksSetup;
    let links: OneTimeLinks;

    beforeAll(async () => {
      setup = await open();
      links = setup.links;
    });
    afterAll(() => setup.close());

    const grant = (over: Partial<LinkGrant> = {}): LinkGrant => ({
      page: "people",
      personId: "person-1",
      member: "member-1",
      organisation: "dep",
      expiresAt: AT + 100,
      ...over,
    });
    async function session(made: LinkGrant): Promise<string> {
      const opened = await links.open(await links.create(made), AT);
      expect(opened?.grant).toEqual(made);
      return opened?.session ?? "";
    }

    it("makes tokens of 32 random bytes that differ, for members and for strangers", async () => {
      const stranger = grant({ page: "my_data", member: null, organisation: null });
      const tokens = await Promise.all([grant(), grant(), stranger].map((made) => links.create(made)));
      for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/u);
      expect(new Set(tokens).size).toBe(3);
      expect((await links.open(tokens[2] ?? "", AT))?.grant).toEqual(stranger);
    });

    it("opens once, and its session lasts until the link would have ended", async () => {
      const made = grant();
      const token = await links.create(made);
      const opened = await links.open(token, AT + 1);
      expect(opened).toEqual({ session: expect.stringMatching(/^[\w-]{43}$/u), grant: made });
      const browser = opened?.session ?? "";
      expect(browser).not.toBe(token);
      expect(await links.open(token, AT + 2)).toBeUndefined();
      expect(await links.grant(browser, AT + 99)).toEqual(made);
      expect(await links.grant(browser, AT + 100)).toBeUndefined();
    });

    it("is opened by exactly one of many at once", async () => {
      const token = await links.create(grant());
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => links.open(token, AT)));
      const opened = outcomes.flatMap((outcome) => outcome ?? []);
      expect(opened).toHaveLength(1);
      expect(await links.grant(opened[0]?.session ?? "", AT)).toEqual(grant());
    });

    it("does not open what is too old, unknown or a session", async () => {
      const token = await links.create(grant());
      expect(await links.open(token, AT + 100)).toBeUndefined();
      const browser = await session(grant());
      for (const stranger of ["", "unknown", "\u0000", browser]) {
        expect(await links.open(stranger, AT)).toBeUndefined();
      }
      for (const stranger of ["", "unknown", "\u0000", token]) {
        expect(await links.grant(stranger, AT)).toBeUndefined();
      }
    });

    it("ends a session and nothing else", async () => {
      const token = await links.create(grant());
      const browser = (await links.open(token, AT))?.session ?? "";
      const other = await session(grant({ personId: "person-2" }));
      await links.end(browser);
      await links.end(browser);
      await links.end("unknown");
      expect(await links.grant(browser, AT)).toBeUndefined();
      expect(await links.open(token, AT)).toBeUndefined();
      expect(await links.grant(other, AT)).toEqual(grant({ personId: "person-2" }));
    });

    it("deletes what is over", async () => {
      await links.eraseExpired(AT + 1_000);
      const kept = await session(grant({ expiresAt: AT + 2_000 }));
      await links.create(grant({ expiresAt: AT + 1_500 }));
      await session(grant({ expiresAt: AT + 1_500 }));
      expect(await links.eraseExpired(AT + 1_499)).toBe(0);
      expect(await links.eraseExpired(AT + 1_500)).toBe(2);
      expect(await links.grant(kept, AT + 1_500)).toBeDefined();
    });
  });
}
