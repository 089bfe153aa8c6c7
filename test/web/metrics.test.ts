import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { UnavailableError } from "../../src/runner/ports.ts";
import { createMetrics } from "../../src/web/metrics.ts";

const depth = async () => ({ waiting: 3, dead: 1 });

async function read(metrics: ReturnType<typeof createMetrics>): Promise<string> {
  const answer = await request(express().use(metrics.router)).get("/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toContain("text/plain");
  return answer.text;
}

describe("GET /metrics", () => {
  it("counts what happened", async () => {
    const metrics = createMetrics({ depth });
    metrics.webhook.answered(200, 12);
    metrics.webhook.answered(503, 1_500);
    metrics.webhook.accepted(4);
    metrics.webhook.ignored("sticker", "unused");
    metrics.eventHandled("done", 30);
    metrics.eventHandled("dead", 30);
    metrics.replied("delivered");
    metrics.replied("token_gone");
    metrics.called({ endpoint: "reply", result: "200", durationMs: 90 });
    const text = await read(metrics);
    for (const line of [
      'thaksa_webhook_seconds_count{status="200"} 1',
      'thaksa_webhook_seconds_count{status="503"} 1',
      "thaksa_events_accepted_total 4",
      'thaksa_events_ignored_total{type="sticker",reason="unused"} 1',
      'thaksa_event_seconds_count{outcome="done"} 1',
      'thaksa_event_seconds_count{outcome="dead"} 1',
      'thaksa_replies_total{outcome="delivered"} 1',
      'thaksa_replies_total{outcome="token_gone"} 1',
      'thaksa_line_call_seconds_count{endpoint="reply",result="200"} 1',
      'thaksa_inbox_events{state="waiting"} 3',
      'thaksa_inbox_events{state="dead"} 1',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  it("answers without the inbox's figures while the inbox is away", async () => {
    let isAway = false;
    const metrics = createMetrics({
      depth: async () => {
        if (isAway) throw new UnavailableError("redis");
        return depth();
      },
    });
    expect(await read(metrics)).toContain("thaksa_inbox_events{");
    isAway = true;
    const text = await read(metrics);
    expect(text).not.toContain("thaksa_inbox_events{");
    expect(text).toContain("process_cpu_seconds_total");
  });

  it("keeps two apps in one process apart", async () => {
    const [one, other] = [createMetrics({ depth }), createMetrics({ depth })];
    one.webhook.accepted(2);
    expect(await read(other)).toContain("thaksa_events_accepted_total 0");
  });
});
