function primesBelow(limit) {
  const isPrime = new Array(Math.max(limit, 0)).fill(true);
  const primes = [];
  for (let number = 2; number < limit; number++) {
    if (!isPrime[number]) continue;
    primes.push(number);
    for (let multiple = number * number; multiple < limit; multiple += number) {
      isPrime[multiple] = false;
    }
  }
  return primes;
}
