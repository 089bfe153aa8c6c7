module.exports = {
  session: {
    driver: "redis",
    // A month, in minutes: people go on where they stopped.
    expiresIn: 30 * 24 * 60,
    stores: {
      redis: { host: "127.0.0.1", port: Number(process.env.REDIS_PORT) },
    },
  },
  initialState: { at: 0, ratings: {} },
  channels: {
    line: {
      enabled: true,
      path: "/webhooks/line",
      accessToken: process.env.LINE_ACCESS_TOKEN,
      channelSecret: process.env.LINE_CHANNEL_SECRET,
      origin: process.env.LINE_ORIGIN,
    },
  },
};
