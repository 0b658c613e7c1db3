def spiral_order(matrix: list[list[int]]) -> list[int]:
    """List the values of a matrix along a spiral that starts at the top left and turns clockwise inwards."""
    if not matrix:
        return []
    values = []
    top, bottom = 0, len(matrix) - 1
    left, right = 0, len(matrix[0]) - 1
    while top <= bottom and left <= right:
        for column in range(left, right + 1):
            values.append(matrix[top][column])
        for row in range(top + 1, bottom + 1):
            values.append(matrix[row][right])
        if top < bottom:
            for column in range(right - 1, left - 1, -1):
                values.append(matrix[bottom][column])
        if left < right:
            for row in range(bottom - 1, top, -1):
                values.append(matrix[row][left])
        top += 1
        bottom -= 1
        left += 1
        right -= 1
    return values
