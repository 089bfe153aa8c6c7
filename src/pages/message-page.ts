import type { Response } from "express";
import { html } from "./html.ts";
import { sendPage } from "./page-layout.ts";
import type { PageText } from "./page-text-ids.ts";
import type { PageVoice } from "./page-voice.ts";

/** Pages that only say something. */
export const MESSAGES = [
  "gone",
  "over",
  "refused",
  "cross_site",
  "too_many",
  "unavailable",
  "failed",
  "missing",
  "ended",
] as const;

/** @see MESSAGES */
export type Message = (typeof MESSAGES)[number];

/** Says something on a page of its own. */
export function sendMessage(response: Response, voice: PageVoice, message: Message, status: number): void {
  const title: PageText = `message.${message}.title`;
  const text: PageText = `message.${message}.text`;
  sendPage(response, voice, { title: voice.say(title), body: html`<p>${voice.say(text)}</p>` }, status);
}
