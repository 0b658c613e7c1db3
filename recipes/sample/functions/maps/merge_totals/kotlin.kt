fun mergeTotals(first: Map<String, Int>, second: Map<String, Int>): Map<String, Int> {
    val merged = first.toMutableMap()
    for ((name, amount) in second) {
        merged[name] = (merged[name] ?: 0) + amount
    }
    return merged.filterValues { it != 0 }
}
