#include <stdbool.h>
#include <stdlib.h>

bool cheapest_route(int city_count, const int *const *roads, const size_t *road_lengths, size_t road_count,
                    int start, int goal, int *result)
{
    int *costs = malloc((size_t)city_count * sizeof *costs);
    bool *reached = calloc((size_t)city_count, sizeof *reached);
    bool improved = true;

    (void)road_lengths; /* always 3 */
    costs[start] = 0;
    reached[start] = true;
    while (improved) {
        improved = false;
        for (size_t r = 0; r < road_count; r++) {
            int origin = roads[r][0], target = roads[r][1];
            if (!reached[origin])
                continue;
            int cost = costs[origin] + roads[r][2];
            if (!reached[target] || cost < costs[target]) {
                costs[target] = cost;
                reached[target] = true;
                improved = true;
            }
        }
    }

    bool found = reached[goal];
    if (found)
        *result = costs[goal];
    free(costs);
    free(reached);
    return found;
}
