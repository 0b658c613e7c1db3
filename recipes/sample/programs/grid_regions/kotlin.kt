lateinit var grid: List<CharArray>

fun fill(y: Int, x: Int): Int {
    if (y !in grid.indices || x !in grid[y].indices || grid[y][x] != '#') return 0
    grid[y][x] = '.'
    return 1 + fill(y - 1, x) + fill(y + 1, x) + fill(y, x - 1) + fill(y, x + 1)
}

fun main() {
    val (rows, columns) = readLine()!!.trim().split(" ").map { it.toInt() }
    grid = List(rows) { readLine()!!.trim().toCharArray() }
    var regions = 0
    var largest = 0
    for (y in 0 until rows) {
        for (x in 0 until columns) {
            val size = fill(y, x)
            if (size > 0) regions++
            largest = maxOf(largest, size)
        }
    }
    println("$regions $largest")
}
