def multiply_matrices(left: list[list[int]], right: list[list[int]]) -> list[list[int]] | None:
    """Multiply two matrices, each a list of rows of equal length.

    The answer is None if they do not fit together, that is, if a row of the left one is not as long as a
    column of the right one, or if either has no rows.
    """
    if not left or not right or len(left[0]) != len(right):
        return None
    product = []
    for row in left:
        line = []
        for column in range(len(right[0])):
            line.append(sum(value * right[k][column] for k, value in enumerate(row)))
        product.append(line)
    return product
