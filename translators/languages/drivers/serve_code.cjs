// Loads the file that is the argument, and calls its functions for the tests, which run in another process. It first says
// which names the code has; then each line asks for one call.
const { NotPlain, encode, decode, read, write } = require("./plain_values.cjs");
const { resolve } = require("path");

const BASES = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, Error];

function described(names) {
  const found = { functions: [], values: {}, others: [] };
  for (const [name, value] of Object.entries(names)) {
    if (typeof value === "function") {
      const isClass = /^class\b/.test(Function.prototype.toString.call(value)) || Object.keys(value).length > 0;
      found[isClass ? "others" : "functions"].push(name);
    } else if (value !== undefined) {
      try {
        found.values[name] = encode(value);
      } catch {
        found.others.push(name);
      }
    }
  }
  return found;
}

function failed(problem) {
  if (!(problem instanceof Error)) return { thrown: encode(problem) };
  const base = BASES.find((kind) => problem instanceof kind);
  const exact = Object.getPrototypeOf(problem) === base.prototype && Object.keys(problem).length === 0;
  return { error: base.name, message: String(problem.message), name: String(problem.name), exact };
}

async function settled(promise) {
  try {
    return { value: encode(await promise) };
  } catch (problem) {
    if (problem instanceof NotPlain) throw problem;
    return failed(problem);
  }
}

async function answer(call, asked) {
  const given = decode(asked.arguments);
  let said;
  try {
    const result = call(...given);
    const at = given.findIndex((value) => typeof value === "object" && value !== null && value === result);
    if (at >= 0) said = { same: at };
    else said = result instanceof Promise ? { promise: await settled(result) } : { value: encode(result) };
  } catch (problem) {
    if (problem instanceof NotPlain) throw problem;
    said = failed(problem);
  }
  const changed = given.map(encode).map((value, at) => [at, value]);
  const old = asked.arguments.map((value) => JSON.stringify(value));
  return { ...said, changed: changed.filter(([at, value]) => JSON.stringify(value) !== old[at]) };
}

async function main() {
  let names;
  try {
    const path = resolve(process.argv[2]);
    names = path.endsWith(".mjs") ? { ...(await import(path)) } : (require(path), globalThis.pairloomDeclared);
    write(described(names));
  } catch (problem) {
    write({ broken: String(problem) });
    throw problem;
  }
  for (let asked = read(); asked !== undefined; asked = read()) {
    try {
      write(await answer(names[asked.call], asked));
    } catch (problem) {
      write({ shared: `a value is a ${problem.message}` });
    }
  }
  process.exit(0);
}

main();
