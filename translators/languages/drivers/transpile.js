// Makes JavaScript of the TypeScript files that files.json names, beside them, by leaving out the types. Prints one JSON
// line for each. The argument is the compiler's library.
const fs = require("fs");
const typescript = require(process.argv[2]);
const { ScriptTarget, ModuleKind } = typescript;

for (const file of JSON.parse(fs.readFileSync("files.json", "utf8"))) {
  const module = file.endsWith(".mts") ? ModuleKind.ES2022 : ModuleKind.CommonJS;
  const { outputText, diagnostics } = typescript.transpileModule(fs.readFileSync(file, "utf8"), {
    compilerOptions: { target: ScriptTarget.ES2022, module, esModuleInterop: true },
    fileName: file,
    reportDiagnostics: true,
  });
  fs.writeFileSync(file.replace(/ts$/, "js"), outputText);
  const texts = diagnostics.map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, " "));
  console.log(JSON.stringify({ file, errors: texts.slice(0, 1).map((text) => ({ line: 1, text })) }));
}
