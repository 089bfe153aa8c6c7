import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

/** How often a closing server looks for connections that have nothing more to do. */
const IDLE_LOOK_MS = 50;
/** Longer than LINE waits for an answer. */
const REQUEST_PATIENCE_MS = 3_000;

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** Takes no more connections, finishes the requests it has (for a few seconds), then resolves. */
  close(): Promise<void>;
}

/**
 * Listens on all interfaces, or on one.
 *
 * @param port 0 for any free one
 */
export async function listen(app: Express, port: number, host?: string): Promise<RunningServer> {
  const server = createServer(app);
  server.listen(port, host);
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  return { port: actual, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  // A connection kept alive becomes idle when its request is done; nobody shall wait for its time-out.
  const looking = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  // A request that never ends must not keep the process from finishing its own work.
  const cutting = setTimeout(() => server.closeAllConnections(), REQUEST_PATIENCE_MS);
  await closed;
  clearInterval(looking);
  clearTimeout(cutting);
}
