import * as fs from "fs";

const words: bigint[] = fs.readFileSync(0, "utf8").trim().split(/\s+/).map((word: string) => BigInt(word));

function powerMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  base %= modulus;
  while (exponent > 0n) {
    if (exponent % 2n === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
    exponent /= 2n;
  }
  return result;
}

for (let at = 1; at + 2 < words.length; at += 3) {
  console.log(powerMod(words[at], words[at + 1], words[at + 2]).toString());
}
