declare const require: any;
const lines: string[] = require("fs").readFileSync(0, "utf8").split("\n");
const values: number[] = lines[1].trim().split(/\s+/).map(parseFloat);

function average(numbers: number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

const mean = average(values);
console.log(mean.toFixed(8));
console.log(Math.sqrt(average(values.map((value) => (value - mean) ** 2))).toFixed(8));
