import { expect, it } from "vitest";
import { WEB_PAGES } from "../../src/core/conversation/inquiry.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { Html, html } from "../../src/pages/html.ts";
import { PAGE_TEXT_IDS } from "../../src/pages/page-text-ids.ts";
import { PAGE_WORDS } from "../../src/pages/page-texts.ts";
import { createPageVoice } from "../../src/pages/page-voice.ts";
import { content } from "../support/builders.ts";

it("every text mentions the same in both languages", () => {
  const places = (sentence: string) => sentence.match(/\{\w+\}/gu)?.toSorted() ?? [];
  for (const id of PAGE_TEXT_IDS)
    expect([id, places(PAGE_WORDS[id].en)]).toEqual([id, places(PAGE_WORDS[id].th)]);
});

it("a page is called what the chat calls it", () => {
  for (const language of LANGUAGES)
    for (const page of WEB_PAGES)
      expect(PAGE_WORDS[`${page}.title`][language]).toBe(content.texts[language][`page.${page}`]);
});

it("dates are in the Buddhist era in Thai, and in Bangkok's time", () => {
  const newYear = Date.UTC(2026, 11, 31, 17, 5);
  expect(createPageVoice("th", "").day(newYear)).toBe("1 มกราคม 2570");
  expect(createPageVoice("en", "").day(newYear)).toBe("1 January 2027");
  expect(createPageVoice("th", "").time(newYear)).toBe("00:05");
});

it("everything in a template is text unless it was made by one", () => {
  const evil = `<a href="x" title='y'>&`;
  expect(html`<p title="${evil}">${[evil, html`<b>${1}</b>`, undefined]}</p>`).toEqual(
    new Html(
      '<p title="&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;">&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;<b>1</b></p>',
    ),
  );
});
