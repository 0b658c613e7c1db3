fun mergeSort(numbers: List<Int>): List<Int> {
    if (numbers.size < 2) return numbers
    val middle = numbers.size / 2
    val left = mergeSort(numbers.subList(0, middle))
    val right = mergeSort(numbers.subList(middle, numbers.size))
    val merged = ArrayList<Int>(numbers.size)
    var i = 0
    var j = 0
    while (i < left.size && j < right.size) {
        if (left[i] <= right[j]) merged.add(left[i++]) else merged.add(right[j++])
    }
    return merged + left.drop(i) + right.drop(j)
}
