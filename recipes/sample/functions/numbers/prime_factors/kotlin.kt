fun primeFactors(number: Int): List<Int> {
    val factors = mutableListOf<Int>()
    var rest = number
    var divisor = 2
    while (divisor.toLong() * divisor <= rest) {
        while (rest % divisor == 0) {
            factors.add(divisor)
            rest /= divisor
        }
        divisor++
    }
    if (rest > 1) factors.add(rest)
    return factors
}
