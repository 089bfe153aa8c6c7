import type { Content } from "../../src/core/content.ts";
import type { PersonAct, PersonEvent } from "../../src/core/conversation/event.ts";
import type { Finding, Inquiry } from "../../src/core/conversation/inquiry.ts";
import { inquiryOf } from "../../src/core/conversation/inquiry-of.ts";
import type { Session } from "../../src/core/conversation/session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { Membership } from "../../src/core/people/membership.ts";
import { calendarYear } from "../../src/core/people/round.ts";
import { BEGIN_AT, content, eventOf, type Talk } from "./builders.ts";
import { remindingFindings } from "./reminding-findings.ts";
import { teamView } from "./team-views.ts";

/** An officer of a made-up department whose group the roster says. */
export function membership(over: Partial<Membership> = {}): Membership {
  return {
    member: "m-1",
    name: "สมมุติ ตัวอย่าง",
    organisation: {
      id: "dep",
      name: { th: "กรมตัวอย่าง", en: "Department of Examples" },
      stage: "developing",
      controller: { th: "อธิบดีกรมตัวอย่าง", en: "Director-General of Examples" },
      contact: "privacy@example.go.th",
      threshold: 7,
      createdAt: 0,
    },
    unit: { id: "u-1", name: "กลุ่มตัวอย่าง" },
    group: "service",
    role: "officer",
    manages: [],
    round: calendarYear(BEGIN_AT),
    ...over,
  };
}

/** What an event may meet: whom the account is linked to, and how inquiries are answered. */
export interface Surroundings {
  readonly membership?: Membership | null | undefined;
  readonly find?: (inquiry: Inquiry) => Finding;
  readonly content?: Content;
}

/** The conversation after more happened, with what the host would have looked up. */
export function live(
  talk: Talk,
  { membership, find = () => ({ type: "unavailable" }), content: said = content }: Surroundings,
  ...acts: readonly PersonAct[]
): Talk {
  return acts.reduce((before, act) => {
    const session = JSON.parse(JSON.stringify(before.turn.session)) as Session;
    const count = before.count + 1;
    const event: PersonEvent = { ...eventOf(count, act), membership };
    const inquiry = inquiryOf(session, event, said);
    const finding = inquiry && find(inquiry);
    return { turn: transition(session, { ...event, finding }, said), count };
  }, talk);
}

/** Everything said in the last turn. */
export function said({ turn }: Talk): string {
  return turn.messages.map(({ text }) => text).join("\n\n");
}

const DIVISION = { id: "d-1", name: "กองตัวอย่าง" };

/** Places a person may turn out to have, none and unknown among them. */
export const PLACES: readonly (Membership | null | undefined)[] = [
  undefined,
  null,
  membership(),
  membership({ group: null }),
  membership({ manages: [DIVISION] }),
  membership({ role: "hr" }),
  membership({ round: { id: "r-1", name: "รอบแรก", opensAt: 0, closesAt: null } }),
  membership({ member: "m-2", organisation: { ...membership().organisation, id: "other", stage: "early" } }),
];

/** One of the ways an inquiry may be answered. */
export function anyFinding(inquiry: Inquiry, pick: number): Finding {
  const ways = waysFor(inquiry);
  return ways[pick % ways.length] ?? { type: "unavailable" };
}

function waysFor({ type, ...about }: Inquiry): readonly Finding[] {
  const unavailable = { type: "unavailable" } as const;
  switch (type) {
    case "check_code":
      return [
        {
          type,
          status: "found",
          ticket: "t",
          name: "ส•••",
          organisation: { th: "กรม", en: "Dep" },
          replaces: true,
        },
        { type, status: "wrong", triesLeft: 3 },
        { type, status: "locked", until: BEGIN_AT },
        { type, status: "expired" },
        unavailable,
      ];
    case "redeem_code":
      return [{ type, status: "linked", membership: membership() }, { type, status: "used" }, unavailable];
    case "unlink":
      return [{ type, wasLinked: true }, unavailable];
    case "team": {
      const unit = "unit" in about ? about.unit : "";
      const view = teamView({ unit: { id: unit, name: "กองตัวอย่าง" }, path: unit === "" ? [""] : [unit, ""] });
      return [
        { type, view },
        { type, view: { ...view, published: null } },
        { type, view: null },
        unavailable,
      ];
    }
    case "web_page":
      return [
        { type, url: "https://bot.example/p/x", validMinutes: 15 },
        { type, url: null, validMinutes: 15 },
      ];
    case "progress":
    case "reminder_preview":
    case "reminder_launch":
    case "reminder_run":
    case "reminder_steer":
      return [...remindingFindings(type), unavailable];
    default:
      return type satisfies never;
  }
}
