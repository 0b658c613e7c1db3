private val numerals = listOf(
    1000 to "M", 900 to "CM", 500 to "D", 400 to "CD",
    100 to "C", 90 to "XC", 50 to "L", 40 to "XL",
    10 to "X", 9 to "IX", 5 to "V", 4 to "IV", 1 to "I"
)

fun toRoman(number: Int): String {
    if (number < 1 || number > 3999) return ""
    val roman = StringBuilder()
    var rest = number
    for ((value, letters) in numerals) {
        roman.append(letters.repeat(rest / value))
        rest %= value
    }
    return roman.toString()
}
