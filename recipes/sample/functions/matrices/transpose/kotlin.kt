fun transpose(matrix: List<List<Int>>): List<List<Int>> {
    if (matrix.isEmpty()) return emptyList()
    return matrix[0].indices.map { column -> matrix.map { row -> row[column] } }
}
