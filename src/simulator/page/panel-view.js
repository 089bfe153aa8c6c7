import { post } from "./api-client.js";
import { el, fill } from "./dom.js";
import { logEntry } from "./log-view.js";
import { momentOf, t } from "./words.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const REORDER_COUNT = 3;
const CLOCK_DRAWN_EVERY_MS = 1000;

const button = (words, click, more = "") =>
  el("button", { type: "button", class: `plain ${more}`, text: words, on: { click } });

function check(words, change) {
  const box = el("input", { type: "checkbox", on: { change: () => change(box.checked) } });
  return { box, element: el("label", { class: "check" }, box, el("span", { text: words })) };
}

function choice(words, options, change) {
  const select = el(
    "select",
    { on: { change: () => change(select.value) } },
    ...options.map(([value, text]) => el("option", { value, text })),
  );
  return { select, element: el("label", { class: "row" }, el("span", { text: words }), select) };
}

const setSwitch = (patch) => post("switches", patch);

/** The panel on the right: the stand-in's switches and its raw log. */
export function panelView(store) {
  const redeliver = check(t("redeliver"), (on) => setSwitch({ redeliver: on }));
  const duplicate = check(t("duplicate"), (on) => setSwitch({ duplicate: on }));
  const reorder = check(t("reorder"), (on) => setSwitch({ reorder: on ? REORDER_COUNT : 0 }));
  const seconds = (n) => [String(n * 1000), t("seconds", { n })];
  const delay = choice(t("delay"), [["0", t("noDelay")], seconds(1), seconds(3), seconds(5)], (ms) =>
    setSwitch({ delayMs: Number(ms) }),
  );
  const messages = (n) => [String(n), t("quotaMessages", { n })];
  const quota = choice(t("quota"), [["", t("unlimited")], ...[0, 1, 5, 300].map(messages)], (value) =>
    setSwitch({ quota: value === "" ? null : Number(value) }),
  );
  const fail = (fault, words) => button(t(words), () => post("faults", { count: 1, fault }));
  const waiting = el("p", { class: "small" });
  const clock = el("output", { class: "clock" });
  const clockTrouble = el("p", { class: "small", role: "status" });
  const toMorning = button(t("nextMorning"), async () => {
    const { isMoved } = await post("clock/morning");
    clockTrouble.textContent = isMoved ? "" : t("noMorning");
  });
  const move = (ms, words) => button(t(words), () => post("clock", { ms }));
  const summary = el("dl", { class: "summary" });
  const log = el("ol", { class: "log", "aria-label": t("log") });

  const element = el(
    "aside",
    { class: "panel", id: "panel", "aria-label": t("panel") },
    summary,
    el(
      "fieldset",
      {},
      el("legend", { text: t("trouble") }),
      redeliver.element,
      duplicate.element,
      el(
        "div",
        { class: "row" },
        reorder.element,
        button(t("release"), () => post("release"), "tiny"),
      ),
      delay.element,
      quota.element,
    ),
    el(
      "fieldset",
      {},
      el("legend", { text: t("failNext") }),
      el(
        "div",
        { class: "buttons" },
        fail("429", "fail429"),
        fail("500", "fail500"),
        fail("hang", "failHang"),
        fail("accept_then_hang", "failAcceptHang"),
      ),
      waiting,
    ),
    el(
      "fieldset",
      {},
      el("legend", { text: t("clock") }),
      clock,
      el(
        "div",
        { class: "buttons" },
        move(MINUTE_MS, "minute"),
        move(HOUR_MS, "hour"),
        move(DAY_MS, "day"),
        move(30 * DAY_MS, "month"),
        store.knowsMornings && toMorning,
      ),
      clockTrouble,
    ),
    el(
      "div",
      { class: "buttons" },
      button(t("verify"), () => post("verify")),
      button(t("reset"), () => post("reset")),
    ),
    el("div", { class: "log-head" }, el("h3", { text: t("log") }), button(t("clearLog"), clear, "tiny")),
    log,
  );

  setInterval(drawClock, CLOCK_DRAWN_EVERY_MS);

  async function clear() {
    await post("log/clear");
    store.log = [];
    drawLog();
  }

  function drawLog() {
    fill(log, ...store.log.toReversed().map(logEntry));
    const webhook = store.log.findLast((entry) => entry.kind === "webhook");
    const rejected = store.log.filter((entry) => entry.reason === "invalid_request").length;
    fill(
      summary,
      el("dt", { text: t("lastWebhook") }),
      el("dd", {
        class: webhook && !webhook.ok ? "bad" : "good",
        text: webhook ? `${statusWords(webhook.status)} · ${webhook.ms} ms` : t("none"),
      }),
      el("dt", { text: t("rejectedCount") }),
      el("dd", { class: rejected > 0 ? "bad" : "good", text: String(rejected) }),
    );
  }

  return {
    element,
    drawLog,
    drawStand({ switches, faults }) {
      redeliver.box.checked = switches.redeliver;
      duplicate.box.checked = switches.duplicate;
      reorder.box.checked = switches.reorder > 1;
      pick(delay.select, String(switches.delayMs));
      pick(quota.select, switches.quota === null ? "" : String(switches.quota));
      waiting.textContent = faults.length > 0 ? t("waiting", { list: faults.join(", ") }) : "";
      drawClock();
    },
  };

  function drawClock() {
    const words = momentOf(store.standNow());
    if (clock.textContent !== words) clock.textContent = words;
  }
}

function pick(select, value) {
  if (![...select.options].some((option) => option.value === value))
    select.append(el("option", { value, text: value }));
  select.value = value;
}

function statusWords(status) {
  if (status === "timed out") return t("timedOut");
  return status === "unreachable" ? t("unreachable") : String(status);
}
