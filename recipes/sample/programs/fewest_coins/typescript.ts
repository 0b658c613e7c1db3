import { readFileSync } from "fs";

function solve(amount: number, coins: readonly number[]): number {
  const fewest: number[] = Array.from({ length: amount + 1 }, () => Infinity);
  fewest[0] = 0;
  for (const coin of coins) {
    for (let part = coin; part <= amount; part++) {
      fewest[part] = Math.min(fewest[part], fewest[part - coin] + 1);
    }
  }
  return Number.isFinite(fewest[amount]) ? fewest[amount] : -1;
}

const [head, coins] = readFileSync(0, "utf8").trim().split("\n").map((line: string) => line.split(" ").map(Number));
console.log(solve(head[0], coins));
