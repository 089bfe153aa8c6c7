import { open } from "node:fs/promises";
import express, { type Request, type Response, type Router } from "express";
import { loadRosterContent } from "../../roster/roster-content.ts";
import { RosterFileError } from "../../roster/roster-file-error.ts";
import { rosterTemplate } from "../../roster/roster-template.ts";
import { isTicked, queryField, smallForm } from "../form-body.ts";
import { removeFile } from "../page-keep.ts";
import { sendPage } from "../page-layout.ts";
import { voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { sendCsvFile } from "../send-csv.ts";
import { type HrVisit, hrVisitorsOf, note, type VisitHandler } from "../visit.ts";
import { isApplyTrouble, RosterDesk } from "./roster-desk.ts";
import { checkedBody, doneBody, formBody } from "./roster-views.ts";

type Handler = (parts: PagesParts, desk: RosterDesk) => VisitHandler<HrVisit>;

/** Uploading, checking and importing the list of an organisation's people. */
export function rosterPages(parts: PagesParts): Router {
  const desk = new RosterDesk(parts, loadRosterContent());
  const hr = (handler: Handler) => hrVisitorsOf(parts, "roster", handler(parts, desk));
  const router = express.Router();
  router.route("/roster").get(hr(showForm)).post(hr(takeFile));
  router.get("/roster/template.csv", hr(sendTemplate));
  router.get("/roster/check", hr(showCheck));
  router.get("/roster/problems.csv", hr(sendProblems));
  router.post("/roster/apply", smallForm(), hr(applyFile));
  router.get("/roster/done", hr(showOutcome));
  return router;
}

const showForm: Handler = (parts) => async (visit, request, response) => {
  await note(parts, visit, "people_view", { view: "form" });
  const isLost = queryField(request, "notice") === "lost";
  sendForm(visit, request, response, isLost ? voiceOf(request).say("roster.lost") : undefined);
};

const takeFile: Handler = (_parts, desk) => async (visit, request, response) => {
  const trouble = await desk.receive(visit, request);
  if (trouble === undefined) return response.redirect(303, CHECK);
  const { say, of } = voiceOf(request);
  const told = trouble instanceof RosterFileError ? of(trouble.told) : say("roster.no_file");
  sendForm(visit, request, response, told, 422);
};

const sendTemplate: Handler = (parts, desk) => async (visit, request, response) => {
  await note(parts, visit, "export", { list: "roster_template" });
  response.attachment("people.csv").type("text/csv; charset=utf-8");
  response.send(rosterTemplate(desk.content, voiceOf(request).language));
};

const showCheck: Handler = (parts, desk) => async (visit, request, response) => {
  const upload = desk.uploadOf(visit);
  if (upload === undefined) return response.redirect(303, lostOrDone(desk, visit));
  await note(parts, visit, "people_view", { view: "check", people: upload.people });
  const voice = voiceOf(request);
  const notice = queryField(request, "notice");
  const body = checkedBody(voice, desk.content, upload, isApplyTrouble(notice) ? notice : undefined);
  const title = voice.say("roster.check_title");
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt, isWide: true });
};

const sendProblems: Handler = (parts, desk) => async (visit, request, response) => {
  const list = await desk.problems(visit, voiceOf(request).language);
  if (list === undefined) return response.redirect(303, LOST);
  if (list.count === 0) return response.redirect(303, CHECK);
  await using file = await open(list.path);
  // What is open can still be read: nothing stays, however the download ends.
  await removeFile(list.path);
  await note(parts, visit, "export", { list: "roster_problems", rows: list.count });
  await sendCsvFile(response, "problems.csv", file);
};

const applyFile: Handler = (_parts, desk) => async (visit, request, response) => {
  const applied = await desk.apply(visit, {
    skipBadRows: isTicked(request, "skip_bad_rows"),
    deactivateMissing: isTicked(request, "deactivate_missing"),
  });
  if (applied === "lost") return response.redirect(303, lostOrDone(desk, visit));
  if (applied === "done") return response.redirect(303, DONE);
  response.redirect(303, `${CHECK}?notice=${applied}`);
};

const showOutcome: Handler = (parts, desk) => async (visit, request, response) => {
  const outcome = desk.outcomeOf(visit);
  if (outcome === undefined) return response.redirect(303, LOST);
  await note(parts, visit, "people_view", { view: "done" });
  const voice = voiceOf(request);
  const title = voice.say("roster.done_title");
  sendPage(response, voice, { title, body: doneBody(voice, outcome), expiresAt: visit.grant.expiresAt });
};

const CHECK = "/p/page/roster/check";
const LOST = "/p/page/roster?notice=lost";
const DONE = "/p/page/roster/done";

/** A button tapped twice ends where the first tap has led. */
function lostOrDone(desk: RosterDesk, visit: HrVisit): string {
  return desk.outcomeOf(visit) === undefined ? LOST : DONE;
}

function sendForm(
  { grant, membership }: HrVisit,
  request: Request,
  response: Response,
  trouble: string | undefined,
  status = 200,
): void {
  const voice = voiceOf(request);
  const title = voice.say("roster.title");
  const body = formBody(voice, voice.of(membership.organisation.name), trouble);
  sendPage(response, voice, { title, body, expiresAt: grant.expiresAt }, status);
}
