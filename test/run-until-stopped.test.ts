import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { endServices, startService } from "./faults/service.ts";
import { temporaryFolder } from "./support/servers.ts";

const folder = temporaryFolder();
afterAll(async () => {
  await endServices();
  folder.remove();
});

it("tells every problem of the configuration and ends with 1, without a stack", async () => {
  const service = startService("src/main.ts", { PORT: "secret-port", LINE_CHANNEL_ID: "1" });
  expect(await service.ended).toBe(1);
  expect(service.output()).toBe(
    "The configuration has 2 problem(s):\n" +
      "- PORT: use a port number from 0 to 65535, e.g. 3000\n" +
      "- LINE_CHANNEL_SECRET: set it to the channel secret from the LINE Developers Console (Basic settings)\n",
  );
});

it("says that the port is taken and ends with 1", async () => {
  const other = createServer().listen(0);
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const service = startService("src/main.ts", {
    PORT: String(port),
    DATA_DIR: folder.path,
    LINE_CHANNEL_SECRET: "hush",
    LINE_CHANNEL_ID: "1",
  });
  expect(await service.ended).toBe(1);
  expect(service.output()).toBe(`Port ${port} is taken. Set PORT to another one.\n`);
  other.close();
  await once(other, "close");
});
