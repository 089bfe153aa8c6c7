import { z } from "zod";
import type { Content } from "../../src/core/content.ts";
import type { CardValues } from "../../src/core/conversation/card-values.ts";
import type { Effect } from "../../src/core/conversation/effect.ts";
import type { PersonAct } from "../../src/core/conversation/event.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "../../src/core/conversation/message.ts";
import { migrateSession } from "../../src/core/conversation/migrate-session.ts";
import { newSession } from "../../src/core/conversation/new-session.ts";
import type { Session, Wait } from "../../src/core/conversation/session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { Turn } from "../../src/core/conversation/turn.ts";
import { BEGIN_AT, content as currentContent, MINUTE_MS } from "./builders.ts";

const stepSchema = z.strictObject({
  typed: z.string().optional(),
  tap: z.string().optional(),
  followed: z.union([z.literal(true), z.literal("unblocked")]).optional(),
  unfollowed: z.literal(true).optional(),
  sent: z.enum(["sticker", "image", "video", "audio", "file", "location", "other"]).optional(),
  unsent: z.literal(true).optional(),
  /** An instant (ISO) or minutes after the step before ("+90"); one minute when not given. */
  at: z.string().optional(),
  id: z.string().optional(),
  /** From this step on the privacy notice has this version. */
  noticeVersion: z.string().optional(),
  says: z.array(z.string()).optional(),
  effects: z.array(z.string()).optional(),
  wait: z.string().optional(),
});

const scenarioSchema = z.strictObject({
  name: z.string(),
  /** A stored session, of any version that can be migrated; null for somebody new. */
  start: z.record(z.string(), z.unknown()).nullable(),
  steps: z.array(stepSchema).min(1),
});

/** A golden conversation as its file has it. */
export type Scenario = z.infer<typeof scenarioSchema>;
type Step = Scenario["steps"][number];

/** Reads a scenario file. Throws ZodError. */
export function parseScenario(json: string): Scenario {
  return scenarioSchema.parse(JSON.parse(json));
}

interface Progress {
  readonly session: Session;
  readonly content: Content;
  readonly at: number;
  readonly steps: Step[];
}

/** Holds the conversation and gives the scenario back with what really happened. */
export function playScenario({ name, start, steps }: Scenario): Scenario {
  const session = start === null ? newSession("U-example") : migrateSession(start);
  if (session === undefined) throw new Error(`scenario "${name}" begins with a session nobody can read`);
  const begin: Progress = { session, content: currentContent, at: BEGIN_AT - MINUTE_MS, steps: [] };
  return { name, start, steps: steps.reduce(playStep, begin).steps };
}

function playStep(progress: Progress, step: Step): Progress {
  const content = withNotice(progress.content, step.noticeVersion);
  const id = step.id ?? `E${String(progress.steps.length + 1).padStart(4, "0")}`;
  const at = instantOf(step.at, progress.at);
  const session = JSON.parse(JSON.stringify(progress.session)) as Session;
  const turn = transition(session, { id, at, personId: session.personId, act: actOf(step) }, content);
  checkMessages(turn.messages, step);
  const steps = [...progress.steps, { ...given(step), ...happened(turn) }];
  return { session: turn.session, content, at: Math.max(at, progress.at), steps };
}

function instantOf(at: string | undefined, before: number): number {
  if (at === undefined) return before + MINUTE_MS;
  return at.startsWith("+") ? before + Number(at.slice(1)) * MINUTE_MS : Date.parse(at);
}

function withNotice(content: Content, version: string | undefined): Content {
  return version === undefined ? content : { ...content, notice: { ...content.notice, version } };
}

function actOf({ typed, tap, followed, unfollowed, sent, unsent }: Step): PersonAct {
  if (typed !== undefined) return { type: "typed", text: typed, messageId: "1" };
  if (tap !== undefined) return { type: "tapped", data: tap };
  if (followed !== undefined) return { type: "followed", isUnblocked: followed === "unblocked" };
  if (sent !== undefined) return { type: "attached", kind: sent };
  if (unsent) return { type: "unsent", messageId: "1" };
  if (unfollowed) return { type: "unfollowed" };
  throw new Error("a step without anything done");
}

function checkMessages(messages: readonly OutgoingMessage[], step: Step): void {
  const isWrong = messages.length > MOST_MESSAGES || messages.some(({ text }) => text.trim() === "");
  if (isWrong) throw new Error(`too many or empty messages after ${JSON.stringify(given(step))}`);
}

function given({ says: _says, effects: _effects, wait: _wait, ...rest }: Step): Step {
  return rest;
}

/** What happened in readable form: what is said, what is made durable, what is open now. */
export function happened({
  messages,
  effects,
  session,
}: Turn): Required<Pick<Step, "says" | "effects" | "wait">> {
  return {
    says: messages.map(messageLine),
    effects: effects.map(effectLine),
    wait: waitLine(session.wait),
  };
}

/** These are shown whole; of the others the beginning is enough to know them. */
const SHOWN_WHOLE = ["result-summary", "choice", "history", "checklist"];
const MOST_SHOWN = 120;

function messageLine(message: OutgoingMessage): string {
  if (message.type === "text") return `text | ${inOneLine(message.text, MOST_SHOWN)}`;
  const most = SHOWN_WHOLE.includes(message.card) ? Number.POSITIVE_INFINITY : MOST_SHOWN;
  if (message.card === "question") return questionLine(message.values);
  if (message.card === "gaps") return gapsLine(message.values);
  if (message.card === "topics") return topicsLine(message.values);
  return `${message.card} | ${inOneLine(message.text, most)}`;
}

function inOneLine(text: string, most: number): string {
  const line = text.split(/\n+/u).join(" / ");
  return line.length <= most ? line : `${line.slice(0, most)}…`;
}

function gapsLine({ heading, note, gaps }: CardValues["gaps"]): string {
  return [
    "gaps",
    heading,
    note,
    ...gaps.map(({ unit, now, required }) => `${unit}: ${now} < ${required}`),
  ].join(" | ");
}

function topicsLine({ heading, topics }: CardValues["topics"]): string {
  return ["topics", heading, ...topics.map(({ number, name }) => `${number} ${name}`)].join(" | ");
}

function questionLine({ position, unit, levels }: CardValues["question"]): string {
  const chosen = levels.find((level) => level.chosen);
  return `question | ${position} · ${unit}${chosen ? ` (${chosen.number})` : ""}`;
}

function effectLine(effect: Effect): string {
  switch (effect.type) {
    case "save_person":
      return "save_person";
    case "save_notice_acceptance":
      return `save_notice_acceptance ${effect.noticeVersion}`;
    case "save_assessment": {
      const { assessment, status, result } = effect;
      const answered = `${Object.keys(assessment.ratings).length}/${assessment.items.length}`;
      const match = result === null ? "" : ` ${result.match.percent ?? "no figure"}`;
      const optional = Object.keys(assessment.standings).length;
      const more = optional === 0 ? "" : ` +${optional}`;
      const counted = effect.levels === undefined ? "" : ` counted in ${assessment.countsIn?.round}`;
      return `save_assessment ${assessment.id} ${assessment.kind} ${status} ${answered}${match}${more}${counted}`;
    }
    case "save_declined":
      return `save_declined ${effect.declinedAt === null ? "no more" : new Date(effect.declinedAt).toISOString()}`;
    case "note_audit":
      return `note_audit ${effect.note.action}`;
    case "erase_person":
      return "erase_person";
    default:
      return effect satisfies never;
  }
}

function waitLine(wait: Wait): string {
  const { for: asked, ...about } = wait;
  const parts = Object.values(about).map((part) => (typeof part === "object" ? `(${waitLine(part)})` : part));
  return [asked, ...parts].join(" ");
}
