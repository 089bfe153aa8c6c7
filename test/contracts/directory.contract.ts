import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Member, RosterMember } from "../../src/core/people/member.ts";
import type { RosterChanges, RosterCounts } from "../../src/core/people/roster-changes.ts";
import type { RosterEntry } from "../../src/core/people/roster-row.ts";
import type { AuditLog, Directory, RosterImport } from "../../src/runner/directory.ts";
import { organisation, orgUnit, rosterChanges, rosterMember } from "./people-builders.ts";

/** An empty directory with its audit log, and how to leave nothing behind. */
export interface DirectorySetup {
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly close: () => Promise<void>;
}

const counted = (over: Partial<RosterCounts>): RosterCounts => ({
  ...{ units: 0, added: 0, changed: 0, unchanged: 0, deactivated: 0 },
  ...over,
});
const withoutId = ({ id: _id, ...rest }: Member) => rest;

/** What every Directory promises. */
export function directoryContract(open: () => Promise<DirectorySetup>): void {
  describe("directory", () => {
    let setup: DirectorySetup;
    let directory: Directory;
    let count = 0;

    beforeAll(async () => {
      setup = await open();
      directory = setup.directory;
    });
    afterAll(() => setup.close());

    async function fresh(): Promise<string> {
      const id = `dep-${String(++count).padStart(3, "0")}`;
      expect(await directory.addOrganisation(organisation({ id }), "operator:test")).toBe(true);
      return id;
    }
    async function apply(id: string, changes: Partial<RosterChanges>, deactivateMissing = false) {
      const revision = (await directory.roster(id))?.revision ?? -1;
      return directory.applyRoster({
        organisation: id,
        revision,
        changes: rosterChanges(changes),
        deactivateMissing,
        actor: "operator:test",
        at: 1_790_000_000_000 + revision,
        detail: { file: "people.csv" },
      });
    }
    async function people(id: string): Promise<readonly Member[]> {
      return (await directory.roster(id))?.members ?? [];
    }
    const journal = async (id: string) => {
      const entries = await setup.audit.list({ organisation: id, limit: 100 });
      return entries.map(({ id: _id, ...rest }) => rest).toReversed();
    };

    it("knows nothing of an organisation nobody added", async () => {
      expect(await directory.organisation("none")).toBeUndefined();
      expect(await directory.roster("none")).toBeUndefined();
      expect(await directory.setOrganisation("none", { threshold: 4 }, "operator:test", 1)).toBeUndefined();
      expect(await directory.members("none", { limit: 5 })).toEqual([]);
    });

    it("adds an organisation once and gives it back whole", async () => {
      const id = await fresh();
      const second = organisation({ id, contact: "another" });
      expect(await directory.addOrganisation(second, "operator:test")).toBe(false);
      expect(await directory.organisation(id)).toEqual(organisation({ id }));
      expect(await directory.roster(id)).toEqual({ revision: 0, units: [], members: [] });
      const { id: _, createdAt: at, ...detail } = organisation({ id });
      expect(await journal(id)).toEqual([
        { at, actor: "operator:test", action: "organisation_add", organisation: id, subject: null, detail },
      ]);
    });

    it("changes what is said of an organisation and nothing else", async () => {
      const id = await fresh();
      const changes = { stage: "mature", threshold: 7, name: { th: "ใหม่", en: "New" } } as const;
      const changed = { ...organisation({ id }), ...changes };
      expect(await directory.setOrganisation(id, changes, "operator:test", 9)).toEqual(changed);
      expect((await directory.organisations()).find((found) => found.id === id)).toEqual(changed);
      expect((await journal(id)).at(-1)).toEqual({
        at: 9,
        actor: "operator:test",
        action: "organisation_set",
        organisation: id,
        subject: null,
        detail: changes,
      });
    });

    it("refuses a threshold that would give people away", async () => {
      const id = await fresh();
      await expect(directory.setOrganisation(id, { threshold: 2 }, "operator:test", 9)).rejects.toThrow();
      expect((await directory.organisation(id))?.threshold).toBe(5);
    });

    it("lists organisations by id", async () => {
      const ids = (await directory.organisations()).map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted());
    });

    it("adds units and people and gives them back whole, by id and staff number", async () => {
      const id = await fresh();
      const units = [orgUnit("20", "10"), orgUnit("10"), orgUnit("a", "20", "น้ำใจ")];
      const added = [
        rosterMember("b2", { email: null, group: "service" }),
        rosterMember("A1", { role: "hr", manages: ["10", "20"] }),
        rosterMember("10", { unit: "a" }),
      ];
      expect(await apply(id, { addedUnits: units, added })).toBe(true);
      const roster = await directory.roster(id);
      expect({ ...roster, members: roster?.members.map(withoutId) }).toEqual({
        revision: 1,
        units: [orgUnit("10"), orgUnit("20", "10"), orgUnit("a", "20", "น้ำใจ")],
        members: ["10", "A1", "b2"].map((number) => ({
          ...added.find(({ staffNumber }) => staffNumber === number),
          active: true,
        })),
      });
    });

    it("keeps a person's id through every change and forgets what they no longer manage", async () => {
      const id = await fresh();
      await apply(id, { addedUnits: [orgUnit("10")], added: [rosterMember("1", { manages: ["10"] })] });
      const [before] = (await people(id)) as [Member];
      const after = rosterMember("1", { name: "ชื่อใหม่", email: null, group: "others", manages: [] });
      expect(await apply(id, { changed: [{ before, after, fields: ["name"] }] })).toBe(true);
      expect(await people(id)).toEqual([{ id: before.id, active: true, ...after }]);
    });

    it("deactivates people who are no longer listed only on request, and takes them back", async () => {
      const id = await fresh();
      await apply(id, { added: [rosterMember("1"), rosterMember("2")] });
      const [first, second] = (await people(id)) as [Member, Member];
      await apply(id, { unlisted: [first] });
      expect((await people(id)).map(({ active }) => active)).toEqual([true, true]);
      await apply(id, { unlisted: [first] }, true);
      expect(await people(id)).toEqual([{ ...first, active: false }, second]);
      const back = { before: { ...first, active: false }, after: rosterMember("1") };
      await apply(id, { changed: [{ ...back, fields: ["active"] }] });
      expect(await people(id)).toEqual([first, second]);
    });

    it("changes nothing when the roster was changed since it was looked at", async () => {
      const id = await fresh();
      const update = {
        organisation: id,
        revision: 0,
        changes: rosterChanges({ added: [rosterMember("1")] }),
        deactivateMissing: false,
        actor: "operator:test",
        at: 5,
        detail: {},
      };
      const outcomes = await Promise.all([directory.applyRoster(update), directory.applyRoster(update)]);
      expect(outcomes.toSorted()).toEqual([false, true]);
      expect(await people(id)).toHaveLength(1);
      expect((await journal(id)).filter(({ action }) => action === "roster_import")).toHaveLength(1);
    });

    it("applies all changes or none", async () => {
      const id = await fresh();
      const twice = [rosterMember("1"), rosterMember("2"), rosterMember("1")];
      await expect(apply(id, { addedUnits: [orgUnit("10")], added: twice })).rejects.toThrow();
      expect(await directory.roster(id)).toEqual({ revision: 0, units: [], members: [] });
      expect(await journal(id)).toHaveLength(1);
    });

    it("notes the import and everybody who may now do more or less", async () => {
      const id = await fresh();
      const hr = rosterMember("2", { role: "hr" });
      await apply(id, { added: [rosterMember("1"), hr, rosterMember("3", { manages: ["10"] })] });
      const [officer, wasHr, manager] = (await people(id)) as [Member, Member, Member];
      const after = rosterMember("2", { name: "ชื่อใหม่" });
      const changed = [{ before: wasHr, after, fields: ["name", "role"] as const }];
      await apply(id, { changed, unchanged: 1, unlisted: [officer, manager] }, true);
      const common = { actor: "operator:test", organisation: id };
      const first = { ...common, at: 1_790_000_000_000 };
      const second = { ...common, at: 1_790_000_000_001 };
      const imported = { action: "roster_import", subject: null };
      const counts = { file: "people.csv", units: 0, added: 0, changed: 0, unchanged: 0, deactivated: 0 };
      const role = { action: "role_change" };
      expect((await journal(id)).slice(1)).toEqual([
        { ...first, ...imported, detail: { ...counts, added: 3 } },
        {
          ...first,
          ...role,
          subject: wasHr.id,
          detail: { before: null, after: { role: "hr", manages: [] } },
        },
        {
          ...first,
          ...role,
          subject: manager.id,
          detail: { before: null, after: { role: "officer", manages: ["10"] } },
        },
        { ...second, ...imported, detail: { ...counts, changed: 1, unchanged: 1, deactivated: 2 } },
        {
          ...second,
          ...role,
          subject: wasHr.id,
          detail: { before: { role: "hr", manages: [] }, after: null },
        },
        {
          ...second,
          ...role,
          subject: manager.id,
          detail: { before: { role: "officer", manages: ["10"] }, after: null },
        },
      ]);
    });

    it("keeps organisations apart that use the same staff numbers and unit codes", async () => {
      const [one, two] = [await fresh(), await fresh()];
      await apply(one, { addedUnits: [orgUnit("10")], added: [rosterMember("1")] });
      const other = rosterMember("1", { name: "คนอื่น" });
      await apply(two, { addedUnits: [orgUnit("10", null, "อื่น")], added: [other] });
      expect((await people(one)).map(withoutId)).toEqual([{ ...rosterMember("1"), active: true }]);
      expect((await people(two)).map(withoutId)).toEqual([{ ...other, active: true }]);
      expect(await directory.units(one)).toEqual([orgUnit("10")]);
      expect((await journal(one)).every((entry) => entry.organisation === one)).toBe(true);
    });

    const entry = (staffNumber: string, over: Partial<RosterMember> = {}): RosterEntry => ({
      ...{ row: 2, kind: "person", problems: [], unitName: undefined, parent: undefined },
      ...rosterMember(staffNumber, over),
    });
    async function importPeople(
      id: string,
      over: Partial<RosterImport>,
      ...parts: (readonly RosterEntry[])[]
    ) {
      const counts = { units: 0, added: 0, changed: 0, unchanged: 0, deactivated: 0, ...over.counts };
      const revision = (await directory.rosterRevision(id)) ?? -1;
      return directory.importRoster({
        ...{
          organisation: id,
          revision,
          units: [],
          actor: "operator:test",
          at: 5,
          detail: { file: "p.csv" },
        },
        ...{ people: () => Readable.from(parts), isListed: undefined, ...over, counts },
      });
    }

    it("finds people by staff number, and knows how often their roster was changed", async () => {
      const [id, other] = [await fresh(), await fresh()];
      await apply(other, { added: [rosterMember("1")] });
      const added = ["1", "2", "3"].map((number) => rosterMember(number, { manages: ["10", "20"] }));
      await apply(id, { added });
      const found = await directory.membersWith(id, ["3", "9", "1"]);
      const byNumber = found.toSorted((a, b) => Number(a.staffNumber) - Number(b.staffNumber));
      expect(byNumber.map(withoutId)).toEqual([added[0], added[2]].map((one) => ({ ...one, active: true })));
      expect(await directory.membersWith(id, [])).toEqual([]);
      expect(await directory.rosterRevision(id)).toBe(1);
      expect(await directory.rosterRevision("none")).toBeUndefined();
    });

    it("imports a roster part by part: adds, changes, leaves alone, deactivates and notes who may do what", async () => {
      const id = await fresh();
      const units = [orgUnit("10"), orgUnit("20", "10")];
      const parts = [
        [entry("1", { role: "hr" }), entry("2")],
        [],
        [entry("3", { manages: ["20"] }), entry("4")],
      ];
      expect(await importPeople(id, { units, counts: counted({ units: 2, added: 4 }) }, ...parts)).toBe(true);
      const before = await people(id);
      expect(await directory.units(id)).toEqual(units);
      const listed = new Set(["1", "2", "4"]);
      const second = await importPeople(
        id,
        {
          counts: counted({ added: 1, changed: 1, unchanged: 2, deactivated: 1 }),
          isListed: (number) => listed.has(number) || number === "5",
        },
        [entry("1"), entry("5")],
        [entry("2"), entry("4")],
      );
      expect(second).toBe(true);
      const [one, two, three, four] = before;
      const after = await people(id);
      expect(after.slice(0, 4)).toEqual([
        { ...one, role: "officer" },
        two,
        { ...three, active: false },
        four,
      ]);
      expect(withoutId(after[4] as Member)).toEqual({ ...rosterMember("5"), active: true });
      const detail = { file: "p.csv", ...counted({ units: 2, added: 4 }) };
      expect((await journal(id)).slice(1).map((note) => [note.action, note.subject, note.detail])).toEqual([
        ["roster_import", null, detail],
        ["role_change", one?.id, { before: null, after: { role: "hr", manages: [] } }],
        ["role_change", three?.id, { before: null, after: { role: "officer", manages: ["20"] } }],
        [
          "roster_import",
          null,
          { file: "p.csv", ...counted({ added: 1, changed: 1, unchanged: 2, deactivated: 1 }) },
        ],
        ["role_change", one?.id, { before: { role: "hr", manages: [] }, after: null }],
        ["role_change", three?.id, { before: { role: "officer", manages: ["20"] }, after: null }],
      ]);
      expect(await directory.rosterRevision(id)).toBe(2);
    });

    it("imports nothing of a roster that is at another revision, comes out otherwise or breaks off", async () => {
      const id = await fresh();
      const counts = counted({ added: 2 });
      const both = [entry("1", { role: "hr" }), entry("2")];
      expect(await importPeople(id, { revision: 3, counts }, both)).toBe(false);
      expect(await importPeople(id, { counts, units: [orgUnit("10")] }, both)).toBe(false);
      expect(await importPeople(id, { counts }, both, [entry("3")])).toBe(false);
      const broken = async function* () {
        yield both;
        throw new Error("the file ends here");
      };
      await expect(importPeople(id, { counts, people: broken })).rejects.toThrow("the file ends here");
      expect(await directory.roster(id)).toEqual({ revision: 0, units: [], members: [] });
      expect((await journal(id)).map(({ action }) => action)).toEqual(["organisation_add"]);
      expect(await importPeople(id, { counts }, both)).toBe(true);
    });

    it("lets one of two imports win that begin at the same revision", async () => {
      const id = await fresh();
      const counts = counted({ added: 1 });
      const outcomes = await Promise.all(
        ["1", "2"].map((number) => importPeople(id, { revision: 0, counts }, [entry(number)])),
      );
      expect(outcomes.toSorted()).toEqual([false, true]);
      expect(await people(id)).toHaveLength(1);
    });

    it("reads nothing of a roster that changes nobody, and notes it", async () => {
      const id = await fresh();
      await apply(id, { added: [rosterMember("1")] });
      const people = () => {
        throw new Error("not to be read");
      };
      expect(await importPeople(id, { people, counts: counted({ unchanged: 1 }) })).toBe(true);
      expect((await journal(id)).at(-1)).toMatchObject({ action: "roster_import", detail: { unchanged: 1 } });
      expect(await directory.rosterRevision(id)).toBe(2);
    });

    it("imports thousands with progress and deactivates thousands", async () => {
      const id = await fresh();
      const numbers = Array.from({ length: 2_600 }, (_, number) => String(number).padStart(5, "0"));
      const entries = numbers.map((number) => entry(number));
      const seen: number[] = [];
      const roster = (over: Partial<RosterImport>) => ({
        ...{ organisation: id, revision: 0, units: [], actor: "operator:test", at: 5, detail: {} },
        ...{ people: () => Readable.from([entries]), isListed: undefined },
        counts: counted({ added: 2_600 }),
        ...over,
      });
      expect(await directory.importRoster(roster({}), (done) => void seen.push(done))).toBe(true);
      expect([seen.length > 5, seen.at(-1), seen]).toEqual([true, 2_600, seen.toSorted((a, b) => a - b)]);
      const counts = counted({ unchanged: 1, deactivated: 2_599 });
      const progress: (readonly number[])[] = [];
      const leaving = roster({ revision: 1, counts, isListed: (number) => number === "00007" });
      expect(await directory.importRoster(leaving, (...at) => void progress.push(at))).toBe(true);
      expect(progress.at(-1)).toEqual([2_600, 2_600]);
      expect((await people(id)).filter(({ active }) => active).map(({ staffNumber }) => staffNumber)).toEqual(
        ["00007"],
      );
    });

    it("writes and lists thousands, in pages and with progress", async () => {
      const id = await fresh();
      const numbers = Array.from({ length: 5_600 }, (_, number) => String(number).padStart(5, "0"));
      const seen: [number, number][] = [];
      const added = numbers.map((number) => rosterMember(number, { manages: ["10"] }));
      const update = { organisation: id, revision: 0, changes: rosterChanges({ added }), at: 1 };
      const rest = { deactivateMissing: false, actor: "operator:test", detail: {} };
      await directory.applyRoster({ ...update, ...rest }, (done, all) => void seen.push([done, all]));
      expect(seen.length).toBeGreaterThan(5);
      expect(seen.at(-1)).toEqual([5_600, 5_600]);
      expect((await people(id)).map(({ staffNumber }) => staffNumber)).toEqual(numbers);
      const page = await directory.members(id, { after: "00009", limit: 3 });
      expect(page.map(({ staffNumber, manages }) => [staffNumber, manages])).toEqual([
        ["00010", ["10"]],
        ["00011", ["10"]],
        ["00012", ["10"]],
      ]);
    });
  });

  describe("audit log", () => {
    let setup: DirectorySetup;
    beforeAll(async () => {
      setup = await open();
    });
    afterAll(() => setup.close());

    it("lists the latest first, of one organisation or of all, in pages", async () => {
      const note = (at: number, org: string | null) =>
        ({
          at,
          actor: "operator:test",
          action: "people_view",
          organisation: org,
          subject: null,
          detail: { at },
        }) as const;
      for (const [at, org] of [
        [1, "a"],
        [2, "b"],
        [3, "a"],
        [4, null],
        [5, "a"],
      ] as const) {
        await setup.audit.append(note(at, org));
      }
      const list = async (options: { organisation?: string; before?: number; limit: number }) =>
        (await setup.audit.list(options)).map(({ at }) => at);
      expect(await list({ limit: 3 })).toEqual([5, 4, 3]);
      const [, , third] = await setup.audit.list({ limit: 3 });
      expect(third).toEqual({ id: third?.id, ...note(3, "a") });
      expect(await list({ limit: 3, before: third?.id ?? 0 })).toEqual([2, 1]);
      expect(await list({ organisation: "a", limit: 2 })).toEqual([5, 3]);
    });
  });
}
