import * as fs from "fs";

const read = (): number[][] =>
  fs.readFileSync(0, "utf8").trim().split("\n").map((line: string) => line.trim().split(" ").map(Number));

const rotate = <T>(matrix: T[][]): T[][] => matrix[0].map((_, x) => matrix.map((row) => row[x]).reverse());

const [, ...matrix] = read();
for (const row of rotate(matrix)) console.log(row.join(" "));
