fun main() {
    val n = readLine()!!.trim().toInt()
    val crossed = BooleanArray(n + 1)
    var count = 0
    var last = "none"
    for (number in 2..n) {
        if (crossed[number]) continue
        count++
        last = number.toString()
        var multiple = number.toLong() * number
        while (multiple <= n) {
            crossed[multiple.toInt()] = true
            multiple += number
        }
    }
    println("$count $last")
}
