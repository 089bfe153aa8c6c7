import { describe, expect, test } from "vitest";
import type { TeamAction } from "../../../src/core/conversation/action.ts";
import { encodeAction } from "../../../src/core/conversation/action.ts";
import type { Inquiry } from "../../../src/core/conversation/inquiry.ts";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import type { Membership } from "../../../src/core/people/membership.ts";
import { content, eventOf, newTalk, tapped, typed } from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";
import { teamView } from "../../support/team-views.ts";

const DIVISION = { id: "d-1", name: "กองตัวอย่าง" };
/** Where the units of the organisation hang. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  "": [""],
  "d-1": ["d-1", ""],
  "t-1": ["t-1", "d-1", ""],
  "d-2": ["d-2", ""],
};
const find = (inquiry: Inquiry) => {
  if (inquiry.type !== "team") throw new Error("nothing else is asked here");
  const path = PATHS[inquiry.unit];
  const view = path && teamView({ unit: { id: inquiry.unit, name: inquiry.unit }, path });
  return { type: "team", view: view ?? null } as const;
};

const officer = membership();
const manager = membership({ manages: [DIVISION] });
const hr = membership({ role: "hr" });
const ready = (member: Membership | null | undefined) =>
  live(newTalk(), { membership: member ?? null }, tapped(member ? "accept|1@dep" : "accept|1"));
const asks = (member: Membership | null | undefined, act: ReturnType<typeof typed>) =>
  live(ready(member), { membership: member, find }, act).turn;

describe("“team”", () => {
  test.each([
    ["a manager of one unit gets it", manager, "d-1"],
    ["an HR officer gets the whole organisation", hr, ""],
  ])("%s, and the look is on record", (_, member, unit) => {
    const turn = asks(member, typed("ทีม"));
    expect(turn.messages[0]).toMatchObject({ card: "team-figures" });
    expect(turn.effects).toEqual([
      {
        type: "note_audit",
        note: { eventId: "E0002", action: "team_view", organisation: "dep", member: "m-1", detail: { unit } },
      },
    ]);
  });

  test("a manager of several units chooses, by number too", () => {
    const member = membership({ manages: [DIVISION, { id: "d-2", name: "กองอื่น" }] });
    const talk = live(ready(member), { membership: member, find }, typed("ทีม"));
    expect(said(talk)).toContain("กองอื่น");
    const { turn } = live(talk, { membership: member, find }, typed("2"));
    expect(turn.effects).toMatchObject([{ note: { action: "team_view", detail: { unit: "d-2" } } }]);
  });

  test("lists every unit of somebody who manages many, a page at a time", () => {
    const manages = Array.from({ length: 20 }, (_, index) => ({ id: `x-${index}`, name: `กองที่ ${index}` }));
    const member = membership({ manages });
    let talk = live(ready(member), { membership: member, find }, typed("ทีม"));
    const seen: string[] = [];
    for (let page = 1; page <= 3; page++) {
      seen.push(...manages.flatMap(({ name }) => (said(talk).includes(`${name}\n`) ? [name] : [])));
      talk = live(talk, { membership: member, find }, tapped(`team_own|${page + 1}`));
    }
    expect(new Set(seen).size).toBe(20);
  });

  test("goes on by the numbers under a summary, and back to what was open", () => {
    const going = live(ready(manager), { membership: manager }, tapped("begin_full"));
    const talk = live(going, { membership: manager, find }, typed("ทีม"), typed("1"));
    expect(talk.turn.effects).toMatchObject([{ note: { action: "team_view" } }]);
    expect(live(talk, { membership: manager }, typed("ต่อ")).turn.session.wait.for).toBe("question");
  });

  test.each([
    ["an officer", officer],
    ["somebody linked to nobody", null],
  ])("is kindly declined for %s", (_, member) => {
    expect(asks(member, typed("ทีม")).messages).toMatchObject([
      { type: "text", text: expect.stringContaining("สำหรับผู้บังคับบัญชา") },
    ]);
  });

  test("says so when it cannot be looked up at the moment", () => {
    expect(asks(undefined, typed("ทีม")).messages).toMatchObject([
      { text: expect.stringContaining("ลองอีกครั้ง") },
    ]);
  });
});

const ACTIONS = (unit: string): readonly TeamAction[] => [
  { do: "team_unit", unit },
  { do: "team_units", unit, page: 1 },
  { do: "team_dimensions", unit },
  { do: "team_dimension", unit, dimension: "DLit" },
  { do: "team_groups", unit },
  { do: "team_compare", unit },
];
/** Who may read what; nothing else may be read. */
const READERS: readonly (readonly [who: string, member: Membership | null, units: readonly string[]])[] = [
  ["a manager", manager, ["d-1", "t-1"]],
  ["an HR officer", hr, ["", "d-1", "t-1", "d-2"]],
  ["an officer", officer, []],
  ["somebody linked to nobody", null, []],
];
const CASES = READERS.flatMap(([who, member, units]) =>
  [...Object.keys(PATHS), "unknown"].flatMap((unit) =>
    ACTIONS(unit).map((action) => [who, action.do, unit, units.includes(unit), member, action] as const),
  ),
);

describe("every button of a summary", () => {
  test.each(CASES)("%s, %s of unit “%s”: %s", (_who, _do, unit, isAllowed, member, action) => {
    const turn = asks(member, tapped(encodeAction(action)));
    const notes = turn.effects.map((effect) => effect.type === "note_audit" && effect.note);
    if (isAllowed) {
      expect(turn.messages.length).toBeGreaterThan(0);
      expect(notes).toMatchObject([{ action: "team_view", detail: { unit } }]);
    } else if (member === null) {
      expect(turn.messages).toMatchObject([{ text: expect.stringContaining("สำหรับผู้บังคับบัญชา") }]);
    } else {
      expect(turn.messages).toEqual([]);
      expect(notes).toMatchObject([{ action: "team_refused", detail: { unit } }]);
    }
  });

  test("asks for nothing on behalf of somebody who reads no summaries", () => {
    for (const member of [officer, null, undefined]) {
      const event = { ...eventOf(9, tapped("team_unit|d-1")), membership: member };
      expect(inquiryOf(ready(member).turn.session, event, content)).toBeUndefined();
    }
  });

  test("ends with the next message after the role has", () => {
    const talk = live(ready(manager), { membership: manager, find }, typed("ทีม"));
    expect(live(talk, { membership: officer, find }, tapped("team_unit|d-1")).turn.messages).toEqual([]);
    expect(said(live(talk, { membership: null, find }, tapped("team_unit|d-1")))).not.toContain("%");
  });
});
