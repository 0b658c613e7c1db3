import { createInterface } from "readline";

const reader = createInterface({ input: process.stdin });
reader.on("line", (line: string) => {
  const n: number = Number(line);
  const crossed: boolean[] = new Array<boolean>(n + 1).fill(false);
  let count: number = 0;
  let last: number | undefined;
  for (let number = 2; number <= n; number++) {
    if (crossed[number]) continue;
    count++;
    last = number;
    for (let multiple = number * number; multiple <= n; multiple += number) crossed[multiple] = true;
  }
  console.log(`${count} ${last ?? "none"}`);
  reader.close();
});
