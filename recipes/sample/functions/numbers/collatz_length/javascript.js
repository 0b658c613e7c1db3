function collatzLength(start) {
  let steps = 0;
  for (let number = start; number > 1; steps++) {
    number = number % 2 === 0 ? number / 2 : 3 * number + 1;
  }
  return steps;
}
