import { Router as createRouter, type Router } from "express";
import { type HealthCheck, UnavailableError } from "../runner/ports.ts";

/** A check that takes longer counts as failed. */
const CHECK_WITHIN_MS = 1_500;

/**
 * `GET /livez`: the process runs. `GET /readyz`: 200 when everything it needs is there, else 503; either
 * way it names each part and how it is.
 */
export function createHealthRouter(checks: () => readonly HealthCheck[]): Router {
  const router = createRouter();
  router.get("/livez", (_request, response) => {
    response.json({ status: "alive" });
  });
  router.get("/readyz", async (_request, response) => {
    const parts = await Promise.all(
      checks().map(async (check) => [check.name, await stateOf(check)] as const),
    );
    const isReady = parts.every(([, state]) => state === "ok");
    response
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? "ready" : "not ready", checks: Object.fromEntries(parts) });
  });
  return router;
}

async function stateOf(part: HealthCheck): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve("does not answer"), CHECK_WITHIN_MS);
  const checked = part.check().then(
    () => "ok",
    // The words of a surprise may hold an address with a password.
    (error: unknown) => (error instanceof UnavailableError ? error.message : "failed"),
  );
  const state = await Promise.race([checked, late.promise]);
  clearTimeout(timer);
  return state;
}
