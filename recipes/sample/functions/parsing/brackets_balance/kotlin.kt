import java.util.ArrayDeque

fun bracketsBalance(text: String): Boolean {
    val closing = mapOf('(' to ')', '[' to ']', '{' to '}')
    val expected = ArrayDeque<Char>()
    for (character in text) {
        val wanted = closing[character]
        if (wanted != null) {
            expected.push(wanted)
        } else if (character in closing.values && expected.poll() != character) {
            return false
        }
    }
    return expected.isEmpty()
}
