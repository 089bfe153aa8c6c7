import express, { type Router } from "express";
import type { IssuedCode } from "../../runner/linking.ts";
import { field, queryField, smallForm } from "../form-body.ts";
import { sendPage } from "../page-layout.ts";
import { type PageVoice, voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { sendCsv } from "../send-csv.ts";
import { type HrVisit, hrVisitorsOf, note, type VisitHandler } from "../visit.ts";
import { CodesDesk } from "./codes-desk.ts";
import { CODES_ON_A_PAGE, codesBody, confirmBody, formBody } from "./codes-views.ts";

type Handler = (parts: PagesParts, desk: CodesDesk) => VisitHandler<HrVisit>;

/** Making link codes and printing them. */
export function codesPages(parts: PagesParts): Router {
  const desk = new CodesDesk(parts);
  const hr = (handler: Handler) => hrVisitorsOf(parts, "codes", handler(parts, desk));
  const router = express.Router();
  router.route("/codes").get(hr(showForm)).post(smallForm(), hr(issueCodes));
  router.get("/codes/confirm", hr(showQuestion));
  router.get("/codes/list", hr(showCodes));
  router.get("/codes/list.csv", hr(sendCodes));
  return router;
}

const showForm: Handler = (parts, desk) => async (visit, request, response) => {
  await note(parts, visit, "people_view", { view: "codes_form" });
  const voice = voiceOf(request);
  const isLost = queryField(request, "notice") === "lost";
  const body = formBody(voice, await desk.units(visit), isLost);
  sendPage(response, voice, { title: voice.say("codes.title"), body, expiresAt: visit.grant.expiresAt });
};

const showQuestion: Handler = (parts, desk) => async (visit, request, response) => {
  const choice = await desk.choice(visit, queryField(request, "unit"));
  if (choice === undefined) return response.redirect(303, FORM);
  await note(parts, visit, "people_view", { view: "codes_confirm", people: choice.people });
  const voice = voiceOf(request);
  const body = confirmBody(voice, choice, visit.at);
  sendPage(response, voice, { title: voice.say("codes.title"), body, expiresAt: visit.grant.expiresAt });
};

const issueCodes: Handler = (_parts, desk) => async (visit, request, response) => {
  const unit = field(request, "unit");
  // Its audit entry is written together with the codes.
  const codes = await desk.issue(visit, unit);
  if (codes === undefined) return response.redirect(303, FORM);
  response.redirect(303, `/p/page/codes/list?${new URLSearchParams({ unit }).toString()}`);
};

const showCodes: Handler = (parts, desk) => async (visit, request, response) => {
  const unit = queryField(request, "unit");
  const codes = await desk.issued(visit, unit);
  if (codes === undefined) return response.redirect(303, LOST);
  const from = startOf(queryField(request, "from"), codes.length);
  await note(parts, visit, "people_view", { view: "codes_list", unit, from, people: codes.length });
  const voice = voiceOf(request);
  const body = await codesBody(voice, { codes, from, unit, lineBasicId: parts.lineBasicId });
  const title = voice.say("codes.list_title");
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt, isWide: true });
};

const sendCodes: Handler = (parts, desk) => async (visit, request, response) => {
  const unit = queryField(request, "unit");
  const codes = await desk.issued(visit, unit);
  if (codes === undefined) return response.redirect(303, LOST);
  await note(parts, visit, "export", { list: "codes", unit, people: codes.length });
  await sendCsv(response, "codes.csv", codeRows(voiceOf(request), codes));
};

const FORM = "/p/page/codes";
const LOST = `${FORM}?notice=lost`;

function startOf(word: string, count: number): number {
  const from = Number(word);
  return Number.isSafeInteger(from) && from > 0 && from < count ? from - (from % CODES_ON_A_PAGE) : 0;
}

function* codeRows({ say, day }: PageVoice, codes: readonly IssuedCode[]): Generator<readonly string[]> {
  yield [
    say("person.staff_number"),
    say("person.name"),
    say("person.unit"),
    say("codes.code"),
    say("codes.last_day"),
  ];
  for (const { staffNumber, name, unitName, code, expiresAt } of codes)
    yield [staffNumber, name, unitName, code, day(expiresAt)];
}
