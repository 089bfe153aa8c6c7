import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What is answered: JSON. */
export interface LightAnswer {
  readonly status: number;
  readonly body: object;
}

/** A stand-in of LINE's API without a framework, for where its own computing would falsify what is measured. */
export interface LightServer {
  /** Where it is, `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Cuts off whoever is still connected. */
  readonly close: () => Promise<void>;
}

/** Every answer of LINE has an id of the request. */
const HEADERS = { "content-type": "application/json", "x-line-request-id": "1" };
/** Connections are kept for so long that nobody has to connect again in the middle of a run. */
const KEEP_ALIVE_MS = 600_000;

/**
 * Listens on a free port of this machine and answers every request once its whole body is here.
 *
 * @param answer must not throw; when a caller goes away before, it is not asked
 */
export async function startLightServer(
  answer: (request: IncomingMessage, body: Buffer) => LightAnswer | Promise<LightAnswer>,
): Promise<LightServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
    const body = await bodyOf(request).catch(() => undefined);
    // The caller has gone, e.g. was killed.
    if (body === undefined) return;
    const { status, body: told } = await answer(request, body);
    response.writeHead(status, HEADERS).end(JSON.stringify(told));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
