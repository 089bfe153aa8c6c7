import { middleware } from "@line/bot-sdk";
import express from "express";
import { z } from "zod";
import { listen } from "../../../src/web/http-server.ts";

/*
 * The webhook as LINE's SDK shows it: its middleware checks the signature and parses the body, then 200. Nothing is
 * done with the events.
 */
const { LINE_CHANNEL_SECRET } = z.object({ LINE_CHANNEL_SECRET: z.string() }).parse(process.env);

const app = express();
app.post("/webhook", middleware({ channelSecret: LINE_CHANNEL_SECRET }), (_request, response) => {
  response.status(200).end();
});
const { port } = await listen(app, 0, "127.0.0.1");
console.log(`listens on port ${port}`);
