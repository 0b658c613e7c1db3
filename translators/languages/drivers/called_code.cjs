// The functions of the code that is tested, for the tests: each sends its arguments to the process that has the code, and
// returns the plain value, or throws the error, that comes back.
const { encode, decode, read, write } = require("./plain_values.cjs");

// shared: why the tests need the code in their own process, "" if they do not. gone: why the process of the code gives no
// more answers. raised: whether it threw an error. doubtful: whether an error had a class of the code, which the tests do
// not have, so that they may fail because of that.
const state = { shared: "", gone: "", broken: "", raised: false, doubtful: false };
const BASES = { TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, Error };

function share(why) {
  state.shared ||= why;
  throw new Error(state.shared);
}

function answered() {
  let said;
  try {
    said = read();
  } catch {
    said = undefined;
  }
  if (typeof said === "object" && said !== null) return said;
  state.gone ||= "its process ended before its tests did";
  throw new Error(state.gone);
}

function change(old, value) {
  if (typeof old !== "object" || old === null) return;
  if (Array.isArray(old)) return void old.splice(0, old.length, ...value);
  if (old instanceof Map) return old.clear(), value.forEach((item, key) => old.set(key, item));
  if (old instanceof Set) return old.clear(), value.forEach((item) => old.add(item));
  if (Object.getPrototypeOf(old) !== Object.prototype) share("it changes an argument");
  Object.keys(old).forEach((key) => delete old[key]);
  Object.assign(old, value);
}

function outcome(said) {
  if ("thrown" in said) {
    state.raised = true;
    throw decode(said.thrown);
  }
  if (!("error" in said)) return decode(said.value);
  state.raised = true;
  state.doubtful ||= said.exact !== true;
  const problem = new (BASES[said.error] ?? Error)(String(said.message));
  if (said.exact !== true) problem.name = String(said.name);
  throw problem;
}

function stub(name) {
  return function (...given) {
    if (new.target) share(`the tests make objects of ${name}`);
    let values;
    try {
      values = given.map(encode);
    } catch (problem) {
      share(`the tests pass a ${problem.message}`);
    }
    try {
      write({ call: name, arguments: values });
    } catch {
      state.gone ||= "its process ended before its tests did";
    }
    const said = answered();
    if ("shared" in said) share(String(said.shared));
    for (const [at, value] of said.changed ?? []) change(given[at], decode(value));
    if ("same" in said) return given[said.same];
    if (!("promise" in said)) return outcome(said);
    return new Promise((resolve) => resolve(outcome(said.promise)));
  };
}

let names;
try {
  names = answered();
} catch {
  names = { broken: state.gone };
}
if ("broken" in names) state.broken = String(names.broken);

// What the tests may use of the code, among the names that they mention. A function with the name of one that the language
// has counts only if the tests mention no other: it must not replace what the tests compare with.
function own(mentioned, isImported) {
  if (state.broken) return {};
  const others = mentioned.filter((name) => names.others.includes(name));
  if (others.length > 0) state.shared ||= `the tests use ${others[0]}, which is no function and no plain value`;
  const functions = mentioned.filter((name) => names.functions.includes(name));
  const taken = (name) => name in globalThis || ["require", "module", "exports"].includes(name);
  const free = functions.filter((name) => !taken(name));
  const values = Object.entries(names.values).filter(([name]) => isImported || !taken(name));
  const chosen = isImported || free.length === 0 ? functions : free;
  return Object.fromEntries([
    ...values.filter(([name]) => mentioned.includes(name)).map(([name, value]) => [name, decode(value)]),
    ...chosen.map((name) => [name, stub(name)]),
  ]);
}

// What became of the tests, for the last line. problem: what they threw.
function judged(said, problem) {
  if (state.broken) return `failed ${state.broken.split("\n")[0]}`;
  if (state.shared) return `shared ${state.shared}`;
  if (state.gone) return `wrong ${state.gone}`;
  if (problem === undefined) return said;
  if (state.doubtful) return "shared an error has a class of the code";
  const isName = /^(?:ReferenceError|SyntaxError)$/.test(problem?.name) || /MODULE_NOT_FOUND$|^ENOENT$/.test(problem?.code);
  const kind = isName && !state.raised ? "lacking" : "wrong";
  return `${kind} ${String(problem?.message ?? problem).split("\n")[0]}`;
}

module.exports = { own, judged };
