// As Bottender's documentation shows for a server of one's own with express.
const bodyParser = require("body-parser");
const express = require("express");
const { bottender } = require("bottender");

const app = bottender({ dev: process.env.NODE_ENV !== "production" });
const port = Number(process.env.PORT) || 0;
const handle = app.getRequestHandler();

app.prepare().then(() => {
  const server = express();
  const verify = (req, _res, buf) => {
    req.rawBody = buf.toString();
  };
  server.use(bodyParser.json({ verify }));
  server.use(bodyParser.urlencoded({ extended: false, verify }));
  server.all("*", (req, res) => handle(req, res));
  const listener = server.listen(port, "127.0.0.1", () => {
    console.log(`listens on port ${listener.address().port}`);
  });
});
