import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { FICTIONAL_PEOPLE } from "../../src/simulator/people.ts";
import { content } from "../support/builders.ts";

/** Only for a machine that does not get on; on an idle one every wait is over within a second. */
const PATIENCE_MS = 60_000;
/** What a browser says of an answer that is a refusal. */
const REFUSAL = /status of 4\d\d/u;
const SCREEN = { width: 390, height: 844 };
/** What the list of the department's people is called. */
const GROUP = /^คนในกรม/u;

type Part = (typeof FICTIONAL_PEOPLE)[number]["part"];
type Values = Readonly<Record<string, string | number>>;

/** The name on the page of whoever plays a part. */
export function nameOf(part: Part): string {
  const found = FICTIONAL_PEOPLE.find((person) => person.part === part);
  if (found === undefined) throw new Error(`nobody on the page is the ${part}`);
  return found.displayName;
}

/** A Thai text of the bot with places filled in; a place without a value stands for anything. */
function wording(id: string, values: Values): string {
  const text = content.texts.th[id];
  if (text === undefined) throw new Error(`there is no text ${id}`);
  const parts = text.split(/\{(\w+)\}/u);
  return parts.map((part, place) => (place % 2 === 0 ? quoted(part) : filling(part, values))).join("");
}

function filling(place: string, values: Values): string {
  const value = values[place];
  return value === undefined ? ".+" : quoted(String(value));
}

/** As a pattern; the browser shows every run of white space as one space. */
function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&").replace(/\s+/gu, "\\s+");
}

/** The demo page in a browser of its own; what goes wrong in it is told. */
export async function openDemoPage(
  browser: Browser,
  url: string,
  troubles: string[],
  viewport: { readonly width: number; readonly height: number },
): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: "th-TH" });
  context.setDefaultTimeout(PATIENCE_MS);
  context.on("weberror", (error) => troubles.push(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error" && !REFUSAL.test(message.text())) troubles.push(message.text());
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Somebody's phone on the demo page: does what a finger does and reads what an eye reads. */
export class Phone {
  readonly #page: Page;
  readonly #name: string;
  readonly #screen: Locator;

  private constructor(page: Page, name: string) {
    this.#page = page;
    this.#name = name;
    this.#screen = page.locator(".device");
  }

  /** Opens the demo page in a browser of their own and chooses the person there. */
  static async open(browser: Browser, url: string, part: Part, troubles: string[]): Promise<Phone> {
    const page = await openDemoPage(browser, url, troubles, SCREEN);
    const phone = new Phone(page, nameOf(part));
    await phone.#choose();
    return phone;
  }

  /** The same for somebody of the department, who is looked for by name. */
  static async find(browser: Browser, url: string, name: string, troubles: string[]): Promise<Phone> {
    const page = await openDemoPage(browser, url, troubles, SCREEN);
    const phone = new Phone(page, name);
    await page.getByText(GROUP).click();
    await page.getByRole("searchbox").fill(name);
    await phone.#choose();
    return phone;
  }

  /** The code that is shown beside the person. */
  async shownCode(): Promise<string> {
    return this.#person().locator("code").innerText();
  }

  async addFriend(): Promise<void> {
    await this.#do(() => this.#screen.getByRole("button", { name: "เพิ่มเพื่อน" }).click());
  }

  async type(text: string): Promise<void> {
    await this.#do(async () => {
      const field = this.#screen.getByRole("textbox");
      await field.fill(text);
      await field.press("Enter");
    });
  }

  /** Taps a button of the latest answer that is called so. */
  async tap(id: string, values: Values = {}): Promise<void> {
    const name = new RegExp(`^${wording(id, values)}$`, "u");
    await this.#do(() => this.answer.getByRole("button", { name }).last().click());
  }

  /** Taps a button of the latest answer in which these words stand. */
  async tapRow(words: string): Promise<void> {
    await this.#do(() => this.answer.getByRole("button").filter({ hasText: words }).first().click());
  }

  /** Waits until the latest answer says this. */
  async see(id: string, values: Values = {}): Promise<void> {
    await this.seeText(new RegExp(wording(id, values), "u"));
  }

  async seeText(text: string | RegExp): Promise<void> {
    await this.answer.filter({ hasText: text }).first().waitFor();
  }

  /** What the cards of the latest answer say. */
  cards(): Promise<readonly string[]> {
    return this.answer.locator(".fx-bubble").allInnerTexts();
  }

  /** Taps the web address of the latest answer: it opens in a new tab. */
  async openLink(): Promise<Page> {
    const opened = this.#page.context().waitForEvent("page");
    await this.answer.getByRole("link").click();
    const tab = await opened;
    await tab.waitForLoadState();
    return tab;
  }

  /** What the bot has said since the person did something. */
  get answer(): Locator {
    return this.#screen.locator(".line.from-bot:not(.loading):not(:has(~ .line:not(.from-bot)))");
  }

  /** Does something and waits until it stands in the chat: what comes below it is the answer. */
  async #do(act: () => Promise<void>): Promise<void> {
    const done = this.#screen.locator(".line:not(.from-bot)");
    const before = await done.count();
    await act();
    await expect.poll(() => done.count(), { timeout: PATIENCE_MS }).toBeGreaterThan(before);
  }

  async #choose(): Promise<void> {
    await this.#person().getByRole("button").click();
    await this.#page.getByRole("log", { name: this.#name }).waitFor();
  }

  #person(): Locator {
    return this.#page.getByRole("listitem").filter({ hasText: this.#name });
  }
}
