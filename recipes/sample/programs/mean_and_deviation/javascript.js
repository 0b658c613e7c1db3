const lines = require("fs").readFileSync("/dev/stdin").toString().split("\n");
const values = lines[1].trim().split(/\s+/).map(parseFloat);
const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
console.log(mean.toFixed(9));
console.log(Math.sqrt(squares / values.length).toFixed(9));
