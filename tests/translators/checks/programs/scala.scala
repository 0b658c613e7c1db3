object Main {
  def classify(total: Long): String =
    if (total == 0) "balanced" else if (total > 0) "positive" else "negative"

  def main(args: Array[String]): Unit = {
    val count = scala.io.StdIn.readLine().trim.toInt
    val total = scala.io.StdIn.readLine().split(" ").map(_.toLong).sum % 1000007
    println(s"${classify(total)} $total ${4096 + count}")
  }
}
