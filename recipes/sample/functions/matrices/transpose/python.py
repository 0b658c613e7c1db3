def transpose(matrix: list[list[int]]) -> list[list[int]]:
    """Swap the rows and the columns of a matrix given as a list of rows.

    All rows have the same length. A matrix without rows is its own transpose.
    """
    rows = len(matrix)
    columns = len(matrix[0]) if rows else 0
    result = [[0] * rows for _ in range(columns)]
    for i in range(rows):
        for j in range(columns):
            result[j][i] = matrix[i][j]
    return result
