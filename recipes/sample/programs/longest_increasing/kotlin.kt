fun main() {
    readLine()
    val ends = mutableListOf<Int>()
    for (value in readLine()!!.trim().split(" ").map { it.toInt() }) {
        val at = ends.binarySearch(value).let { if (it < 0) -it - 1 else it }
        if (at == ends.size) ends.add(value) else ends[at] = value
    }
    println(ends.size)
}
