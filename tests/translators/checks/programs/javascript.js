const data = require("fs").readFileSync(0, "utf8").split(/\s+/).map(Number);

function classify(total) {
  return total === 0 ? "balanced" : total > 0 ? "positive" : "negative";
}

const count = data[0];
const total = data.slice(1, count + 1).reduce((a, b) => a + b, 0) % 1000007;
console.log(`${classify(total)} ${total} ${4096 + count}`);
