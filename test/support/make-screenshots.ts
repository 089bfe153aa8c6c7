import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import { startDemo } from "../../src/demo.ts";
import { openChromium } from "../simulator/chromium.ts";

/** Photographs the demo page and some cards for the README (`npm run screenshots`). */
const IMAGES = fileURLToPath(new URL("../../docs/images/", import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), "thaksa-pictures-"));
const demo = await startDemo({ PORT: "0", DATA_DIR: dataDir });
const browser = await openChromium();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 });
await page.goto(demo.url);
const phone = page.locator(".device");

await tap(phone, "เพิ่มเพื่อน");
await tap(phone, "ยอมรับและเริ่ม");
await type(page, phone, "1", "เลือกกลุ่มนี้");
await type(page, phone, "4", "เริ่มประเมิน");
await tap(phone, "เริ่มประเมิน");
await phone.getByText("1 จาก 8").last().waitFor();
await page.screenshot({ path: join(IMAGES, "demo.png") });
await page.goto(`${demo.url}/gallery`);
for (const card of ["question", "result-summary", "gaps"]) await picture(card, card);
await picture("team-figures", "team");
await picture("reminder", "reminder");

await browser.close();
await demo.stop();
rmSync(dataDir, { recursive: true, force: true });

async function tap(where: Locator, name: string): Promise<void> {
  await where.getByRole("button", { name, exact: true }).last().click();
}

async function type(where: Page, chat: Locator, text: string, awaited: string): Promise<void> {
  await chat.getByRole("textbox").fill(text);
  await where.keyboard.press("Enter");
  await chat.getByText(awaited).last().waitFor();
}

/** One card of the gallery, under a name for the README. */
async function picture(card: string, name: string): Promise<void> {
  const shown = page.getByLabel(card, { exact: true }).first().locator(".fx-bubble");
  await shown.screenshot({ path: join(IMAGES, `card-${name}.png`) });
}
