import { describe, expect, test } from "vitest";
import type { Content, Questionnaire } from "../../../src/core/content.ts";
import type { Membership } from "../../../src/core/people/membership.ts";
import { content, newTalk, type Talk, tapped, typed } from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";

const campaign = { id: "2026-a", name: "รอบแรก", opensAt: 0, closesAt: null };
const inRound = (over: Partial<Membership> = {}) => membership({ round: campaign, ...over });

function completed(member: Membership | null): Talk {
  const accept = member === null ? "accept|1" : "accept|1@dep";
  const role = member === null ? [tapped("stage|developing"), tapped("group|developing|service")] : [];
  let talk = live(newTalk(), { membership: member }, tapped(accept), ...role, tapped("begin_full"));
  while (talk.turn.session.wait.for === "question") talk = live(talk, { membership: member }, typed("2"));
  return talk;
}

describe("the questionnaire of a round", () => {
  const first = content.questionnaires["1"] as Questionnaire;
  const twoVersions: Content = {
    ...content,
    questionnaires: { "1": first, "2": { ...first, version: "2" } },
    currentQuestionnaire: "2",
  };
  const begin = (member: Membership, said = twoVersions) =>
    live(newTalk(), { membership: member, content: said }, tapped("accept|1@dep"), tapped("begin_full"));
  const versionOf = ({ turn }: Talk) => turn.session.assessment?.questionnaireVersion;
  const frozen = inRound({ round: { ...campaign, questionnaire: "1" } });

  test("is the one it was opened with, whatever is current", () => {
    expect(versionOf(begin(frozen))).toBe("1");
    expect(versionOf(begin(inRound()))).toBe("2");
    expect(versionOf(begin(membership()))).toBe("2");
  });

  test("stays with an assessment that is under way when the round is over", () => {
    const talk = begin(frozen);
    const later = live(talk, { membership: membership(), content: twoVersions }, typed("2"));
    expect(versionOf(later)).toBe("1");
    expect(said(later)).not.toBe("");
  });

  test("is the current one when it is no longer there", () => {
    expect(versionOf(begin(inRound({ round: { ...campaign, questionnaire: "0" } })))).toBe("2");
  });
});

describe("a completed assessment", () => {
  test("counts in the organisation's round, with the levels given", () => {
    const { turn } = completed(inRound());
    expect(turn.session.assessment?.countsIn).toEqual({
      organisation: "dep",
      member: "m-1",
      round: "2026-a",
    });
    const [saved] = turn.effects.filter(({ type }) => type === "save_assessment");
    expect(saved).toMatchObject({ status: "completed", levels: expect.stringMatching(/^[1.]{39}$/u) });
  });

  test("counts in the calendar year where no round is open", () => {
    expect(completed(membership()).turn.session.assessment?.countsIn?.round).toBe("year-2026");
  });

  test("of somebody who belongs to no organisation counts nowhere", () => {
    const { turn } = completed(null);
    expect(turn.session.assessment?.countsIn).toBeUndefined();
    expect(turn.effects.find(({ type }) => type === "save_assessment")).not.toHaveProperty("levels");
  });

  test("before the account was linked stays the person's own when an answer is changed afterwards", () => {
    const talk = completed(null);
    const { id = "", items = [] } = talk.turn.session.assessment ?? {};
    const changed = live(
      talk,
      { membership: inRound() },
      tapped("accept|1@dep"),
      tapped(`rate|${id}|${items[0]}|3`),
    );
    expect(changed.turn.session.assessment?.ratings[items[0] ?? ""]?.[0]).toBe(3);
    expect(changed.turn.session.assessment?.countsIn).toBeUndefined();
    expect(changed.turn.effects.find(({ type }) => type === "save_assessment")).not.toHaveProperty("levels");
  });

  test("needs the notice of the organisation it would count for", () => {
    const before = { membership: null };
    let talk = live(newTalk(), before, tapped("accept|1"), tapped("stage|developing"));
    talk = live(talk, before, tapped("group|developing|service"), tapped("begin_full"));
    const { id = "", items = [] } = talk.turn.session.assessment ?? {};
    talk = live(talk, before, ...items.slice(1).map((item) => tapped(`rate|${id}|${item}|1`)));
    const last = tapped(`rate|${id}|${items[0]}|1`);
    const unasked = live(talk, { membership: inRound() }, last);
    expect(unasked.turn.messages.at(-1)).toMatchObject({ card: "notice" });
    expect(unasked.turn.session.assessment).toEqual(talk.turn.session.assessment);
    const accepted = live(unasked, { membership: inRound() }, tapped("accept|1@dep"), last);
    expect(accepted.turn.session.assessment?.countsIn?.round).toBe("2026-a");
  });

  test("may be changed while its round is open, and stays in that round", () => {
    const talk = completed(inRound());
    const { id = "", items = [] } = talk.turn.session.assessment ?? {};
    const changed = live(talk, { membership: inRound() }, tapped(`rate|${id}|${items[0]}|3`));
    expect(changed.turn.session.assessment).toMatchObject({
      ratings: { [items[0] ?? ""]: [3, expect.any(Number), expect.any(String)] },
      countsIn: { round: "2026-a" },
    });
  });

  test.each([
    ["the round is closed", membership()],
    ["another round is open", inRound({ round: { ...campaign, id: "2026-b" } })],
    ["the account stands for somebody else", inRound({ member: "m-2" })],
    ["the person belongs to no organisation any more", null],
  ])("stays as it is when %s", (_, member) => {
    const talk = completed(inRound());
    const { id = "", items = [] } = talk.turn.session.assessment ?? {};
    const late = live(talk, { membership: member }, tapped(`rate|${id}|${items[0]}|3`));
    expect(late.turn.session.assessment).toEqual(talk.turn.session.assessment);
    expect(late.turn.effects.filter(({ type }) => type === "save_assessment")).toEqual([]);
    if (member !== null) expect(said(late)).toContain("รอบการประเมินนี้ปิดแล้ว");
  });

  test("is not in the way of a new round, and asked about before it is done again in its own", () => {
    const done = completed(inRound());
    const next = inRound({ round: { ...campaign, id: "2026-b" } });
    const waitAfter = (member: Membership) =>
      live(done, { membership: member }, tapped("start")).turn.session.wait.for;
    expect(waitAfter(next)).toBe("role");
    expect(waitAfter(inRound())).toBe("restart");
    expect(waitAfter(membership())).toBe("restart");
  });

  test("is followed by one that counts in the next round", () => {
    const next = inRound({ round: { ...campaign, id: "2026-b" } });
    let talk = live(completed(inRound()), { membership: next }, typed("เริ่มใหม่"), tapped("confirm_restart"));
    talk = live(talk, { membership: next }, tapped("begin_full"));
    while (talk.turn.session.wait.for === "question") talk = live(talk, { membership: next }, typed("3"));
    expect(talk.turn.session.assessment?.countsIn?.round).toBe("2026-b");
  });
});
