# The service without anything that is only needed to develop it.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
# Owned by root: the service runs as somebody who can change none of it.
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY data data
COPY flex-templates flex-templates
COPY src src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` does; docs/adr/0009 says what the option is for.
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
