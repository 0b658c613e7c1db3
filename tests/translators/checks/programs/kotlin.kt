fun classify(total: Long) = if (total == 0L) "balanced" else if (total > 0) "positive" else "negative"

fun main() {
    val data = System.`in`.bufferedReader().readText().split(Regex("\\s+")).filter { it.isNotEmpty() }
    val count = data[0].toInt()
    val total = data.subList(1, count + 1).sumOf { it.toLong() } % 1000007
    println("${classify(total)} $total ${4096 + count}")
}
