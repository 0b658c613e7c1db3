const n = parseInt(require("fs").readFileSync(0, "utf8"), 10);
const crossed = new Uint8Array(n + 1);
let count = 0;
let last = "none";
for (let number = 2; number <= n; number++) {
  if (crossed[number]) continue;
  count++;
  last = number;
  for (let multiple = number * number; multiple <= n; multiple += number) crossed[multiple] = 1;
}
console.log(count + " " + last);
