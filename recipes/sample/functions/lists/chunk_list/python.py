def chunk_list(values: list[int], size: int) -> list[list[int]]:
    """Cut a list into consecutive pieces of a given size, the last of which may be shorter.

    A size below 1 gives no pieces.
    """
    chunks: list[list[int]] = []
    if size < 1:
        return chunks
    for start in range(0, len(values), size):
        chunks.append(values[start : start + size])
    return chunks
