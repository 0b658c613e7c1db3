func ChunkList(values []int, size int) [][]int {
	chunks := [][]int{}
	if size < 1 {
		return chunks
	}
	for size < len(values) {
		chunks = append(chunks, values[:size:size])
		values = values[size:]
	}
	if len(values) > 0 {
		chunks = append(chunks, values)
	}
	return chunks
}
