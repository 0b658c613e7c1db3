function toBase(number, base) {
  return number.toString(base);
}
