fun rotateLeft(values: List<Int>, steps: Int): List<Int> {
    if (values.isEmpty()) return values
    val offset = Math.floorMod(steps, values.size)
    return values.drop(offset) + values.take(offset)
}
