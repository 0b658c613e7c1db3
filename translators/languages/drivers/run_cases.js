// Calls one function of program.cjs or program.mjs as calls.json says, and reports each result. A report is a line that
// begins with the word on standard input, which the code has not seen, so that nothing it prints is taken for one.
const { existsSync, readFileSync, writeSync } = require("fs");
const { resolve } = require("path");

const word = readFileSync(0, "utf8").trim();
const { name, calls, isPiece, changed } = JSON.parse(readFileSync("calls.json", "utf8"));
const before = new Set(Object.getOwnPropertyNames(globalThis));
const builtIn = [Object.prototype, Function.prototype, Array.prototype, null];

class Unfit extends Error {}

function report(outcome, index, text) {
  let rest = Buffer.from(`\n${word} ${outcome} ${index} ${text}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (problem) {
      if (problem.code !== "EAGAIN") throw problem; // the reader is slower
    }
  }
}

function plain(key, value) {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set || ArrayBuffer.isView(value)) return [...value];
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol") throw new Unfit(`returns a ${typeof value}`);
  if (typeof value?.next === "function") throw new Unfit("returns an iterator");
  return value;
}

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));
const isCallable = (value) => typeof value === "function" && !isClass(value);

// What `holder` has of its own or from a class of the code.
function member(holder) {
  for (let at = holder; !builtIn.includes(at); at = Object.getPrototypeOf(at)) {
    const value = Object.getOwnPropertyDescriptor(at, name)?.value;
    if (isCallable(value)) return value;
  }
  return undefined;
}

// The function in a class or an object, with what it is called on; classes and objects in it are searched as well.
function within(holder, depth = 0) {
  if (holder === null || !["object", "function"].includes(typeof holder)) return undefined;
  const own = member(holder);
  if (own) return Object.assign((...given) => own.apply(holder, given), { written: own });
  if (typeof holder === "function" && holder.prototype && member(holder.prototype)) {
    if (holder.length > 0) throw new Unfit(`is a method of a class whose constructor takes ${holder.length} arguments`);
    const object = new holder();
    return Object.assign((...given) => object[name](...given), { written: object[name] });
  }
  if (depth === 2) return undefined;
  const inner = Object.values(Object.getOwnPropertyDescriptors(holder)).map(({ value }) => value);
  return inner.map((value) => within(value, depth + 1)).find(Boolean);
}

// The top level comes first, then what the module exports, then classes and objects.
function find(declared, exported) {
  const top = [declared[name], exported?.[name], before.has(name) ? undefined : globalThis[name]].find(isCallable);
  if (top) return top;
  const inner = [...Object.values(declared), exported].map((value) => within(value)).find(Boolean);
  const found = inner ?? [exported?.default, exported].find(isCallable);
  if (!found) throw new Unfit(`there is no function ${name} that can be called`);
  return found;
}

function fitting(call, given) {
  const written = call.written ?? call;
  const text = Function.prototype.toString.call(written);
  const head = text.match(/^[^(]*=>|^[^)]*/)[0]; // a parameter may stand without parentheses
  const isOpen = /\.\.\.|=/.test(head) || /\barguments\b/.test(text) || /\[native code\]/.test(text);
  if (written.length > given.length || (written.length < given.length && !isOpen)) {
    throw new Unfit(`takes ${written.length} arguments, not ${given.length}`);
  }
  const takesApart = /[(,]\s*\{/.test(head);
  if (takesApart && !given.some((value) => value?.constructor === Object)) throw new Unfit("takes an object");
  return given;
}

async function load() {
  globalThis.require ??= require;
  globalThis.module ??= { exports: {} };
  globalThis.exports ??= globalThis.module.exports;
  const isModule = existsSync("program.mjs");
  const exported = isModule ? await import(resolve("program.mjs")) : require(resolve("program.cjs"));
  const declared = globalThis.pairloomDeclared ?? {};
  try {
    return find(declared, exported);
  } catch (problem) {
    const others = globalThis.module.exports; // CommonJS in a module
    if (!isModule || Object.keys(others).length === 0) throw problem;
    return find(declared, others);
  }
}

async function main() {
  let call, problem;
  try {
    call = await load();
  } catch (thrown) {
    problem = thrown;
  }
  report("start", 0, "");
  for (const [index, given] of calls.entries()) {
    try {
      if (problem !== undefined) throw problem;
      const result = await call(...fitting(call, given));
      for (const position of changed) report("changed", index, `${position} ${JSON.stringify(given[position], plain)}`);
      report("case", index, JSON.stringify(result, plain) ?? "null");
    } catch (thrown) {
      const absent = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"].includes(thrown?.code);
      const isUnfit = thrown instanceof Unfit || absent || isPiece;
      report(isUnfit ? "unfit" : "error", index, JSON.stringify(String(thrown)));
    }
  }
}

main();
