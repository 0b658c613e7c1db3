const [count, ...rest] = require("fs").readFileSync(0, "utf8").split(/\s+/).filter(Boolean).map(BigInt);

function powerMod(base, exponent, modulus) {
  let result = 1n % modulus;
  base %= modulus;
  while (exponent > 0n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
    exponent >>= 1n;
  }
  return result;
}

for (let i = 0; i < Number(count); i++) {
  console.log(String(powerMod(...rest.slice(3 * i, 3 * i + 3))));
}
