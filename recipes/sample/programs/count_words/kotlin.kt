fun main() {
    var lines = 0
    val words = mutableListOf<String>()
    while (true) {
        val line = readLine() ?: break
        lines++
        words += line.split(" ").filter { it.isNotEmpty() }
    }
    var longest = words.firstOrNull() ?: "-"
    for (word in words) {
        if (word.length > longest.length) longest = word
    }
    println("$lines ${words.size} $longest")
}
