import kotlin.math.sqrt

fun main() {
    val n = readLine()!!.trim().toInt()
    val values = readLine()!!.trim().split(" ").map(String::toDouble)
    val mean = values.sum() / n
    val variance = values.map { (it - mean) * (it - mean) }.sum() / n
    println("%.8f".format(mean))
    println("%.8f".format(sqrt(variance)))
}
