import { describe, expect, test } from "vitest";
import type { Finding, Inquiry } from "../../../src/core/conversation/inquiry.ts";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import {
  BEGIN_AT,
  begun,
  content,
  eventOf,
  MINUTE_MS,
  newTalk,
  tapped,
  typed,
} from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";

const CODE = "A3C4D6E7F9";
const FOUND = {
  type: "check_code",
  status: "found",
  ticket: "t1",
  name: "ส••• ต•••",
  organisation: { th: "กรมตัวอย่าง", en: "Department of Examples" },
  replaces: false,
} as const satisfies Finding;
const member = membership();
const answer = (inquiry: Inquiry): Finding =>
  inquiry.type === "check_code" ? FOUND : { type: "redeem_code", status: "linked", membership: member };

/** Somebody new who typed a code, and then said it is them. */
const offered = () => live(newTalk(), { membership: null, find: answer }, typed(CODE));
const linked = () => live(offered(), { membership: null, find: answer }, tapped("link_confirm|t1"));

describe("linking an account", () => {
  test("shows the name of a code before anything counts", () => {
    const { turn } = offered();
    expect(said(offered())).toContain("ส••• ต••• สังกัดกรมตัวอย่าง");
    expect(turn.session).toMatchObject({ member: null, wait: { for: "link", ticket: "t1" } });
    expect(turn.effects).toEqual([]);
  });

  test("reads a code however it is typed, and no word as one", () => {
    for (const text of ["a3c4d-6e7f9", "Ａ３Ｃ４Ｄ６Ｅ７Ｆ９", " a3c4 d6e7 f9 "]) {
      const event = { ...eventOf(1, typed(text)), membership: null };
      expect(inquiryOf(newSession("U"), event, content)).toEqual({ type: "check_code", code: CODE });
    }
    for (const text of ["management", "attachment", "A3C4D6E7F", "A3C4D6E7F90"]) {
      expect(
        inquiryOf(newSession("U"), { ...eventOf(1, typed(text)), membership: null }, content),
      ).toBeUndefined();
    }
  });

  test("asks for the notice of the organisation, which names its controller and its own threshold", () => {
    const text = said(linked());
    expect(text).toContain("อธิบดีกรมตัวอย่าง");
    expect(text).toContain("7 คนขึ้นไป");
    expect(text).toContain("privacy@example.go.th");
    expect(linked().turn.session).toMatchObject({ member: { id: "m-1" }, notice: null, role: null });
  });

  test("shows no notice while it is not known whom it has to name", () => {
    for (const act of [
      typed("เมนู"),
      tapped("read_notice"),
      { type: "followed", isUnblocked: true } as const,
    ]) {
      const { turn } = live(linked(), { membership: undefined }, act);
      expect(turn.messages).toMatchObject([{ type: "text", text: expect.stringContaining("ลองอีกครั้ง") }]);
    }
    expect(said(live(linked(), { membership: member }, typed("เมนู")))).toContain("อธิบดีกรมตัวอย่าง");
  });

  test("takes the role from the roster once the notice is accepted, and asks neither stage nor group", () => {
    const { turn } = live(linked(), { membership: member }, tapped("accept|1@dep"));
    expect(turn.session).toMatchObject({
      notice: { version: "1@dep" },
      role: { stage: "developing", group: "service", source: "roster" },
      wait: { for: "role" },
    });
    expect(turn.effects.map(({ type }) => type)).toEqual([
      "save_person",
      "save_notice_acceptance",
      "save_declined",
    ]);
  });

  test("takes nothing from the roster because another notice was accepted before", () => {
    const steps = [tapped("accept|1"), tapped("stage|early"), tapped("group|early|academic"), typed(CODE)];
    const talk = live(newTalk(), { membership: null, find: answer }, ...steps, tapped("link_confirm|t1"));
    const own = { stage: "early", group: "academic", source: "asked" };
    expect(talk.turn.session.role).toEqual(own);
    expect(live(talk, { membership: member }, typed("เมนู")).turn.session.role).toEqual(own);
    const accepted = live(talk, { membership: member }, tapped("accept|1@dep"));
    expect(accepted.turn.session.role).toMatchObject({ stage: "developing", source: "roster" });
  });

  test("asks for the group alone where the roster does not say it", () => {
    const talk = live(linked(), { membership: membership({ group: null }) }, tapped("accept|1@dep"));
    expect(talk.turn.session.wait).toEqual({ for: "group", stage: "developing" });
    const done = live(talk, { membership: membership({ group: null }) }, tapped("group|developing|academic"));
    expect(done.turn.session.role).toEqual({ stage: "developing", group: "academic", source: "asked" });
    const other = live(talk, { membership: membership({ group: null }) }, tapped("group|early|academic"));
    expect(other.turn.session.role).toBeNull();
  });

  test.each([
    ["the group", [tapped("stage|early")]],
    ["questions about the group", [tapped("stage|early"), tapped("group_unsure|early")]],
  ])("asks for the group at the organisation's stage of somebody who was at %s of another", (_, steps) => {
    const unsure = membership({ group: null });
    const find = (inquiry: Inquiry): Finding =>
      inquiry.type === "check_code" ? FOUND : { type: "redeem_code", status: "linked", membership: unsure };
    const asked = live(newTalk(), { membership: null, find }, tapped("accept|1"), ...steps, typed(CODE));
    const talk = live(asked, { membership: null, find }, tapped("link_confirm|t1"));
    const accepted = live(talk, { membership: unsure }, tapped("accept|1@dep"));
    expect(accepted.turn.session.wait).toEqual({ for: "group", stage: "developing" });
  });

  test("asks for the notice again when the organisation is another, without losing answers", () => {
    const talk = live(begun(), { membership: null }, typed("3"));
    const moved = live(talk, { membership: null, find: answer }, typed(CODE), tapped("link_confirm|t1"));
    expect(moved.turn.messages.at(-1)).toMatchObject({ card: "notice" });
    const { session } = live(moved, { membership: member }, tapped("accept|1@dep")).turn;
    expect(session.assessment?.ratings).toEqual(talk.turn.session.assessment?.ratings);
    expect(session.wait).toMatchObject({ for: "question" });
  });

  test("does nothing for a name that is somebody else's", () => {
    const talk = live(offered(), { membership: null, find: answer }, tapped("cancel"));
    expect(talk.turn.session).toMatchObject({ member: null, wait: { for: "nothing" } });
    const late = { ...eventOf(9, tapped("link_confirm|t1")), membership: null };
    expect(inquiryOf(talk.turn.session, late, content)).toBeUndefined();
  });

  test("is confirmed by the card of the code typed last, not by one above it with another name", () => {
    const next = (): Finding => ({ ...FOUND, ticket: "t2", name: "อ••• น•••" });
    const talk = live(offered(), { membership: null, find: next }, typed("A3C4D6E7FC"));
    const event = (data: string) => ({ ...eventOf(9, tapped(data)), membership: null });
    expect(inquiryOf(talk.turn.session, event("link_confirm|t1"), content)).toBeUndefined();
    const old = live(talk, { membership: null, find: answer }, tapped("link_confirm|t1"));
    expect(old.turn.session).toMatchObject({ member: null, wait: { for: "link", ticket: "t2" } });
    expect(said(old)).toContain("อ••• น•••");
    expect(inquiryOf(old.turn.session, event("link_confirm|t2"), content)).toEqual({
      type: "redeem_code",
      ticket: "t2",
    });
  });

  test.each([
    [{ status: "wrong", triesLeft: 2 }, "ลองได้อีก 2 ครั้ง"],
    [{ status: "locked", until: BEGIN_AT + 31 * MINUTE_MS }, "ประมาณ 30 นาที"],
    [{ status: "expired" }, "หมดอายุ"],
    [{ status: "used" }, "ใช้ไปแล้ว"],
  ] as const)("says why a code is of no use: %j", (check, words) => {
    const talk = live(
      newTalk(),
      { membership: null, find: () => ({ type: "check_code", ...check }) },
      typed(CODE),
    );
    expect(said(talk)).toContain(words);
    expect(talk.turn.session.wait).toEqual({ for: "nothing" });
  });

  test("says so when codes cannot be looked up at the moment", () => {
    expect(said(live(newTalk(), { membership: null }, typed(CODE)))).toContain("ลองอีกครั้ง");
  });
});

describe("a link", () => {
  const accepted = () => live(linked(), { membership: member }, tapped("accept|1@dep"));

  test("ends by the person's own wish, asked once", () => {
    const asked = live(accepted(), { membership: member }, typed("เลิกเชื่อมบัญชี"));
    expect(asked.turn.session.wait).toMatchObject({ for: "unlink" });
    const find = (): Finding => ({ type: "unlink", wasLinked: true });
    const { turn } = live(asked, { membership: member, find }, tapped("unlink_confirm"));
    expect(turn.session).toMatchObject({ member: null, role: null });
  });

  test("that the person ended is not said to have ended by itself when the turn is decided again", () => {
    const asked = live(accepted(), { membership: member }, typed("เลิกเชื่อมบัญชี"));
    const find = (): Finding => ({ type: "unlink", wasLinked: false });
    const again = live(asked, { membership: null, find }, tapped("unlink_confirm"));
    const first = live(asked, { membership: member, find }, tapped("unlink_confirm"));
    expect(again.turn).toEqual(first.turn);
  });

  test("that has ended is told with the next answer, not lost with an event that gets none", () => {
    const unsent = live(accepted(), { membership: null }, { type: "unsent", messageId: "1" });
    expect(unsent.turn.messages).toEqual([]);
    expect(said(live(unsent, { membership: null }, typed("เมนู")))).toMatch(/^บัญชี LINE นี้ไม่ได้เชื่อม/u);
  });

  test("that has ended is told once, and the roster's role goes", () => {
    const talk = live(accepted(), { membership: null }, typed("เมนู"));
    expect(said(talk)).toMatch(/^บัญชี LINE นี้ไม่ได้เชื่อม/u);
    expect(talk.turn.session).toMatchObject({ member: null, role: null });
    expect(said(live(talk, { membership: null }, typed("เมนู")))).not.toContain("ไม่ได้เชื่อมกับหน่วยงานแล้ว");
  });

  test("is taken as it was while nobody can be asked", () => {
    const { turn } = live(accepted(), { membership: undefined }, typed("เมนู"));
    expect(turn.session).toMatchObject({ member: { id: "m-1" }, role: { source: "roster" } });
  });

  test("follows the roster: another group counts from the next assessment on", () => {
    const going = live(accepted(), { membership: member }, tapped("begin_full"), typed("2"));
    const moved = live(going, { membership: membership({ group: "academic" }) }, typed("2"));
    expect(moved.turn.session.role?.group).toBe("academic");
    expect(moved.turn.session.assessment).toMatchObject({ group: "service" });
    expect(moved.turn.effects.map(({ type }) => type)).toContain("save_person");
  });

  test("has a role only HR can correct, and the wish is on record", () => {
    const { turn } = live(accepted(), { membership: member }, tapped("change_role"));
    expect(turn.session.wait).toEqual({ for: "role" });
    expect(turn.effects).toMatchObject([
      { type: "note_audit", note: { action: "correction_request", member: "m-1", organisation: "dep" } },
    ]);
  });

  test("tells HR who said not now, and forgets it when they accept", () => {
    const declined = live(linked(), { membership: member }, tapped("decline"));
    expect(declined.turn.effects).toMatchObject([{ type: "save_declined" }]);
    expect(declined.turn.effects).not.toMatchObject([{ declinedAt: null }]);
    expect(accepted().turn.effects).toContainEqual({ type: "save_declined", declinedAt: null });
  });
});

describe("without self-registration", () => {
  const closed = { ...content, operator: { ...content.operator, selfRegistration: false } };

  test("everything begins with a code", () => {
    const hello = live(
      newTalk(),
      { membership: null, content: closed },
      { type: "followed", isUnblocked: false },
    );
    expect(said(hello)).toContain("รหัสเชื่อมบัญชี 10 ตัว");
    const start = live(hello, { membership: null, content: closed }, typed("เริ่ม"));
    expect(said(start)).toContain("รหัสเชื่อมบัญชี");
    expect(start.turn.messages).not.toContainEqual(expect.objectContaining({ card: "notice" }));
  });

  test("a linked person gets on as ever", () => {
    const talk = live(
      newTalk(),
      { membership: null, content: closed, find: answer },
      typed(CODE),
      tapped("link_confirm|t1"),
    );
    const { turn } = live(
      talk,
      { membership: member, content: closed },
      tapped("accept|1@dep"),
      tapped("begin_full"),
    );
    expect(turn.session.wait.for).toBe("question");
  });
});
