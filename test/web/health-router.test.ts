import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { type HealthCheck, UnavailableError } from "../../src/runner/ports.ts";
import { createHealthRouter } from "../../src/web/health-router.ts";

const well = (name: string): HealthCheck => ({ name, check: async () => {} });
const away = (name: string): HealthCheck => ({
  name,
  check: async () => {
    throw new UnavailableError(name, new Error("connect ECONNREFUSED 10.0.0.7:6379"));
  },
});
const serve = (...checks: readonly HealthCheck[]) => express().use(createHealthRouter(() => checks));

describe("GET /livez", () => {
  it("answers whatever is missing", async () => {
    const answer = await request(serve(away("redis"))).get("/livez");
    expect([answer.status, answer.body]).toEqual([200, { status: "alive" }]);
  });
});

describe("GET /readyz", () => {
  it("is 200 when everything is there", async () => {
    const answer = await request(serve(well("redis"), well("database"))).get("/readyz");
    expect([answer.status, answer.body]).toEqual([
      200,
      { status: "ready", checks: { redis: "ok", database: "ok" } },
    ]);
  });

  it("is 503 and names what is missing, without addresses", async () => {
    const answer = await request(serve(away("redis"), well("database"))).get("/readyz");
    expect([answer.status, answer.body]).toEqual([
      503,
      { status: "not ready", checks: { redis: "redis cannot be reached", database: "ok" } },
    ]);
  });

  it("names what does not answer in time", async () => {
    const silent: HealthCheck = { name: "database", check: () => new Promise(() => {}) };
    const answer = await request(serve(silent)).get("/readyz");
    expect([answer.status, answer.body.checks]).toEqual([503, { database: "does not answer" }]);
  });

  it("says nothing of a surprise but that it failed", async () => {
    const odd: HealthCheck = {
      name: "database",
      check: async () => {
        throw new TypeError("postgres://user:hush@db");
      },
    };
    const answer = await request(serve(odd)).get("/readyz");
    expect([answer.status, answer.body.checks]).toEqual([503, { database: "failed" }]);
  });

  it("looks again every time", async () => {
    let isAway = true;
    const check: HealthCheck = {
      name: "redis",
      check: async () => {
        if (isAway) throw new UnavailableError("redis");
      },
    };
    const app = serve(check);
    expect((await request(app).get("/readyz")).status).toBe(503);
    isAway = false;
    expect((await request(app).get("/readyz")).status).toBe(200);
  });
});
