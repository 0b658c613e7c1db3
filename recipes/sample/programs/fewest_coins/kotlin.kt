import java.io.BufferedReader
import java.io.InputStreamReader

const val NEVER = 1_000_000

fun main() {
    val reader = BufferedReader(InputStreamReader(System.`in`))
    val (amount, _) = reader.readLine().split(" ").map { it.toInt() }
    val coins = reader.readLine().trim().split(" ").map { it.toInt() }
    val fewest = IntArray(amount + 1) { if (it == 0) 0 else NEVER }
    for (coin in coins) {
        for (part in coin..amount) {
            fewest[part] = minOf(fewest[part], fewest[part - coin] + 1)
        }
    }
    println(if (fewest[amount] >= NEVER) -1 else fewest[amount])
}
