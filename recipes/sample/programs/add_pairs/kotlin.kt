fun main() {
    val n = readLine()!!.trim().toInt()
    var total = 0L
    repeat(n) {
        val (a, b) = readLine()!!.split(" ").map { it.toLong() }
        println(a + b)
        total += a + b
    }
    println(total)
}
