import java.util.ArrayDeque

fun countHops(links: Map<String, List<String>>, start: String, goal: String): Int {
    val hops = mutableMapOf(start to 0)
    val queue = ArrayDeque(listOf(start))
    while (queue.isNotEmpty()) {
        val page = queue.remove()
        val distance = hops.getValue(page)
        if (page == goal) return distance
        for (neighbour in links[page].orEmpty()) {
            if (neighbour !in hops) {
                hops[neighbour] = distance + 1
                queue.add(neighbour)
            }
        }
    }
    return -1
}
