import { el } from "./dom.js";
import { secondOf, t } from "./words.js";

/** One entry of the raw log; what was refused is red and says why. */
export function logEntry(entry) {
  const bad = entry.kind === "webhook" ? !entry.ok : !entry.accepted;
  const rejected = entry.reason === "invalid_request";
  return el(
    "li",
    { class: `entry ${entry.kind}${bad ? " bad" : ""}${rejected ? " rejected" : ""}` },
    el(
      "details",
      {},
      el("summary", {}, el("time", { text: secondOf(entry.at) }), ...headline(entry)),
      el("pre", { text: JSON.stringify(entry, null, 1) }),
    ),
    ...(entry.errors ?? []).map((error) =>
      el("p", { class: "error", text: `${error.property} ${error.message}`.trim() }),
    ),
  );
}

function headline(entry) {
  const status = el("b", { class: "status", text: statusOf(entry) });
  if (entry.kind === "webhook") {
    const what = entry.eventTypes.join(" + ") || "verify";
    return [
      el("span", { class: "way", text: "→" }),
      el("span", { class: "what", text: entry.isRedelivery ? `${what} · ${t("redelivery")}` : what }),
      status,
    ];
  }
  const path = entry.endpoint.replace("/v2/bot/", "");
  const count = entry.messages.length > 0 ? ` ×${entry.messages.length}` : "";
  return [el("span", { class: "way", text: "←" }), el("span", { class: "what", text: path + count }), status];
}

function statusOf(entry) {
  if (entry.status === "timed out") return t("timedOut");
  if (entry.status === "unreachable") return t("unreachable");
  return entry.status === 0 ? "…" : String(entry.status);
}
