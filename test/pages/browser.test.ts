import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebPage } from "../../src/core/conversation/inquiry.ts";
import { hasChromium, openChromium } from "../simulator/chromium.ts";
import { openPagesWorld, type PagesWorld } from "./pages-world.ts";

/** The narrowest that is in use. */
const NARROW = { viewport: { width: 360, height: 740 }, locale: "th-TH" };
const PHONE = { viewport: { width: 390, height: 780 }, locale: "th-TH" };
const FILE = "รหัสพนักงาน,ชื่อ,รหัสหน่วยงาน,หน่วยงาน\n5,ห้า ทดลอง,30,กองสาม\n6,=หก,10,\n";

describe.skipIf(!hasChromium)("the pages in a browser on a phone", () => {
  let world: PagesWorld;
  let server: ReturnType<typeof createServer>;
  let browser: Browser;
  let url: string;
  /** What the browser refused or a script complained about. */
  const complaints: string[] = [];

  beforeAll(async () => {
    world = await openPagesWorld();
    server = createServer(world.app).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await world.close();
  });

  async function open(page: WebPage, title: string, phone = PHONE): Promise<Page> {
    const context = await browser.newContext(phone);
    const tab = await context.newPage();
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", ({ message }) => complaints.push(message));
    await tab.goto(`${url}/p/${await world.linkFor(page, "hr")}`);
    await tap(tab, "เปิด", title);
    return tab;
  }

  /** Taps what leads to another page and waits until that is there. */
  async function tap(tab: Page, name: string, title: string): Promise<void> {
    const loaded = tab.waitForEvent("load");
    await tab.getByRole("button", { name, exact: true }).or(tab.getByRole("link", { name })).first().click();
    await loaded;
    await tab.getByRole("heading", { name: title, level: 1 }).waitFor();
    // A phone's page is never wider than the phone.
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(tab.viewportSize()?.width);
  }

  it("a list is uploaded and imported, and codes are made and printed", async () => {
    const tab = await open("roster", "นำเข้าทะเบียนบุคลากร");
    const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) };
    await tab.getByLabel("ไฟล์ทะเบียนบุคลากร").setInputFiles(file);
    await tap(tab, "ตรวจสอบไฟล์", "ผลการตรวจสอบไฟล์");
    await tab.getByLabel("ข้ามแถวที่ต้องแก้ไข 1 แถว").check();
    await tap(tab, "นำเข้าทะเบียนบุคลากร", "นำเข้าเรียบร้อยแล้ว");
    await tap(tab, "ออกรหัสเชื่อมบัญชี", "ออกรหัสเชื่อมบัญชี");
    await tap(tab, "ต่อไป", "ออกรหัสเชื่อมบัญชี");
    await tap(tab, "ออกรหัส 2 คน", "รหัสเชื่อมบัญชี");
    expect(await tab.locator(".qr svg").count()).toBe(2);
    await tab.evaluate("window.print = () => { document.title = 'printed'; }");
    await tab.getByRole("button", { name: "พิมพ์" }).click();
    expect(await tab.title()).toBe("printed");
    expect(complaints).toEqual([]);
  });

  it("the language is switched and somebody unlinked", async () => {
    const tab = await open("people", "สถานะรายบุคคล");
    await tap(tab, "English", "Status by name");
    await tab.getByLabel("Look for a name or staff number").fill("สอง");
    await tap(tab, "Search", "Status by name");
    await tap(tab, "Unlink", "Unlink this person?");
    await tap(tab, "Unlink", "Status by name");
    await tab.getByText("The account was unlinked.").waitFor();
    expect(complaints).toEqual([]);
  });

  it("a round is opened and closed on a narrow phone, every field by its label", async () => {
    const tab = await open("rounds", "รอบการประเมินและการเตือนตามกำหนด", NARROW);
    await tap(tab, "เปิดหรือวางแผนรอบใหม่", "เปิดหรือวางแผนรอบใหม่");
    await tab.getByLabel("วันสุดท้ายของรอบ", { exact: true }).fill("1/1/2560");
    await tap(tab, "ตรวจดูก่อนเปิด", "เปิดหรือวางแผนรอบใหม่");
    const closes = tab.getByLabel("วันสุดท้ายของรอบ", { exact: true });
    expect(await closes.getAttribute("aria-invalid")).toBe("true");
    expect(await closes.inputValue()).toBe("1/1/2560");
    // A browser writes down every answer that is no success.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("status of 422")]);
    await closes.fill("30/12/2569");
    await tab.getByLabel("ชื่อรอบ").fill("การประเมินทักษะดิจิทัลประจำปีงบประมาณ พ.ศ. 2570 รอบที่หนึ่ง");
    for (const list of ["เลือกหน่วยงาน", "เลือกกลุ่มบุคลากร", "เลือกบทบาท"])
      await tab.getByText(list, { exact: true }).click();
    await tab.getByLabel("=กองสอง (20)").check();
    await tab.getByLabel("เจ้าหน้าที่").check();
    await tab.getByLabel("ผู้บังคับบัญชา").check();
    await tab.getByLabel("ข้อความแรก กี่วันหลังเปิดรอบ").fill("0");
    await tab.getByLabel("เตือนก่อนวันสุดท้ายกี่วัน").fill("5");
    await tap(tab, "ตรวจดูก่อนเปิด", "ตรวจสอบก่อนยืนยัน");
    await tap(tab, "กลับไปแก้ไข", "เปิดหรือวางแผนรอบใหม่");
    expect(await tab.getByLabel("=กองสอง (20)").isChecked()).toBe(true);
    await tap(tab, "ตรวจดูก่อนเปิด", "ตรวจสอบก่อนยืนยัน");
    await tap(tab, "ยืนยันและเปิดรอบ", "รอบการประเมินและการเตือนตามกำหนด");
    await tab.getByText("เปิดรอบแล้ว").waitFor();
    await tab.getByLabel("จำนวนวัน").fill("7");
    await tap(tab, "เพิ่ม", "รอบการประเมินและการเตือนตามกำหนด");
    await tap(tab, "กลับไปหน้ารอบการประเมิน", "รอบการประเมินและการเตือนตามกำหนด");
    await tap(tab, "การประเมินทักษะดิจิทัล", "รอบการประเมินและการเตือนตามกำหนด");
    await tap(tab, "ปิดรอบนี้", "ปิดรอบนี้หรือไม่");
    await tap(tab, "ปิดรอบนี้", "รอบการประเมินและการเตือนตามกำหนด");
    await tab.getByText("ปิดรอบแล้ว").waitFor();
    expect((await world.rounds.list("dep")).map(({ state }) => state)).toEqual(["closed"]);
    expect(complaints).toEqual([]);
  });

  it("progress is read on a narrow phone and taken away", async () => {
    const tab = await open("progress", "ไฟล์ความคืบหน้า", NARROW);
    for (const file of ["CSV", "XLSX"]) {
      const download = tab.waitForEvent("download");
      await tab.getByRole("link", { name: `ดาวน์โหลดรายชื่อพร้อมสถานะ (${file})` }).click();
      expect((await download).suggestedFilename()).toBe(`progress.${file.toLowerCase()}`);
    }
    await tap(tab, "English", "Progress file");
    expect(complaints).toEqual([]);
  });

  it("a form on another site cannot use what somebody has opened", async () => {
    const tab = await open("people", "สถานะรายบุคคล");
    await tab.goto("about:blank");
    await tab.setContent(
      `<form method="post" action="${url}/p/page/people/unlink/confirmed"><input name="staff_number" value="3"><button>win</button></form>`,
    );
    await tab.getByRole("button", { name: "win" }).click();
    await tab.getByRole("heading", { name: "ไม่รับคำขอจากเว็บไซต์อื่น" }).waitFor();
    expect(await world.linking.membership("manager", world.clock.at)).not.toBeNull();
  });
});
