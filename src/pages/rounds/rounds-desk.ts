import type { OrgUnit } from "../../core/people/member.ts";
import { isCampaignId, type Round } from "../../core/people/round.ts";
import { scheduleIdOf } from "../../runner/parse-schedule-rule.ts";
import type { ReminderSchedule } from "../../runner/reminders.ts";
import type { KeptRound } from "../../runner/rounds.ts";
import type { PagesParts } from "../pages-parts.ts";
import { actorOf, type HrVisit } from "../visit.ts";
import { checkRound, type RoundPlan, type RoundProblem } from "./check-round.ts";
import { buddhistDay } from "./read-day.ts";
import { checkRule, type DayRule } from "./read-days.ts";
import type { RoundForm } from "./round-form.ts";

/** Other officers may open rounds at the same time. */
const MOST_TRIES = 5;
/** What the ids look like that are made here. */
const DATE_ID = /^\d{4}-\d{2}-\d{2}(?:-\d{1,3})?$/u;

/** A form that was read, with everything that is needed to show it again. */
export interface CheckedForm {
  readonly plan: RoundPlan;
  readonly problems: readonly RoundProblem[];
  readonly units: readonly OrgUnit[];
  /** The organisation's open round. */
  readonly open: KeptRound | undefined;
}

/** A form without mistakes, as it is shown before it counts. */
export interface RoundPreview extends CheckedForm {
  /** The id the round will have. */
  readonly id: string;
  /** Active people it is for. */
  readonly people: number;
}

/** How opening came out. */
export type OpenOutcome =
  | { readonly type: "opened"; readonly round: KeptRound }
  | { readonly type: "refused"; readonly checked: CheckedForm };

type Parts = Pick<PagesParts, "content" | "directory" | "rounds" | "schedules">;

/** Opens, plans and closes rounds, and keeps the rules of their reminders. */
export class RoundsDesk {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  units({ membership }: HrVisit): Promise<readonly OrgUnit[]> {
    return this.#parts.directory.units(membership.organisation.id);
  }

  /** All rounds, the latest opening first; one whose end has come counts as closed. */
  async rounds({ membership, at }: HrVisit): Promise<readonly KeptRound[]> {
    const rounds = await this.#parts.rounds.list(membership.organisation.id);
    return rounds.map((round) => ({ ...round, state: stateAt(round, at) }));
  }

  /** One of them; undefined when there is none. */
  async round(visit: HrVisit, id: string): Promise<KeptRound | undefined> {
    return (await this.rounds(visit)).find((round) => round.id === id);
  }

  /** What a form asks for, or what is wrong with it. */
  async preview(visit: HrVisit, form: RoundForm): Promise<RoundPreview | CheckedForm> {
    const rounds = await this.rounds(visit);
    const checked = await this.#check(visit, form, rounds);
    if (checked.problems.length > 0) return checked;
    const people = await this.#countPeople(visit, checked.plan);
    if (people === 0) return { ...checked, problems: [NOBODY] };
    return { ...checked, id: freeId(rounds, checked.plan.opensAt), people };
  }

  /**
   * Opens or plans the round of a form that was looked at before.
   * @param id as the preview had it: the same form again is the same round
   */
  async open(visit: HrVisit, form: RoundForm, id: string): Promise<OpenOutcome> {
    const wanted = isCampaignId(id) && DATE_ID.test(id) ? id : "";
    for (let tries = 0; ; tries += 1) {
      const rounds = await this.rounds(visit);
      const checked = await this.#check(visit, form, rounds);
      const before = rounds.find((round) => isMadeOf(round, checked.plan, wanted));
      if (before !== undefined) return this.#openedBefore(visit, before, checked.plan);
      const problems = await this.#lastProblems(visit, checked);
      if (problems.length > 0) return { type: "refused", checked: { ...checked, problems } };
      const isTaken = wanted === "" || rounds.some((round) => round.id === wanted);
      const round = this.#roundOf(checked.plan, isTaken ? freeId(rounds, checked.plan.opensAt) : wanted);
      if (await this.#open(visit, round)) return this.#opened(visit, round, checked.plan);
      // Somebody else has taken the id, or opened one; the next look tells which.
      if (tries === MOST_TRIES) return { type: "refused", checked: { ...checked, problems: [NOT_NOW] } };
    }
  }

  /** Closes the open round if it is still this one; false when it is not open. Its audit entry is written with it. */
  async close(visit: HrVisit, id: string): Promise<boolean> {
    const { membership, grant, at } = visit;
    const round = await this.round(visit, id);
    if (round?.state !== "open") return false;
    const closed = await this.#parts.rounds.close(membership.organisation.id, actorOf(grant), at);
    return closed?.id === id;
  }

  rules({ membership }: HrVisit, round: string): Promise<readonly ReminderSchedule[]> {
    return this.#parts.schedules.list(membership.organisation.id, round);
  }

  /** Why a rule cannot be added to a round; undefined when it was. */
  async addRule(visit: HrVisit, round: KeptRound, rule: DayRule): Promise<RuleTrouble | undefined> {
    if (round.state === "closed") return "rounds.problem.round_closed";
    const trouble = checkRule(rule, round, visit.at);
    if (trouble !== undefined) return trouble;
    return (await this.#add(visit, round, rule)) ? undefined : "rounds.problem.days_twice";
  }

  /** False when there is none of this id. */
  removeRule({ membership, grant, at }: HrVisit, round: string, id: string): Promise<boolean> {
    return this.#parts.schedules.remove(membership.organisation.id, round, id, actorOf(grant), at);
  }

  async #check(visit: HrVisit, form: RoundForm, rounds: readonly KeptRound[]): Promise<CheckedForm> {
    const units = await this.units(visit);
    const { plan, problems } = checkRound(form, units, visit.at);
    const open = rounds.find(({ state }) => state === "open");
    if (open === undefined || !plan.isNow) return { plan, problems, units, open };
    const another: RoundProblem = {
      field: "form",
      text: "rounds.problem.another_open",
      values: { name: open.name },
    };
    return { plan, problems: [another, ...problems], units, open };
  }

  async #lastProblems(visit: HrVisit, { plan, problems }: CheckedForm): Promise<readonly RoundProblem[]> {
    if (problems.length > 0) return problems;
    return (await this.#countPeople(visit, plan)) === 0 ? [NOBODY] : [];
  }

  #roundOf({ name, opensAt, closesAt, audience }: RoundPlan, id: string): Round {
    const questionnaire = this.#parts.content.currentQuestionnaire;
    return { id, name, opensAt, closesAt, ...(audience && { audience }), questionnaire };
  }

  #open({ membership, grant, at }: HrVisit, round: Round): Promise<boolean> {
    return this.#parts.rounds.open(membership.organisation.id, round, actorOf(grant), at);
  }

  async #opened(visit: HrVisit, round: Round, { isNow, rules }: RoundPlan): Promise<OpenOutcome> {
    for (const rule of rules) if (rule.type !== "cron") await this.#add(visit, round, rule);
    return { type: "opened", round: { ...round, state: isNow ? "open" : "planned" } };
  }

  /** A tap that comes twice changes nothing; one that comes again after a crash finishes what was begun. */
  async #openedBefore(visit: HrVisit, round: KeptRound, plan: RoundPlan): Promise<OpenOutcome> {
    if (round.state !== "closed" && (await this.rules(visit, round.id)).length === 0)
      await this.#opened(visit, round, plan);
    return { type: "opened", round };
  }

  #add({ membership, grant, at }: HrVisit, round: Round, rule: DayRule): Promise<boolean> {
    const schedule: ReminderSchedule = {
      id: scheduleIdOf(rule, []),
      rule,
      actor: actorOf(grant),
      reporter: grant.personId,
      // What is due with the opening is not over yet.
      since: Math.min(at, round.opensAt),
    };
    return this.#parts.schedules.add(membership.organisation.id, round.id, schedule);
  }

  #countPeople({ membership }: HrVisit, { audience }: RoundPlan): Promise<number> {
    return this.#parts.rounds.countMeant(membership.organisation.id, audience);
  }
}

/** Why a rule cannot be added. */
export type RuleTrouble = NonNullable<ReturnType<typeof checkRule>>;

const NOBODY: RoundProblem = { field: "form", text: "rounds.problem.nobody" };
const NOT_NOW: RoundProblem = { field: "form", text: "rounds.problem.try_again" };

function stateAt({ state, closesAt }: KeptRound, at: number): KeptRound["state"] {
  return state === "open" && closesAt !== null && closesAt <= at ? "closed" : state;
}

/** Whether a form has led to this round before, also where its id had been taken by another one meanwhile. */
function isMadeOf(round: KeptRound, { name, isNow, opensAt }: RoundPlan, wanted: string): boolean {
  if (round.name !== name) return false;
  if (round.id === wanted) return true;
  if (!round.id.startsWith(buddhistDay(opensAt))) return false;
  return round.state === (isNow ? "open" : "planned");
}

/** The day of the opening, with a number when there is such a round already. */
function freeId(rounds: readonly Pick<Round, "id">[], opensAt: number): string {
  const taken = new Set(rounds.map(({ id }) => id));
  const day = buddhistDay(opensAt);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? day : `${day}-${number}`;
    if (!taken.has(id)) return id;
  }
}
