// Runs the tests of suite.test.js; the last line says how many passed, or why they could not be run.
import * as globals from "@jest/globals";

Object.assign(globalThis, globals);
try {
  await import("./suite.test.js");
  console.log(`\nsuite passed ${await globals.runAll()}`);
} catch (problem) {
  if (problem instanceof globals.Unsupported) console.log(`\nsuite unfit ${problem.message}`);
  else console.log(`\nsuite failed ${String(problem?.message ?? problem).split("\n")[0]}`);
  process.exitCode = 1;
}
