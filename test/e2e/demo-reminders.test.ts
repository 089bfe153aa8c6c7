import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dateOf, dayOf, yearOfDay } from "../../src/core/reminder/bangkok-day.ts";
import { type Demo, startDemo } from "../../src/demo.ts";
import { type DemoCast, readDemoCast } from "../../src/demo-phones.ts";
import type { PageText } from "../../src/pages/page-text-ids.ts";
import { createPageVoice } from "../../src/pages/page-voice.ts";
import { hasChromium, openChromium } from "../simulator/chromium.ts";
import { content } from "../support/builders.ts";
import { temporaryFolder } from "../support/servers.ts";
import { Desk } from "./demo-desk.ts";
import { Phone } from "./demo-phone.ts";

const OLD_ROUND = "รอบสาธิต";
const NEW_ROUND = "รอบทดสอบการเตือน";
const EVERYBODY = content.texts.th["team.whole_organisation"] ?? "";
const POSITION = new RegExp(
  (content.texts.th["reminder.position"] ?? "").replace("{number}", "(\\d+)").replace("{total}", "\\d+"),
  "u",
);
/** The demo's quota, and what a message costs in satang. */
const QUOTA = 300;
const PRICE = 6;

const voice = createPageVoice("th", "");
/** Everything waits for what it needs; this is for a machine that does not get on. */
const PATIENT = { timeout: 240_000 };

type Cast = DemoCast["people"];

describe.skipIf(!hasChromium)("reminders on the demo page in a real browser", PATIENT, () => {
  const folder = temporaryFolder();
  const troubles: string[] = [];
  let demo: Demo;
  let browser: Browser;
  let desk: Desk;
  let hr: Phone;
  /** Whom HR reminds in the round that is open: they have not begun, or stopped on the way. */
  let idle: Cast;
  let busy: Cast;
  let everybody: Cast;

  beforeAll(async () => {
    listHolidays(folder.path, Date.now());
    const env = { PORT: "0", DATA_DIR: join(folder.path, "data"), HOLIDAYS_DIR: folder.path };
    [demo, browser] = await Promise.all([startDemo(env), openChromium()]);
    everybody = (await readDemoCast()).people;
    idle = everybody.filter(({ now, reachable }) => now === "nothing" && reachable);
    busy = everybody.filter(({ now }) => now === "in_progress");
    desk = await Desk.open(browser, demo.url, troubles);
    hr = await Phone.open(browser, demo.url, "hr", troubles);
  }, PATIENT.timeout);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    folder.remove();
    expect(troubles).toEqual([]);
  });

  const phoneOf = ({ member }: Cast[number]) => Phone.find(browser, demo.url, member.name, troubles);

  /** How many messages were pushed to each of them, those with none left out. */
  async function pushes(people: Cast): Promise<Readonly<Record<string, number>>> {
    const counts = await Promise.all(
      people.map(
        async ({ personId, member }) => [member.name, (await desk.pushedTo(personId)).length] as const,
      ),
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  async function preview(messages: number): Promise<void> {
    await hr.type("เตือน");
    await hr.see("remind.choose_title");
    await hr.tapRow(EVERYBODY);
    await hr.see("remind.preview_heading");
    await hr.see("remind.uses_report", { messages, reports: 1 });
    await hr.see("remind.cost", { baht: ((messages * PRICE) / 100).toFixed(2) });
  }

  it("the HR officer sees how far the department has come, and what a reminder will cost", async () => {
    await hr.addFriend();
    await hr.tap("notice.accept");
    await hr.see("role.derived_roster");
    await hr.type("ติดตาม");
    await hr.see("progress.heading");
    await hr.see("progress.completed_of", { people: 60, total: 120 });
    await preview(idle.length + busy.length + 2);
    await hr.see("remind.quota", { used: 0, limit: QUOTA });
    await hr.see("remind.left", { count: QUOTA });
    await hr.see("remind.text_greeting");
    await hr.see("remind.text_in_progress");
    await hr.see("remind.why_not_linked");
  });

  it("what HR sends on a day off goes out on the next working morning, once to everybody due", async () => {
    await hr.tap("remind.send", { count: idle.length + busy.length + 1 });
    await hr.see("run.launched");
    await hr.see("run.state_waiting");
    await hr.tap("run.refresh");
    await hr.see("run.state_waiting");
    expect(await pushes(everybody)).toEqual({});
    await desk.seeUnread(0);
    await desk.goToNextMorning();
    await desk.seeUnread(idle.length + busy.length);
    await hr.see("run.report_heading");
    await hr.see("run.sent_of", { planned: idle.length + busy.length + 1 });
    expect(await pushes(everybody)).toEqual(onceEach([...idle, ...busy]));
  });

  it("people of the department read it on their phones, and stop or put off what comes next", async () => {
    const [stopping, snoozing] = await Promise.all([phoneOf(first(idle)), phoneOf(second(idle))]);
    await stopping.see("reminder.greeting_title");
    await stopping.seeText(OLD_ROUND);
    await stopping.tap("reminder.stop");
    await stopping.see("reminders.title");
    await stopping.tap("reminders.stop_always");
    await stopping.see("reminders.done_none_ever");
    await snoozing.see("reminder.greeting_title");
    await snoozing.tap("reminder.snooze");
    await snoozing.tap("reminders.tomorrow");
    await snoozing.see("reminders.done_none_before");
  });

  it("whoever stopped on the way goes on with exactly that question", async () => {
    const phone = await phoneOf(first(busy));
    await phone.see("reminder.in_progress_title");
    const [card] = await phone.cards();
    const number = POSITION.exec(card ?? "")?.[1] ?? "none";
    await phone.tap("control.continue");
    await phone.see("question.position", { number });
  });

  it("nobody is reminded twice on a day", async () => {
    await hr.type("เตือน");
    await hr.tapRow(EVERYBODY);
    await hr.see("remind.refused_heading");
    await hr.see("remind.refusal_nobody");
    await hr.see("remind.why_too_soon");
    await hr.see("remind.why_private");
  });

  it("the HR officer closes the round and opens another, which greets those who want to hear of it", async () => {
    await hr.type("ติดตาม");
    await hr.tap("progress.rounds");
    const rounds = await hr.openLink();
    await follow(rounds, button(rounds, "open.button"), "rounds.title");
    await rounds.getByRole("link", { name: OLD_ROUND, exact: true }).click();
    await follow(rounds, link(rounds, "rounds.close"), "rounds.close_title");
    await follow(rounds, button(rounds, "rounds.close_confirm"), "rounds.title");
    await rounds.getByText(voice.say("rounds.notice.closed")).waitFor();
    await follow(rounds, link(rounds, "rounds.new"), "rounds.new");
    await rounds.getByLabel(voice.say("rounds.field.name"), { exact: true }).fill(NEW_ROUND);
    await follow(rounds, button(rounds, "rounds.check"), "rounds.confirm_title");
    await follow(rounds, button(rounds, "rounds.confirm_now"), "rounds.title");
    await rounds.getByText(voice.say("rounds.notice.opened")).waitFor();

    await desk.goToNextMorning();
    const greeted = everybody.filter((one) => one.reachable && one.now !== "declined" && one !== idle[0]);
    await preview(greeted.length + 2);
    await hr.tap("remind.send", { count: greeted.length + 1 });
    await hr.see("run.launched");
    // The officer was busy in the chat a moment ago, so their own greeting, and with it the report, waits.
    await desk.goToNextMorning();
    await hr.see("run.report_heading");
    await hr.see("run.sent_of", { planned: greeted.length + 1 });
    const before = onceEach([...idle, ...busy]);
    const after = greeted.map(({ member: { name } }) => [name, (before[name] ?? 0) + 1]);
    expect(await pushes(everybody)).toEqual({ ...before, ...Object.fromEntries(after) });
    const phone = await phoneOf(second(idle));
    await phone.see("reminder.greeting_title");
    await phone.seeText(NEW_ROUND);
  });
});

/** A calendar in which the present day is off, so that it does not matter on which day this runs. */
function listHolidays(folder: string, at: number): void {
  const today = dayOf(at);
  for (const year of [-1, 0, 1].map((later) => yearOfDay(today) + later)) {
    const date = year === yearOfDay(today) ? dateOf(today) : `${year}-01-01`;
    const days = [{ date, name: { th: "วันหยุดสมมติ", en: "A made-up holiday" }, kind: "special" }];
    const list = { year, confirmed: true, source: "Made up for a test", days };
    writeFileSync(join(folder, `${year}.json`), JSON.stringify(list));
  }
}

function onceEach(people: Cast): Readonly<Record<string, number>> {
  return Object.fromEntries(people.map(({ member }) => [member.name, 1]));
}

function first(people: Cast): Cast[number] {
  return at(people, 0);
}

function second(people: Cast): Cast[number] {
  return at(people, 1);
}

function at(people: Cast, place: number): Cast[number] {
  const person = people[place];
  if (person === undefined) throw new Error("so many people are not in the department");
  return person;
}

async function follow(tab: Page, what: Locator, title: PageText): Promise<void> {
  await what.click();
  await tab.getByRole("heading", { name: voice.say(title), level: 1, exact: true }).waitFor();
}

function button(tab: Page, name: PageText): Locator {
  return tab.getByRole("button", { name: voice.say(name), exact: true });
}

function link(tab: Page, name: PageText): Locator {
  return tab.getByRole("link", { name: voice.say(name), exact: true });
}
