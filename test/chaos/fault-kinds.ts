/** Everything that goes wrong in a run, by the name it has in the log. */
export const FAULT_KINDS = [
  // Processes and servers, by SIGKILL and as a crash.
  "kill_worker",
  "kill_web",
  "restart_redis",
  "restart_postgres",
  // The road to LINE's API.
  "cut_line",
  // All replies and pushes get 429 for a while; the single answers are not counted besides.
  "line_limited",
  // What LINE's API answers to replies and pushes; the accepted ones are done all the same.
  "line_429",
  "line_500",
  "line_hang",
  "line_accept_then_hang",
  "line_accept_then_500",
  // The road of webhooks.
  "webhook_duplicated",
  "webhook_again_later",
  "webhook_answer_dropped",
  "webhook_answer_late",
  "webhook_refused",
  "webhook_delayed",
  "webhook_cut_midway",
  "webhooks_held",
  "cut_webhooks",
  "move_clock",
] as const;

/** @see FAULT_KINDS */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Those that end a process or a server. */
export const CRASHES: readonly FaultKind[] = ["kill_worker", "kill_web", "restart_redis", "restart_postgres"];
