def determinant(matrix: list[list[int]]) -> int:
    """Compute the determinant of a square matrix of whole numbers, without fractions.

    This is Bareiss's elimination: every division in it leaves no remainder. The determinant of the matrix
    without rows is 1.
    """
    rows = [row[:] for row in matrix]
    size = len(rows)
    sign = 1
    previous = 1
    for k in range(size - 1):
        pivot = k
        while pivot < size and rows[pivot][k] == 0:
            pivot += 1
        if pivot == size:
            return 0
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            sign = -sign
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) // previous
        previous = rows[k][k]
    return sign * rows[-1][-1] if size else 1
