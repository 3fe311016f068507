# syntax=docker/dockerfile:1
# The witness by itself: Node, its own sources, libs/tlog and libs/durable-files. No package of npm is in the image.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# To compile only.
RUN npm ci --omit=optional --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY apps/witness ./apps/witness
COPY libs/tlog ./libs/tlog
COPY libs/durable-files ./libs/durable-files
COPY docker/tsconfig.json docker/witness.tsconfig.json ./docker/
RUN node node_modules/typescript/bin/tsc -p docker/witness.tsconfig.json

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/dist ./dist
USER node
ENTRYPOINT ["tini", "--", "node", "dist/apps/witness/src/main.js"]
CMD ["serve", "/witness/witness.json"]
