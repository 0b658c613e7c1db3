private static final int[] VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
private static final String[] LETTERS = {
    "M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"
};

public static String toRoman(int number) {
    if (number < 1 || number > 3999) {
        return "";
    }
    StringBuilder roman = new StringBuilder();
    for (int i = 0; i < VALUES.length; i++) {
        roman.append(LETTERS[i].repeat(number / VALUES[i]));
        number %= VALUES[i];
    }
    return roman.toString();
}
