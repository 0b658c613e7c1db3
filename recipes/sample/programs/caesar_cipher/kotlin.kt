fun shift(character: Char, places: Int): Char = when (character) {
    in 'a'..'z' -> 'a' + Math.floorMod(character - 'a' + places, 26)
    in 'A'..'Z' -> 'A' + Math.floorMod(character - 'A' + places, 26)
    else -> character
}

fun main() {
    val places = readLine()!!.trim().toInt()
    generateSequence { readLine() }.forEach { line -> println(line.map { shift(it, places) }.joinToString("")) }
}
