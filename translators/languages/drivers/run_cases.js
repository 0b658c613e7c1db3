// Calls one function of program.cjs or program.mjs as calls.json says, and reports each result. A report is a line that
// begins with the word on standard input, which the code has not seen, so that nothing it prints is taken for one.
const { existsSync, readFileSync, writeSync } = require("fs");
const { resolve } = require("path");

const word = readFileSync(0, "utf8").trim();
const task = readFileSync("calls.json", "utf8");
let { name, isPiece, changed, returns, calls } = JSON.parse(task);
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

// The fields that hold the other nodes of a linked list or a binary tree; none for anything else.
const linksOf = (node) => [["left", "right"], ["next"]].find((names) => names.every((name) => name in node)) ?? [];

// The values of a linked list, or of a tree level by level.
function valuesOf(first) {
  const links = linksOf(first);
  const nodes = [first];
  for (const node of nodes) {
    if (node) nodes.push(...links.map((link) => node[link] ?? null).filter((next) => links.length > 1 || next));
    if (nodes.length > 100000) throw new Unfit("the nodes form a circle");
  }
  return nodes.map((node) => (node ? node[Object.keys(node).find((key) => !links.includes(key))] : null));
}

function makeNodes(values, Node, links) {
  const nodes = values.map((value) => (value === null ? null : new Node(value)));
  const following = nodes.slice(1);
  for (const node of nodes) {
    for (const link of node ? links : []) node[link] = following.shift() ?? null;
  }
  return nodes[0] ?? null;
}

// A value of calls.json, or what it stands for.
function revive(key, value) {
  const declared = globalThis.pairloomDeclared ?? {};
  const node = (own) => [declared[own], declared.Node, globalThis[own]].find((found) => typeof found === "function");
  switch (value?.pairloom) {
    case "set":
      return new Set(value.values);
    case "tuple":
      return value.values;
    case "linked":
      return makeNodes(value.values, node("ListNode"), ["next"]);
    case "tree":
      return makeNodes(value.values, node("TreeNode"), ["left", "right"]);
    default:
      return value;
  }
}

function plain(key, value) {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set || ArrayBuffer.isView(value)) return [...value];
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "function" || typeof value === "symbol") throw new Unfit(`returns a ${typeof value}`);
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  const isNode = isObject && (value.constructor !== Object || /[nr]/.test(returns)); // a literal may be a dictionary
  if (isNode && linksOf(value).some((link) => typeof value[link] === "object")) return valuesOf(value);
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

// What judges define before they run a solution.
globalThis.ListNode = class ListNode {
  constructor(val = 0, next = null) {
    Object.assign(this, { val, next });
  }
};
globalThis.TreeNode = class TreeNode {
  constructor(val = 0, left = null, right = null) {
    Object.assign(this, { val, left, right });
  }
};

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
    calls = JSON.parse(task, revive).calls;
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
