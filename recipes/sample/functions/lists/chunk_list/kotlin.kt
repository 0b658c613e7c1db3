fun chunkList(values: List<Int>, size: Int): List<List<Int>> {
    if (size < 1) return emptyList()
    return values.chunked(size)
}
