fun secondLargest(values: List<Int>): Int? {
    val different = values.toSortedSet().toList()
    return if (different.size > 1) different[different.size - 2] else null
}
