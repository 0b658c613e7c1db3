#include <numeric>
#include <vector>

int count_components(int count, const std::vector<std::vector<int>> &edges) {
    std::vector<int> parent(count);
    std::iota(parent.begin(), parent.end(), 0);
    const auto root_of = [&parent](int node) {
        while (parent[node] != node) {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        return node;
    };

    int components = count;
    for (const auto &edge : edges) {
        const int root_a = root_of(edge[0]);
        const int root_b = root_of(edge[1]);
        if (root_a != root_b) {
            parent[root_a] = root_b;
            --components;
        }
    }
    return components;
}
