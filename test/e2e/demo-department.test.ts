import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { THRESHOLD } from "../../src/core/people/organisation.ts";
import { type Demo, startDemo } from "../../src/demo.ts";
import { DEMO_ROSTER, PAGE_MEMBERS } from "../../src/demo-department.ts";
import type { PageText } from "../../src/pages/page-text-ids.ts";
import { createPageVoice } from "../../src/pages/page-voice.ts";
import { hasChromium, openChromium } from "../simulator/chromium.ts";
import { content } from "../support/builders.ts";
import { temporaryFolder } from "../support/servers.ts";
import { nameOf, Phone } from "./demo-phone.ts";

/** As they are called in the roster of the demo. */
const DEPARTMENT = "กรมสาธิตทักษะดิจิทัล";
const DIVISION = "กองบริการดิจิทัลสาธิต";
const SMALL_TEAM = { id: "340", name: "กลุ่มความมั่นคงไซเบอร์สาธิต" };

const ROSTER = readFileSync(DEMO_ROSTER, "utf8").trimEnd();
const HEADINGS = ROSTER.replace("\uFEFF", "").split("\n", 1)[0]?.trim().split(",") ?? [];
const [STAFF_NUMBER, NAME] = HEADINGS;
const GROUP = HEADINGS[6];
/** The first row below the people of the roster. */
const NEXT_ROW = ROSTER.split("\n").length + 1;
const NEWCOMER = { staffNumber: "S0121", name: "มะลิ ตัวอย่างใหม่" };

const voice = createPageVoice("th", "");
/** Everything waits for what it needs; this is for a machine that does not get on. */
const PATIENT = { timeout: 240_000 };

describe.skipIf(!hasChromium)("a made-up department on the demo page in a real browser", PATIENT, () => {
  const folder = temporaryFolder();
  const troubles: string[] = [];
  let demo: Demo;
  let browser: Browser;
  let manager: Phone;
  let officer: Phone;
  let hr: Phone;
  /** Of the newcomer, from the page they are printed on. */
  let printedCode: string;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ PORT: "0", DATA_DIR: folder.path }), openChromium()]);
  }, PATIENT.timeout);
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    folder.remove();
    expect(troubles).toEqual([]);
  });

  const phoneOf = (part: Parameters<typeof nameOf>[0]) => Phone.open(browser, demo.url, part, troubles);

  it("the officer links with the code on the page and answers what their role asks", async () => {
    officer = await phoneOf("officer");
    const code = await officer.shownCode();
    await officer.addFriend();
    await officer.see("notice.accept");
    await officer.type(code.toLowerCase());
    await officer.see("link.question", { organisation: DEPARTMENT });
    const asked = await officer.cards();
    expect(asked.join("\n")).not.toContain(nameOf("officer"));
    await officer.tap("link.confirm");
    await officer.see("link.done", { name: nameOf("officer"), organisation: DEPARTMENT });
    await officer.see("notice.accept");
    expect((await officer.cards()).join("\n")).toContain(DEPARTMENT);
    await officer.tap("notice.accept");
    await officer.see("role.derived_roster");
    await officer.tap("role.begin_full");
    await officer.see("question.position", { number: 1 });
    for (const number of [3, 2, 4]) await officer.tap("question.level", levelOf(number));
    await officer.see("question.position", { number: 4 });
  });

  it("the manager reads the team's figures, down to a team that is too small for any", async () => {
    manager = await phoneOf("manager");
    await manager.addFriend();
    await manager.seeText(DEPARTMENT);
    await manager.tap("notice.accept");
    await manager.see("role.derived_roster");
    await manager.type("ทีม");
    await manager.see("team.completed_of");
    await manager.seeText(DIVISION);
    await manager.tap("team.go_dimensions");
    const [dimension] = content.framework.dimensions;
    await manager.tapRow(dimension?.name.th ?? "");
    await manager.see("team.gaps_label");
    await manager.tap("team.go_summary");
    await manager.tap("team.go_units");
    await manager.tapRow(SMALL_TEAM.name);
    await manager.see("team.too_few_people", { min: THRESHOLD.usual });
    await manager.see("team.see_unit", { unit: DIVISION });
    expect((await manager.cards()).join("\n")).not.toMatch(/\d%/u);
    await manager.tap("team.go_up");
    await manager.tap("team.go_compare");
    await manager.see("team.compare_points");
    await manager.tap("team.go_summary");
    await manager.see("team.completed_of");
  });

  it("the HR officer mends a roster file and imports it, with a link that opens once", async () => {
    hr = await phoneOf("hr");
    await hr.addFriend();
    await hr.tap("notice.accept");
    await hr.see("role.derived_roster");
    await hr.type("จัดการบุคลากร");
    await hr.tap("people.roster");
    const roster = await hr.openLink();
    await openPage(roster, "roster.title");
    await checkFile(roster, ["S0121,ก,,340,,,นักบินอวกาศ,,", "S0001,ข,,340,,,,,", "S0122,,,340,,,,,"]);
    expect(await tableOf(roster)).toEqual([
      ["2", STAFF_NUMBER],
      [String(NEXT_ROW), GROUP],
      [String(NEXT_ROW + 1), STAFF_NUMBER],
      [String(NEXT_ROW + 2), NAME],
    ]);
    await follow(roster, link(roster, "roster.another_file"), "roster.title");
    await checkFile(roster, [`${NEWCOMER.staffNumber},${NEWCOMER.name},,${SMALL_TEAM.id},,,,,`]);
    await roster.getByText(voice.say("roster.no_problems")).waitFor();
    expect(await tableOf(roster)).toEqual([[NEWCOMER.staffNumber, NEWCOMER.name]]);
    await follow(roster, button(roster, "roster.confirm"), "roster.done_title");

    const again = await hr.openLink();
    await follow(again, button(again, "open.button"), "message.gone.title");
  });

  it("the HR officer makes codes for a team, to be printed and as a file", async () => {
    await hr.type("จัดการบุคลากร");
    await hr.tap("people.codes");
    const codes = await hr.openLink();
    await openPage(codes, "codes.title");
    await codes.getByRole("combobox").selectOption(SMALL_TEAM.id);
    await button(codes, "codes.next").click();
    await codes.locator("form button.main").filter({ hasText: /\d/u }).click();
    await heading(codes, "codes.list_title").waitFor();
    const shown = await codes.locator(".card .code").allInnerTexts();
    expect(await codes.locator(".qr svg").count()).toBe(shown.length);
    await codes.emulateMedia({ media: "print" });
    expect(await button(codes, "codes.print").isVisible()).toBe(false);
    expect(await codes.locator(".qr svg").first().isVisible()).toBe(true);
    await codes.emulateMedia({ media: "screen" });
    const rows = csvRows(await download(codes, link(codes, "codes.download")));
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set(shown));
    expect(rows).toHaveLength(shown.length);
    printedCode = rows.find(([staffNumber]) => staffNumber === NEWCOMER.staffNumber)?.[3] ?? "";
  });

  it("somebody new links with a printed code", async () => {
    const newcomer = await phoneOf("newcomer");
    await newcomer.addFriend();
    await newcomer.see("notice.accept");
    await newcomer.type(printedCode);
    await newcomer.tap("link.confirm");
    await newcomer.see("link.done", { name: NEWCOMER.name, unit: SMALL_TEAM.name });
  });

  it("the officer takes their data along and has it erased, and the team's figures stay", async () => {
    await manager.type("ทีม");
    await manager.see("team.next_heading");
    const published = await manager.cards();
    await officer.type("ข้อมูลของฉัน");
    await officer.tap("my_data.export");
    await officer.see("my_data.export_line", { number: 1, answer: labelOf(3) });
    await officer.type("ข้อมูลของฉัน");
    await officer.tap("my_data.file");
    const tab = await officer.openLink();
    await openPage(tab, "my_data.title");
    const file = await download(tab, link(tab, "my_data.download"));
    expect(JSON.parse(file)).toHaveProperty("assessments");
    expect(file).toContain(PAGE_MEMBERS.officer);
    expect(file).not.toContain(PAGE_MEMBERS.manager);

    const usedCode = await officer.shownCode();
    await officer.type("ข้อมูลของฉัน");
    await officer.tap("my_data.erase");
    await officer.tap("my_data.erase_sure");
    await officer.tap("my_data.erase_now");
    await officer.see("my_data.erased");
    await officer.type("เริ่ม");
    await officer.see("notice.accept");
    expect((await officer.cards()).join("\n")).not.toContain(DEPARTMENT);
    await officer.type(usedCode);
    await officer.see("link.used");

    await manager.type("ทีม");
    await manager.see("team.next_heading");
    expect(await manager.cards()).toEqual(published);
  });
});

function levelOf(number: number): { readonly number: number; readonly label: string } {
  return { number, label: content.texts.th[`level.${number - 1}`] ?? "" };
}

function labelOf(number: number): string {
  const { label } = levelOf(number);
  return `${number} ${label}`;
}

/** Uses the link up that was opened. */
async function openPage(tab: Page, title: PageText): Promise<void> {
  await follow(tab, button(tab, "open.button"), title);
}

async function follow(tab: Page, what: Locator, title: PageText): Promise<void> {
  await what.click();
  await heading(tab, title).waitFor();
}

/** Uploads the roster of the demo with rows below it. */
async function checkFile(tab: Page, more: readonly string[]): Promise<void> {
  const buffer = Buffer.from(`${[ROSTER, ...more].join("\n")}\n`);
  await tab.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer });
  await follow(tab, button(tab, "roster.check"), "roster.check_title");
}

/** The first two columns of the table on a page. */
async function tableOf(tab: Page): Promise<readonly (readonly string[])[]> {
  const rows = await tab.locator("tbody tr").all();
  return Promise.all(
    rows.map(async (row) => (await row.locator("td").allInnerTexts()).slice(0, 2).map((cell) => cell.trim())),
  );
}

function heading(tab: Page, title: PageText): Locator {
  return tab.getByRole("heading", { name: voice.say(title), level: 1, exact: true });
}

function button(tab: Page, name: PageText): Locator {
  return tab.getByRole("button", { name: voice.say(name), exact: true });
}

function link(tab: Page, name: PageText): Locator {
  return tab.getByRole("link", { name: voice.say(name), exact: true });
}

async function download(tab: Page, what: Locator): Promise<string> {
  const begun = tab.waitForEvent("download");
  await what.click();
  const file = await begun;
  return readFileSync(await file.path(), "utf8");
}

function csvRows(file: string): readonly (readonly string[])[] {
  return file
    .trimEnd()
    .split(/\r?\n/u)
    .slice(1)
    .map((line) => line.split(","));
}
