import express, { type Request, type Response, type Router } from "express";
import { field, queryField, smallForm } from "../form-body.ts";
import { sendPage } from "../page-layout.ts";
import { voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { type HrVisit, hrVisitorsOf, type VisitHandler } from "../visit.ts";
import type { RoundProblem } from "./check-round.ts";
import { type DayRule, readDays } from "./read-days.ts";
import { EMPTY_FORM, type RoundForm, readRoundForm, roundFormBody as readsForm } from "./round-form.ts";
import { previewBody, roundFormBody } from "./round-form-views.ts";
import type { RoundTelling } from "./round-words.ts";
import { type CheckedForm, RoundsDesk } from "./rounds-desk.ts";
import { closeBody, type RuleAttempt, roundBody, roundNotice, roundsBody, roundUrl } from "./rounds-views.ts";

type Handler = (parts: PagesParts, desk: RoundsDesk) => VisitHandler<HrVisit>;

const LIST = "/p/page/rounds";
const FORM = `${LIST}/new`;
/** Older ones are in the records still. */
const MOST_SHOWN = 50;

/** Opening and closing rounds, whom they are for, and when reminders go out by themselves. */
export function roundsPages(parts: PagesParts): Router {
  const desk = new RoundsDesk(parts);
  const hr = (handler: Handler) => hrVisitorsOf(parts, "rounds", handler(parts, desk));
  const router = express.Router();
  router.get("/rounds", hr(showRounds));
  router.route("/rounds/new").get(hr(showForm)).post(readsForm(), hr(showForm));
  router.route("/rounds/check").get(hr(backToForm)).post(readsForm(), hr(checkForm));
  router.route("/rounds/open").get(hr(backToForm)).post(readsForm(), hr(openRound));
  router.get("/rounds/round", hr(showRound));
  router.route("/rounds/close").get(hr(askToClose)).post(smallForm(), hr(closeRound));
  router.route("/rounds/rules/add").get(hr(backToList)).post(smallForm(), hr(addRule));
  router.post("/rounds/rules/remove", smallForm(), hr(removeRule));
  return router;
}

const backToForm: Handler = () => (_visit, _request, response) => response.redirect(303, FORM);
const backToList: Handler = () => (_visit, _request, response) => response.redirect(303, LIST);

const showRounds: Handler = (parts, desk) => async (visit, request, response) => {
  const rounds = (await desk.rounds(visit)).slice(0, MOST_SHOWN);
  const listed = await Promise.all(
    rounds.map(async (round) => ({ round, rules: await desk.rules(visit, round.id) })),
  );
  const telling = tellingOf(parts, request, await desk.units(visit));
  const { voice } = telling;
  const organisation = voice.of(visit.membership.organisation.name);
  const body = roundsBody(telling, organisation, listed, roundNotice(queryField(request, "notice")));
  const title = voice.say("rounds.title");
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt, isWide: true });
};

const showForm: Handler = (parts, desk) => async (visit, request, response) => {
  const form = request.method === "POST" ? readRoundForm(request) : EMPTY_FORM;
  const telling = tellingOf(parts, request, await desk.units(visit));
  sendForm(telling, visit, response, { form, problems: [], open: undefined });
};

const checkForm: Handler = (parts, desk) => async (visit, request, response) => {
  const form = readRoundForm(request);
  const checked = await desk.preview(visit, form);
  const telling = tellingOf(parts, request, checked.units);
  if (!("id" in checked)) return sendForm(telling, visit, response, { ...checked, form }, 422);
  const { voice } = telling;
  const title = voice.say("rounds.confirm_title");
  const body = previewBody(telling, form, checked);
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt });
};

const openRound: Handler = (parts, desk) => async (visit, request, response) => {
  const form = readRoundForm(request);
  // Its audit entry is written together with it.
  const outcome = await desk.open(visit, form, field(request, "id"));
  if (outcome.type === "refused") {
    const telling = tellingOf(parts, request, outcome.checked.units);
    return sendForm(telling, visit, response, { ...outcome.checked, form }, 422);
  }
  const { id, state } = outcome.round;
  const notice = { open: "opened", planned: "planned", closed: undefined } as const;
  response.redirect(303, roundUrl(id, notice[state]));
};

const showRound: Handler = (parts, desk) => async (visit, request, response) => {
  await sendRound(parts, desk, visit, request, response, queryField(request, "round"));
};

const askToClose: Handler = (parts, desk) => async (visit, request, response) => {
  const round = await desk.round(visit, queryField(request, "round"));
  if (round?.state !== "open") return response.redirect(303, `${LIST}?notice=not_open`);
  const telling = tellingOf(parts, request, await desk.units(visit));
  const { voice } = telling;
  const title = voice.say("rounds.close_title");
  sendPage(response, voice, { title, body: closeBody(telling, round), expiresAt: visit.grant.expiresAt });
};

const closeRound: Handler = (_parts, desk) => async (visit, request, response) => {
  const isClosed = await desk.close(visit, field(request, "round"));
  response.redirect(303, `${LIST}?notice=${isClosed ? "closed" : "not_open"}`);
};

const addRule: Handler = (parts, desk) => async (visit, request, response) => {
  const id = field(request, "round");
  const round = await desk.round(visit, id);
  if (round === undefined) return response.redirect(303, `${LIST}?notice=unknown`);
  const typed = { type: field(request, "type"), days: field(request, "days").trim() };
  const type: DayRule["type"] = typed.type === "before_closing" ? "before_closing" : "after_opening";
  const days = readDays(typed.days);
  const trouble =
    typeof days === "number"
      ? await desk.addRule(visit, round, { type, days })
      : "rounds.problem.days_unreadable";
  if (trouble === undefined) return response.redirect(303, roundUrl(id, "rule_added"));
  await sendRound(parts, desk, visit, request, response, id, { ...typed, trouble });
};

const removeRule: Handler = (_parts, desk) => async (visit, request, response) => {
  const round = await desk.round(visit, field(request, "round"));
  if (round === undefined) return response.redirect(303, `${LIST}?notice=unknown`);
  const isRemoved = await desk.removeRule(visit, round.id, field(request, "rule"));
  response.redirect(303, roundUrl(round.id, isRemoved ? "rule_removed" : "no_rule"));
};

async function sendRound(
  parts: PagesParts,
  desk: RoundsDesk,
  visit: HrVisit,
  request: Request,
  response: Response,
  id: string,
  attempt?: RuleAttempt,
): Promise<void> {
  const round = await desk.round(visit, id);
  if (round === undefined) return response.redirect(303, `${LIST}?notice=unknown`);
  const telling = tellingOf(parts, request, await desk.units(visit));
  const { voice } = telling;
  const listed = { round, rules: await desk.rules(visit, id) };
  const notice = attempt === undefined ? roundNotice(queryField(request, "notice")) : undefined;
  const body = roundBody(telling, listed, notice, attempt);
  const title = voice.say("rounds.title");
  const status = attempt === undefined ? 200 : 422;
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt }, status);
}

function sendForm(
  telling: RoundTelling,
  { grant, at }: HrVisit,
  response: Response,
  shown: {
    readonly form: RoundForm;
    readonly problems: readonly RoundProblem[];
    readonly open: CheckedForm["open"];
  },
  status = 200,
): void {
  const { voice } = telling;
  const title = voice.say("rounds.new");
  const body = roundFormBody(telling, { ...shown, at });
  sendPage(response, voice, { title, body, expiresAt: grant.expiresAt }, status);
}

function tellingOf({ content }: PagesParts, request: Request, units: RoundTelling["units"]): RoundTelling {
  return { voice: voiceOf(request), content, units };
}
