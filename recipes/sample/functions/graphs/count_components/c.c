#include <stdlib.h>

static int root_of(int *parent, int node)
{
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

int count_components(int count, const int *const *edges, const size_t *edge_lengths, size_t edge_count)
{
    int *parent = malloc(((size_t)count + 1) * sizeof *parent);
    int components = count;

    (void)edge_lengths; /* always 2 */
    for (int node = 0; node < count; node++)
        parent[node] = node;
    for (size_t e = 0; e < edge_count; e++) {
        int root_a = root_of(parent, edges[e][0]);
        int root_b = root_of(parent, edges[e][1]);
        if (root_a != root_b) {
            parent[root_a] = root_b;
            components--;
        }
    }
    free(parent);
    return components;
}
