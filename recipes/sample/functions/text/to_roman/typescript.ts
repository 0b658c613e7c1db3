const NUMERALS: ReadonlyArray<[number, string]> = [
  [1000, "M"], [900, "CM"], [500, "D"], [400, "CD"],
  [100, "C"], [90, "XC"], [50, "L"], [40, "XL"],
  [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"],
];

function toRoman(number: number): string {
  if (number < 1 || number > 3999) {
    return "";
  }
  let roman = "";
  for (const [value, letters] of NUMERALS) {
    roman += letters.repeat(Math.floor(number / value));
    number %= value;
  }
  return roman;
}
