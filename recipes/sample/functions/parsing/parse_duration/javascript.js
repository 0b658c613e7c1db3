function parseDuration(text) {
  if (!/^(\d+[dhms])+$/.test(text)) {
    return null;
  }
  const secondsPerUnit = { d: 86400, h: 3600, m: 60, s: 1 };
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([dhms])/g)) {
    total += Number(amount) * secondsPerUnit[unit];
  }
  return total;
}
