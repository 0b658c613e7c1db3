def count_components(count: int, edges: list[list[int]]) -> int:
    """Count the groups of nodes that are connected with each other, directly or through others.

    The nodes are 0 to count - 1, and each edge joins two of them. Union-find: every group is a tree that is
    known by its root, and each edge between two trees makes them one.
    """
    parent = list(range(count))

    def root_of(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    components = count
    for a, b in edges:
        root_a, root_b = root_of(a), root_of(b)
        if root_a != root_b:
            parent[root_a] = root_b
            components -= 1
    return components
