import { describe, expect, test } from "vitest";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { begun, content, eventOf, go, newTalk, tapped, typed } from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";

describe("my data", () => {
  test("says what is stored and who may see it, with the organisation's own threshold", () => {
    const talk = live(begun(), { membership: membership() }, typed("ข้อมูลของฉัน"));
    expect(said(talk)).toContain("สมมุติ ตัวอย่าง กลุ่มตัวอย่าง กรมตัวอย่าง");
    expect(said(talk)).toContain("อย่างน้อย 7 คน");
    expect(said(go(begun(), typed("ข้อมูลของฉัน")))).toContain("ไม่ได้เชื่อมกับหน่วยงานใด");
  });

  test("lists every answer as text", () => {
    const talk = go(begun(), typed("3"), typed("ข้าม"), typed("ดูคำตอบทั้งหมด"));
    expect(said(talk)).toMatch(/1\. .+: .*ทำได้ด้วยตนเอง/u);
    expect(said(talk)).toMatch(/2\. .+: ขอไม่ตอบ/u);
    expect(said(talk)).toMatch(/3\. .+: ยังไม่ได้ตอบ/u);
  });

  test("gives the file by a link made for this person, also before any notice", () => {
    const find = () => ({ type: "web_page", url: "https://x.example/p/abc", validMinutes: 15 }) as const;
    for (const member of [null, membership()]) {
      const talk = live(newTalk(), { membership: member, find }, tapped("page|my_data"));
      expect(said(talk)).toContain("https://x.example/p/abc");
      expect(said(talk)).toContain("15 นาที");
    }
  });

  test("says so where the server has no pages", () => {
    const find = () => ({ type: "web_page", url: null, validMinutes: 15 }) as const;
    expect(said(live(newTalk(), { membership: null, find }, tapped("page|my_data")))).toContain(
      "ยังไม่ได้เปิดใช้หน้าเว็บ",
    );
  });
});

describe("erasing", () => {
  test("is asked twice, and then nothing is left", () => {
    const first = go(begun(), typed("3"), typed("ถอนความยินยอม"));
    expect(first.turn.session.wait).toMatchObject({ for: "erase", time: "first" });
    const second = go(first, typed("1"));
    expect(second.turn.session.wait).toMatchObject({ for: "erase", time: "second" });
    expect(second.turn.effects).toEqual([]);
    const { turn } = go(second, tapped("erase_now"));
    expect(turn.effects).toEqual([{ type: "erase_person" }]);
    expect({ ...turn.session, askedAt: undefined }).toEqual(newSession("U-example"));
  });

  test.each(["erase_now", "erase_sure"])("does not happen by %s alone", (data) => {
    const { turn } = go(begun(), tapped(data));
    expect(turn.effects).toEqual([]);
    expect(turn.session.assessment).not.toBeNull();
  });

  test("does not skip the second question", () => {
    const { turn } = go(begun(), typed("ถอนความยินยอม"), tapped("erase_now"));
    expect(turn.effects).toEqual([]);
  });

  test("is forgotten by anything said in between", () => {
    const { turn } = go(
      begun(),
      typed("ถอนความยินยอม"),
      tapped("erase_sure"),
      typed("เมนู"),
      tapped("erase_now"),
    );
    expect(turn.effects).toEqual([]);
    expect(turn.session.wait.for).toBe("question");
  });

  test("leaves everything as it is when cancelled", () => {
    const before = begun().turn.session;
    const { session } = go(begun(), typed("ถอนความยินยอม"), tapped("erase_sure"), tapped("cancel")).turn;
    expect({ ...session, askedAt: 0 }).toEqual({ ...before, askedAt: 0 });
  });

  test("is open to somebody who never accepted the notice", () => {
    const { turn } = go(newTalk(), typed("ลบข้อมูลทั้งหมด"), tapped("erase_sure"), tapped("erase_now"));
    expect(turn.effects).toEqual([{ type: "erase_person" }]);
  });
});

describe("pages for HR", () => {
  const hr = membership({ role: "hr" });
  const manager = membership({ manages: [{ id: "u-1", name: "กลุ่มตัวอย่าง" }] });
  const ready = (member: typeof hr | null) =>
    live(newTalk(), { membership: member }, tapped(member === null ? "accept|1" : "accept|1@dep")).turn
      .session;

  test.each([
    ["an HR officer", hr, { type: "web_page", page: "roster" }],
    ["a manager", manager, undefined],
    ["an officer", membership(), undefined],
    ["somebody linked to nobody", null, undefined],
    ["somebody who cannot be looked up", undefined, undefined],
  ])("are made for HR officers only: %s", (_, member, inquiry) => {
    const event = { ...eventOf(9, tapped("page|roster")), membership: member };
    expect(inquiryOf(ready(member ?? null), event, content)).toEqual(inquiry);
  });
});
