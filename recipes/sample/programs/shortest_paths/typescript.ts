import * as fs from "fs";

type Road = { to: number; length: number };

const numbers: number[] = fs.readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const [n, m] = numbers;
const roads: Road[][] = Array.from({ length: n + 1 }, (): Road[] => []);
for (let i = 0; i < m; i++) {
  const [a, b, length] = numbers.slice(2 + 3 * i, 5 + 3 * i);
  roads[a].push({ to: b, length });
  roads[b].push({ to: a, length });
}
const distance: number[] = new Array<number>(n + 1).fill(Infinity);
const done = new Set<number>();
distance[1] = 0;
for (;;) {
  let town = 0;
  for (let other = 1; other <= n; other++) {
    if (!done.has(other) && distance[other] < distance[town]) town = other;
  }
  if (town === 0) break;
  done.add(town);
  for (const { to, length } of roads[town]) distance[to] = Math.min(distance[to], distance[town] + length);
}
console.log(distance.slice(1).map((length: number) => (isFinite(length) ? length : -1)).join(" "));
