fun movingAverage(values: List<Double>, window: Int): List<Double> {
    if (window < 1 || window > values.size) return emptyList()
    var total = values.take(window).sum()
    val averages = mutableListOf(total / window)
    for (index in window until values.size) {
        total += values[index] - values[index - window]
        averages.add(total / window)
    }
    return averages
}
