import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How one request fares: an answer, a connection that breaks, or nothing at all. */
export type Fate = readonly [status: number, body?: object] | "breaks" | "hangs";

/** A stand-in of LINE on a real connection, where it matters what was sent and what was not. */
export interface ScriptedLine {
  readonly origin: string;
  /** Bodies that arrived, in their order. */
  readonly arrived: readonly string[];
  close(): Promise<void>;
}

/** Serves one request after the other as told; the last fate is that of all others. */
export async function startScriptedLine(...fates: (Fate | (() => Fate))[]): Promise<ScriptedLine> {
  const arrived: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding("utf8").toArray()).join("");
    const fate = fates[Math.min(arrived.push(body), fates.length) - 1] ?? "hangs";
    const now = typeof fate === "function" ? fate() : fate;
    if (now === "breaks") request.socket.destroy();
    else if (now !== "hangs") response.writeHead(now[0]).end(JSON.stringify(now[1] ?? {}));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    arrived,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Where nobody listens. */
export async function nobodysOrigin(): Promise<string> {
  const { origin, close } = await startScriptedLine();
  await close();
  return origin;
}
