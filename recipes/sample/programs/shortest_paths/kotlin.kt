import java.util.*

data class Road(val to: Int, val length: Int)

fun main() {
    val tokens = StringTokenizer(System.`in`.bufferedReader().readText())
    fun next() = tokens.nextToken().toInt()
    val n = next()
    val m = next()
    val roads = List(n + 1) { mutableListOf<Road>() }
    repeat(m) {
        val a = next()
        val b = next()
        val length = next()
        roads[a].add(Road(b, length))
        roads[b].add(Road(a, length))
    }
    val distance = IntArray(n + 1) { -1 }
    val pending = PriorityQueue<Road>(compareBy { it.length })
    pending.add(Road(1, 0))
    while (pending.isNotEmpty()) {
        val (town, length) = pending.poll()
        if (distance[town] >= 0) continue
        distance[town] = length
        for (road in roads[town]) pending.add(Road(road.to, length + road.length))
    }
    println(distance.drop(1).joinToString(" "))
}
