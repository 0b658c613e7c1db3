// What programs use of Node, without types: Node's own declarations need not be installed.
declare var process: any, require: any, module: any, exports: any, Buffer: any, global: any;
declare var __filename: string, __dirname: string;
declare namespace NodeJS { type ErrnoException = any; type ReadableStream = any; type WriteStream = any; }
declare module "readline" {
  export type Interface = any;
  export function createInterface(...options: any[]): any;
  const all: any;
  export default all;
}
declare module "node:readline" { export * from "readline"; export { default } from "readline"; }
declare module "fs";
declare module "node:fs";
declare module "fs/promises";
declare module "node:fs/promises";
declare module "readline/promises";
declare module "node:readline/promises";
declare module "process";
declare module "node:process";
declare module "os";
declare module "node:os";
declare module "util";
declare module "node:util";
declare module "assert";
declare module "node:assert";
declare module "events";
declare module "node:events";
declare module "buffer";
declare module "node:buffer";
declare module "stream";
declare module "node:stream";
