// Plain values as JSON between the process of the tests and the process of the code that is tested. Both have a copy of
// this file.
const { readSync, writeSync } = require("fs");

class NotPlain extends Error {}

function encode(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value === undefined) return { undefined: true };
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value !== "object") throw new NotPlain(typeof value);
  if (Array.isArray(value)) return Array.from(value, encode);
  if (value instanceof Map) return { map: Array.from(value, (pair) => pair.map(encode)) };
  if (value instanceof Set) return { set: Array.from(value, encode) };
  if (value instanceof Date) return { date: encode(value.getTime()) };
  const kind = Object.getPrototypeOf(value);
  if (kind !== null && kind !== Object.prototype) throw new NotPlain(kind.constructor?.name ?? "object");
  return { object: Object.entries(value).map(([key, item]) => [key, encode(item)]) };
}

const KINDS = {
  undefined: () => undefined,
  number: Number,
  bigint: BigInt,
  map: (pairs) => new Map(pairs.map((pair) => pair.map(decode))),
  set: (items) => new Set(items.map(decode)),
  date: (time) => new Date(decode(time)),
  object: (pairs) => Object.fromEntries(pairs.map(([key, item]) => [key, decode(item)])),
};

function decode(given) {
  if (Array.isArray(given)) return given.map(decode);
  if (typeof given !== "object" || given === null) return given;
  const [[kind, inner]] = Object.entries(given);
  return KINDS[kind](inner);
}

// The pipes to the other process: one JSON text per line in each direction.
const [reading, writing] = process.env.PAIRLOOM_PIPES.split(" ").map(Number);
let rest = Buffer.alloc(0);

// The next message, undefined at the end.
function read() {
  const parts = [rest];
  while (!parts.at(-1).includes(10)) {
    const part = Buffer.alloc(1 << 16);
    const count = readSync(reading, part);
    if (count === 0) return undefined;
    parts.push(part.subarray(0, count));
  }
  const all = Buffer.concat(parts);
  const end = all.indexOf(10);
  rest = all.subarray(end + 1);
  return JSON.parse(all.toString("utf8", 0, end));
}

function write(message) {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(writing, bytes, at);
}

module.exports = { NotPlain, encode, decode, read, write };
