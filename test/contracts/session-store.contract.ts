import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SessionStore, StoredSession } from "../../src/runner/ports.ts";
import { storedSession } from "./builders.ts";

/** A store for one suite and how to leave nothing behind. */
export interface SessionStoreSetup {
  readonly store: SessionStore;
  readonly close: () => Promise<void>;
}

/** What every SessionStore promises. */
export function sessionStoreContract(open: () => Promise<SessionStoreSetup>): void {
  describe("a session store", () => {
    let setup: SessionStoreSetup;
    let people = 0;
    const stranger = () => `person-${++people}`;

    beforeAll(async () => {
      setup = await open();
    });
    afterAll(() => setup.close());

    it("knows nothing of a stranger", async () => {
      expect(await setup.store.load(stranger())).toBeUndefined();
    });

    it("gives back what was committed, to the last character", async () => {
      const id = stranger();
      const first = storedSession(1, id);
      expect(await setup.store.commit(id, 0, first)).toBe(true);
      expect(await setup.store.load(id)).toEqual(first);
    });

    it("replaces a session only when the revision is the expected one", async () => {
      const id = stranger();
      await setup.store.commit(id, 0, storedSession(1, id));
      expect(await setup.store.commit(id, 1, storedSession(2, id))).toBe(true);
      expect(await setup.store.commit(id, 1, storedSession(99, id))).toBe(false);
      expect(await setup.store.commit(id, 3, storedSession(99, id))).toBe(false);
      expect(await setup.store.commit(id, 0, storedSession(99, id))).toBe(false);
      expect(await setup.store.load(id)).toEqual(storedSession(2, id));
    });

    it("tells revisions apart that begin with the same digits", async () => {
      const id = stranger();
      await setup.store.commit(id, 0, storedSession(12, id));
      expect(await setup.store.commit(id, 1, storedSession(2, id))).toBe(false);
      expect(await setup.store.commit(id, 123, storedSession(124, id))).toBe(false);
      expect(await setup.store.commit(id, 12, storedSession(13, id))).toBe(true);
    });

    it("refuses to replace what is not there", async () => {
      const id = stranger();
      expect(await setup.store.commit(id, 4, storedSession(5, id))).toBe(false);
      expect(await setup.store.load(id)).toBeUndefined();
    });

    it("forgets a removed session, and may begin again", async () => {
      const id = stranger();
      await setup.store.commit(id, 0, storedSession(1, id));
      await setup.store.remove(id);
      await setup.store.remove(id);
      expect(await setup.store.load(id)).toBeUndefined();
      expect(await setup.store.commit(id, 0, storedSession(1, id))).toBe(true);
    });

    it("keeps people apart", async () => {
      const [one, two] = [stranger(), stranger()];
      await setup.store.commit(one, 0, storedSession(1, one));
      expect(await setup.store.load(two)).toBeUndefined();
    });

    it("lets exactly one of many simultaneous first commits through", async () => {
      const id = stranger();
      const attempts = Array.from({ length: 20 }, () => setup.store.commit(id, 0, storedSession(1, id)));
      expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(1);
    });

    it("never loses an update, however many write at once", async () => {
      const plan = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(plan, async (turnsOfWriter) => {
          const id = stranger();
          const writers = turnsOfWriter.map((turns) => write(setup.store, id, turns));
          const successes = (await Promise.all(writers)).reduce((sum, n) => sum + n, 0);
          const last = (await setup.store.load(id)) as StoredSession | undefined;
          expect(last?.revision ?? 0).toBe(successes);
          expect(successes).toBeGreaterThan(0);
        }),
        { numRuns: 20 },
      );
    });
  });
}

/** Tries so many read-modify-write turns without retrying; resolves with how many went through. */
async function write(store: SessionStore, id: string, turns: number): Promise<number> {
  let successes = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const revision = ((await store.load(id)) as StoredSession | undefined)?.revision ?? 0;
    if (await store.commit(id, revision, storedSession(revision + 1, id))) successes += 1;
  }
  return successes;
}
