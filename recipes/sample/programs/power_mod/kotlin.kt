import java.util.Scanner

fun powerMod(start: Long, power: Long, modulus: Long): Long {
    var result = 1 % modulus
    var base = start % modulus
    var exponent = power
    while (exponent > 0) {
        if (exponent % 2 == 1L) result = result * base % modulus
        base = base * base % modulus
        exponent /= 2
    }
    return result
}

fun main(args: Array<String>) {
    val input = Scanner(System.`in`)
    repeat(input.nextInt()) {
        println(powerMod(input.nextLong(), input.nextLong(), input.nextLong()))
    }
}
