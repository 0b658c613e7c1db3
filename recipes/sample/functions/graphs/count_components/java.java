import java.util.Arrays;

public static int countComponents(int count, int[][] edges) {
    int[] parent = new int[count];
    Arrays.setAll(parent, node -> node);
    int components = count;
    for (int[] edge : edges) {
        int rootA = rootOf(parent, edge[0]);
        int rootB = rootOf(parent, edge[1]);
        if (rootA != rootB) {
            parent[rootA] = rootB;
            components--;
        }
    }
    return components;
}

private static int rootOf(int[] parent, int node) {
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}
