const numbers = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
let at = 0;
const n = numbers[at++];
const m = numbers[at++];
const distance = new Array(n + 1).fill(Infinity);
distance[1] = 0;
const roads = [];
for (let i = 0; i < m; i++) roads.push([numbers[at++], numbers[at++], numbers[at++]]);
for (let changed = true; changed; ) {
  changed = false;
  for (const [a, b, d] of roads) {
    if (distance[a] + d < distance[b]) {
      distance[b] = distance[a] + d;
      changed = true;
    }
    if (distance[b] + d < distance[a]) {
      distance[a] = distance[b] + d;
      changed = true;
    }
  }
}
console.log(distance.slice(1).map((length) => (length === Infinity ? -1 : length)).join(" "));
