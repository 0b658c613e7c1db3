const values = require("fs").readFileSync(0, "utf8").split("\n")[1].trim().split(" ").map(Number);
const best = [];
for (let i = 0; i < values.length; i++) {
  best[i] = 1;
  for (let j = 0; j < i; j++) {
    if (values[j] < values[i]) best[i] = Math.max(best[i], best[j] + 1);
  }
}
console.log(Math.max(...best));
