// Runs program.js, which ends with an error if an answer is wrong. The last line says that it came to its end, with the
// word that stands on standard input and that no code which is tested has seen. The code is part of program.js, or in
// another process (called_code.cjs).
const assert = require("assert");
const { existsSync, readFileSync, writeSync } = require("fs");

const word = readFileSync(0, "utf8").trim();
// node's console.assert only prints; here it ends the program.
const value = (holds, ...said) => {
  if (!holds) throw new Error(`assertion failed ${said.join(" ")}`);
};
Object.defineProperty(console, "assert", { value, writable: false, configurable: false });
for (const used of [assert, assert.strict]) Object.freeze(used);
if (existsSync("called_code.cjs")) {
  const code = require("./called_code.cjs");
  Object.assign(globalThis, code.own(readFileSync("program.js", "utf8").match(/[\w$]+/g)));
  let problem;
  try {
    require("./program.js");
  } catch (thrown) {
    problem = thrown ?? new Error("nothing was thrown");
  }
  writeSync(1, `\nsuite ${word} ${code.judged("passed 1", problem)}\n`);
} else {
  require("./program.js");
  writeSync(1, `\nsuite ${word} passed 1\n`);
}
