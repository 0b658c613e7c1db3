// Runs the tests of suite.test.js; the last line says how many passed, or why they could not be run, with the word that
// stands on standard input and that no code which is tested has seen.
import { existsSync, readFileSync, writeSync } from "node:fs";
import * as globals from "@jest/globals";

const word = readFileSync(0, "utf8").trim();
const say = writeSync;
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value });
// What the comparisons stand on stays as it is.
const types = [Array, Map, Set, String, RegExp];
for (const used of [Object, Reflect, Number, ...types.map((type) => type.prototype)]) Object.freeze(used);
const code = existsSync("called_code.cjs") ? (await import("./called_code.cjs")).default : undefined;
try {
  await import("./suite.test.js");
  const said = `passed ${await globals.runAll()}`;
  say(1, `\nsuite ${word} ${code ? code.judged(said) : said}\n`);
} catch (problem) {
  if (problem instanceof globals.Unsupported) say(1, `\nsuite ${word} unfit ${problem.message}\n`);
  else if (code) say(1, `\nsuite ${word} ${code.judged("", problem ?? new Error("nothing was thrown"))}\n`);
  else say(1, `\nsuite ${word} failed ${String(problem?.message ?? problem).split("\n")[0]}\n`);
  process.exitCode = 1;
}
