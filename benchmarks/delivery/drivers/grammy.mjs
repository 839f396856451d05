// grammY, alone or behind its throttler: node grammy.mjs TASK [RATE]
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Api } from "grammy";
import { apiThrottler } from "@grammyjs/transformer-throttler";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const limit = Number(process.argv[3] ?? 0);
const api = new Api(task.token, { apiRoot: task.url });
if (limit) {
  api.config.use(
    apiThrottler({
      global: {
        reservoir: limit,
        reservoirRefreshAmount: limit,
        reservoirRefreshInterval: 1000,
      },
    }),
  );
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
console.log(JSON.stringify({ ready: true }));
await lines.next();

const { text, reply_markup } = task.message;
const other = { parse_mode: "HTML", link_preview_options: { is_disabled: true }, reply_markup };
const began = performance.now();
const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
let next = 0;
let sent = 0;

async function some() {
  while (next < task.count) {
    const chat = task.first + next++;
    const turn = next;
    while (task.rate && turn > ((performance.now() - began) / 1000) * task.rate) {
      await rest(5);
    }
    await api.sendMessage(chat, text, other);
    sent += 1;
  }
}

await Promise.all(Array.from({ length: task.at_once }, some));
console.log(JSON.stringify({ sent }));
await lines.next();
process.exit(0);
