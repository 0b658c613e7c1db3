// Compiles each file named in files.json without running it; prints one JSON line for each.
const fs = require("fs");
const vm = require("vm");

for (const name of JSON.parse(fs.readFileSync("files.json", "utf8"))) {
  const code = fs.readFileSync(name, "utf8");
  const errors = [];
  const isModule = /^\s*(import|export)\b|\bimport\.meta\b/m.test(code);
  try {
    if (isModule) new vm.SourceTextModule(code, { identifier: name });
    else new vm.Script(code, { filename: name });
  } catch (problem) {
    const line = Number((/:(\d+)\n/.exec(problem.stack) ?? [0, 1])[1]);
    errors.push({ line, text: String(problem.message) });
  }
  console.log(JSON.stringify({ file: name, errors }));
}
