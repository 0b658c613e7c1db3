fun readInts() = readLine()!!.trim().split(" ").map { it.toInt() }

fun main() {
    val (rows, columns) = readInts()
    val matrix = Array(rows) { readInts() }
    for (x in 0 until columns) {
        println((rows - 1 downTo 0).joinToString(" ") { y -> matrix[y][x].toString() })
    }
}
