import { describe, expect, it } from "vitest";
import { reachDatabase } from "../../src/database/database-errors.ts";
import { UnavailableError } from "../../src/runner/ports.ts";

const failing = (fields: object, message = "it went wrong") => Object.assign(new Error(message), fields);
const reach = (error: unknown) =>
  reachDatabase(() => Promise.reject(error)).catch((caught: unknown) => caught);

describe("reachDatabase", () => {
  it.each([
    ["a busy SQLite", failing({ code: "ERR_SQLITE_ERROR", errcode: 5 })],
    ["a broken disk, by an extended code", failing({ code: "ERR_SQLITE_ERROR", errcode: 10 + (3 << 8) })],
    ["a refused connection", failing({ code: "ECONNREFUSED" })],
    ["addresses that all refused", new AggregateError([failing({ code: "ECONNREFUSED" })])],
    ["a server that shuts down", failing({ code: "57P01" })],
    ["a server that is starting", failing({ code: "57P03" })],
    ["too many connections", failing({ code: "53300" })],
    ["a deadlock", failing({ code: "40P01" })],
    ["a rejected password", failing({ code: "28P01" })],
    ["a connection that broke", failing({}, "Connection terminated unexpectedly")],
    ["a pool that got no connection", failing({}, "timeout exceeded when trying to connect")],
  ])("calls the database unavailable after %s", async (_, error) => {
    expect(await reach(error)).toBeInstanceOf(UnavailableError);
  });

  it.each([
    ["a broken SQLite statement", failing({ code: "ERR_SQLITE_ERROR", errcode: 1 })],
    ["a violated SQLite constraint", failing({ code: "ERR_SQLITE_ERROR", errcode: 1299 })],
    ["a missing PostgreSQL table", failing({ code: "42P01" })],
    ["a violated PostgreSQL constraint", failing({ code: "23502" })],
    ["a mistake in the program", new TypeError("x is undefined")],
    ["something that is no error", "no error"],
  ])("lets %s through", async (_, error) => {
    expect(await reach(error)).toBe(error);
  });

  it("takes away what quotes rows", async () => {
    const error = failing({ code: "23502", detail: "Failing row contains (U1, secret)", where: "secret" });
    expect(JSON.stringify(await reach(error))).not.toContain("secret");
  });
});
