const lines = require("fs").readFileSync("/dev/stdin", "utf8").split("\n");
const n = Number(lines[0]);
let total = 0;
const out = [];
for (let i = 1; i <= n; i++) {
  const [a, b] = lines[i].split(" ").map(Number);
  out.push(a + b);
  total += a + b;
}
out.push(total);
console.log(out.join("\n"));
