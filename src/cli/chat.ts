import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { loadContent } from "../content/load-content.ts";
import type { PersonAct, PersonEvent } from "../core/conversation/event.ts";
import type { Button, OutgoingMessage } from "../core/conversation/message.ts";
import { newSession } from "../core/conversation/new-session.ts";
import { transition } from "../core/conversation/transition.ts";

/** One step of a scenario file (see test/scenarios/README.md): what was done, and when. */
type Step = Readonly<Record<string, string | boolean>>;

const HELP = `Type as in the chat. Beyond that:
  /tap N         tap button N of the last answer
  /follow        add the account as a friend
  /sticker       send a sticker
  /save FILE     write what happened so far as a scenario file
  /quit`;

const content = loadContent({ controller: "หน่วยงานตัวอย่าง", contact: "hr@example.go.th" });
const steps: Step[] = [];
let session = newSession("chat");
let tappable: readonly Button[] = [];

function handle(act: PersonAct): void {
  const count = String(steps.length + 1).padStart(4, "0");
  const event: PersonEvent = { id: `E${count}`, at: Date.now(), personId: session.personId, act };
  const turn = transition(session, event, content);
  session = turn.session;
  steps.push({ ...stepOf(act), at: new Date(event.at).toISOString() });
  tappable = turn.messages.flatMap(buttonsOf);
  for (const message of turn.messages) console.log(`\n${message.text}`);
  if (tappable.length > 0)
    console.log(`\n${tappable.map(({ label }, i) => `[${i + 1}] ${label}`).join("  ")}`);
}

function stepOf(act: PersonAct): Step {
  switch (act.type) {
    case "typed":
      return { typed: act.text };
    case "tapped":
      return { tap: act.data };
    case "followed":
      return { followed: act.isUnblocked ? "unblocked" : true };
    case "unfollowed":
      return { unfollowed: true };
    case "attached":
      return { sent: act.kind };
    case "unsent":
      return { unsent: true };
    default:
      return act satisfies never;
  }
}

/** Every button of a message, wherever it stands in a card's values. */
function buttonsOf(message: OutgoingMessage): readonly Button[] {
  const found: Button[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("data" in value && "displayText" in value) found.push(value as Button);
    else for (const child of Object.values(value)) walk(child);
  };
  if (message.type === "card") walk(message.values);
  return found;
}

/** Returns false when the person wants to leave. */
function command(line: string): boolean {
  const [name, argument = ""] = line.split(/\s+/u);
  if (name === "/quit") return false;
  if (name === "/follow") handle({ type: "followed", isUnblocked: false });
  else if (name === "/sticker") handle({ type: "attached", kind: "sticker" });
  else if (name === "/save" && argument !== "") save(argument);
  else if (name === "/tap") tap(Number(argument));
  else console.log(HELP);
  return true;
}

function tap(number: number): void {
  const button = tappable[number - 1];
  if (!button) {
    console.log("There is no such button.");
    return;
  }
  console.log(`> ${button.displayText}`);
  handle({ type: "tapped", data: button.data });
}

function save(file: string): void {
  writeFileSync(
    file,
    `${JSON.stringify({ name: "A conversation held in the terminal", start: null, steps }, null, 2)}\n`,
  );
  console.log(`Written: ${file}`);
}

console.log(HELP);
handle({ type: "followed", isUnblocked: false });
const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: "\n> " });
terminal.prompt();
for await (const line of terminal) {
  const text = line.trim();
  if (text.startsWith("/") ? !command(text) : text !== "" && handle({ type: "typed", text, messageId: "0" }))
    break;
  terminal.prompt();
}
terminal.close();
