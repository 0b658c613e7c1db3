const [[amount], coins] = require("fs")
  .readFileSync(0, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ").map(Number));
const fewest = Array(amount + 1).fill(Infinity);
fewest[0] = 0;
for (const coin of coins) {
  for (let part = coin; part <= amount; part++) {
    fewest[part] = Math.min(fewest[part], fewest[part - coin] + 1);
  }
}
console.log(fewest[amount] === Infinity ? -1 : fewest[amount]);
