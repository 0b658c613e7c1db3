// Checks each file named in files.json as a module of its own; prints one JSON line for each. The arguments are the
// compiler's library and files of declarations. Files that change the names of all modules are checked alone.
const fs = require("fs");
const path = require("path");
const typescript = require(process.argv[2]);
const declarations = process.argv.slice(3);
const names = JSON.parse(fs.readFileSync("files.json", "utf8"));

const { ModuleDetectionKind, ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;
const options = {
  noEmit: true,
  target: ScriptTarget.ES2022,
  module: ModuleKind.ES2022,
  moduleDetection: ModuleDetectionKind.Force,
  moduleResolution: ModuleResolutionKind.Bundler ?? ModuleResolutionKind.NodeJs,
  skipLibCheck: true,
  types: [],
};
const library = path.dirname(typescript.getDefaultLibFilePath(options));
const isOfLibrary = (name) => path.dirname(name) === library && /^lib\..*\.d\.ts$|^lib\.d\.ts$/.test(path.basename(name));
const readable = new Set([...names, ...declarations].map((name) => path.resolve(name)));
const sources = new Map();
const host = {
  ...typescript.createCompilerHost(options),
  // A file is there for the program that it belongs to, and for no import.
  fileExists: isOfLibrary,
  readFile: (name) => (isOfLibrary(name) ? fs.readFileSync(name, "utf8") : undefined),
  directoryExists: (name) => name === library,
  getDirectories: () => [],
  getSourceFile(name, target) {
    if (!isOfLibrary(name) && !readable.has(path.resolve(name))) return undefined;
    if (!sources.has(name)) {
      sources.set(name, typescript.createSourceFile(name, fs.readFileSync(name, "utf8"), target, true));
    }
    return sources.get(name);
  },
};

function isShared(file) {
  const references = [file.referencedFiles, file.typeReferenceDirectives, file.libReferenceDirectives];
  const isOfAll = (node) =>
    typescript.isModuleDeclaration(node) &&
    (typescript.isStringLiteral(node.name) || (node.flags & typescript.NodeFlags.GlobalAugmentation) !== 0);
  return references.some((found) => found.length > 0) || file.statements.some(isOfAll);
}

const programOf = (chosen) => typescript.createProgram([...declarations, ...chosen], options, host);

function check(chosen, program) {
  for (const name of chosen) {
    const file = program.getSourceFile(name);
    const syntactic = program.getSyntacticDiagnostics(file);
    const errors = (syntactic.length > 0 ? syntactic : program.getSemanticDiagnostics(file)).map((found) => ({
      line: file.getLineAndCharacterOfPosition(found.start ?? 0).line + 1,
      text: `TS${found.code}: ${typescript.flattenDiagnosticMessageText(found.messageText, "\n").split("\n")[0]}`,
    }));
    console.log(JSON.stringify({ file: name, errors }));
  }
}

const all = programOf(names);
const alone = names.filter((name) => isShared(all.getSourceFile(name)));
const together = names.filter((name) => !alone.includes(name));
check(together, alone.length > 0 ? programOf(together) : all);
for (const name of alone) check([name], programOf([name]));
