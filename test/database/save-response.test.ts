import { expect, it } from "vitest";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { person } from "../contracts/builders.ts";
import { addMember, COMPLETED_AT, COUNTING, counted } from "./counting.ts";
import { onBothDatabases } from "./on-both-databases.ts";

const A = "U-account-a";
const B = "U-account-b";
const LATER = { id: "assessment-2", completedAt: COMPLETED_AT + 5 };

await onBothDatabases("responses", (database) => {
  const save = (personId: string, revision: number, ...effects: ReturnType<typeof counted>[]) =>
    new SqlRecords(database()).apply(personId, revision, effects, 100);
  const responses = () => database().selectFrom("response").selectAll().execute();
  const move = (unit: string) => database().updateTable("member").set({ unit }).execute();

  it("are what a completed assessment says in its round, in the unit of the member", async () => {
    await addMember(database(), "m-1", "20");
    await save(A, 7, counted());
    expect(await responses()).toEqual([
      {
        ...COUNTING,
        person_id: A,
        assessment: "assessment-1",
        completed_at: COMPLETED_AT,
        stage: "early",
        group_name: "service",
        unit: "20",
        framework_version: "2563",
        levels: "2.1",
        revision: 7,
      },
    ]);
  });

  it("are given by completed assessments only, with levels and a round, of members who are there", async () => {
    await addMember(database(), "m-1");
    const { levels: _, ...withoutLevels } = counted();
    const { countsIn: __, ...countingNowhere } = counted().assessment;
    await save(A, 1, withoutLevels);
    await save(A, 2, { ...counted(), assessment: countingNowhere });
    await save(A, 3, { ...counted(), status: "in_progress" });
    await save(A, 4, counted({ countsIn: { ...COUNTING, member: "m-gone" } }));
    await save(A, 5, counted({ countsIn: { ...COUNTING, organisation: "other" } }));
    expect(await responses()).toEqual([]);
  });

  it("change with the assessment but stay in the unit they were given in", async () => {
    await addMember(database(), "m-1");
    await save(A, 7, counted());
    await move("20");
    await save(A, 9, counted({}, "3.1"));
    expect(await responses()).toMatchObject([{ levels: "3.1", unit: "10", revision: 9 }]);
  });

  it("of a later assessment replace the earlier one, in the unit of then", async () => {
    await addMember(database(), "m-1");
    await save(A, 7, counted());
    await move("20");
    await save(B, 2, counted(LATER, "333"));
    expect(await responses()).toMatchObject([
      { person_id: B, assessment: "assessment-2", levels: "333", unit: "20", revision: 2 },
    ]);
  });

  it.each([
    ["an older revision of the same assessment", A, 6, counted({}, "000")],
    [
      "an assessment completed earlier",
      B,
      99,
      counted({ id: "assessment-9", completedAt: COMPLETED_AT - 1 }),
    ],
  ])("are not replaced by %s", async (_, personId, revision, effect) => {
    await addMember(database(), "m-1");
    await save(A, 7, counted());
    const before = await responses();
    await save(personId, revision, effect);
    expect(await responses()).toEqual(before);
  });

  it("come out the same in whatever order they arrive, also when completed at the same instant", async () => {
    await addMember(database(), "m-1");
    const saves = [
      () => save(A, 7, counted({ id: "same-1" }, "111")),
      () => save(B, 3, counted({ id: "same-2" }, "222")),
      () => save(B, 4, counted({ id: "same-2" }, "221")),
    ];
    const outcomes: unknown[] = [];
    for (const order of [saves, saves.toReversed()]) {
      for (const one of order) await one();
      outcomes.push(await responses());
      await database().deleteFrom("response").execute();
      await database().deleteFrom("assessment").execute();
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toMatchObject([{ assessment: "same-2", levels: "221" }]);
  });

  it("are one for each round", async () => {
    await addMember(database(), "m-1");
    await save(A, 7, counted(), counted({ ...LATER, countsIn: { ...COUNTING, round: "year-2026" } }));
    const rounds = (await responses()).map(({ round, assessment }) => `${round} ${assessment}`);
    expect(rounds.toSorted()).toEqual(["r-1 assessment-1", "year-2026 assessment-2"]);
  });

  it("can be told from what is loaded of the person", async () => {
    await addMember(database(), "m-1");
    const records = new SqlRecords(database());
    await records.apply(A, 7, [{ type: "save_person", person: person() }, counted()], 100);
    const found = await records.loadPerson(A);
    expect(found?.assessments.map(({ assessment }) => assessment)).toEqual([counted().assessment]);
  });
});
