import { Router as createRouter, type Router } from "express";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Inbox, Meter } from "../runner/ports.ts";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Everything that is counted, in Prometheus' terms. */
export interface Metrics extends Meter {
  /** `GET /metrics`. */
  readonly router: Router;
  readonly webhook: {
    answered(status: number, durationMs: number): void;
    accepted(count: number): void;
    ignored(eventType: string, reason: string): void;
  };
  /** A call to LINE came back. */
  called(call: { readonly endpoint: string; readonly result: string; readonly durationMs: number }): void;
}

/** A registry of its own, so that several apps may live in one process. */
export function createMetrics(inbox: Pick<Inbox, "depth">): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerDepth(registry, inbox);
  const webhookSeconds = histogram(registry, "thaksa_webhook_seconds", "Webhook answers by status", [
    "status",
  ]);
  const accepted = counter(registry, "thaksa_events_accepted_total", "Events made durable in the inbox", []);
  const ignored = counter(registry, "thaksa_events_ignored_total", "Events nothing follows of", [
    "type",
    "reason",
  ]);
  const turnSeconds = histogram(registry, "thaksa_event_seconds", "Events handled by outcome", ["outcome"]);
  const replies = counter(registry, "thaksa_replies_total", "Replies by outcome", ["outcome"]);
  const callSeconds = histogram(registry, "thaksa_line_call_seconds", "Calls to LINE", [
    "endpoint",
    "result",
  ]);
  return {
    router: metricsRouter(registry),
    webhook: {
      answered: (status, durationMs) =>
        webhookSeconds.observe({ status: String(status) }, durationMs / 1_000),
      accepted: (count) => accepted.inc(count),
      ignored: (type, reason) => ignored.inc({ type, reason }),
    },
    eventHandled: (outcome, ms) => turnSeconds.observe({ outcome }, ms / 1_000),
    replied: (outcome) => replies.inc({ outcome }),
    called: ({ endpoint, result, durationMs }) =>
      callSeconds.observe({ endpoint, result }, durationMs / 1_000),
  };
}

function counter(registry: Registry, name: string, help: string, labelNames: string[]): Counter {
  return new Counter({ name, help, labelNames, registers: [registry] });
}

function histogram(registry: Registry, name: string, help: string, labelNames: string[]): Histogram {
  return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [registry] });
}

/** Asked for when somebody reads the metrics, not kept up to date all the time. */
function registerDepth(registry: Registry, inbox: Pick<Inbox, "depth">): void {
  new Gauge({
    name: "thaksa_inbox_events",
    help: "Events in the inbox: waiting and dead",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      const depth = await inbox.depth().catch(() => undefined);
      if (!depth) return this.reset();
      this.set({ state: "waiting" }, depth.waiting);
      this.set({ state: "dead" }, depth.dead);
    },
  });
}

function metricsRouter(registry: Registry): Router {
  const router = createRouter();
  router.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}
