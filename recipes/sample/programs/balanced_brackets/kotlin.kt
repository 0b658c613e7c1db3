object Brackets {
    private val pairs = mapOf(')' to '(', ']' to '[', '}' to '{')

    fun areBalanced(text: String): Boolean {
        val opened = ArrayList<Char>()
        for (character in text) {
            val opening = pairs[character]
            if (opening == null) {
                opened.add(character)
            } else if (opened.isEmpty() || opened.removeAt(opened.size - 1) != opening) {
                return false
            }
        }
        return opened.isEmpty()
    }
}

fun main() {
    val n = readLine()!!.trim().toInt()
    for (i in 1..n) {
        println(if (Brackets.areBalanced((readLine() ?: "").trim())) "YES" else "NO")
    }
}
