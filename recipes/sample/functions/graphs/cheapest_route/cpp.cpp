#include <optional>
#include <vector>

std::optional<int> cheapest_route(int city_count, const std::vector<std::vector<int>> &roads, int start, int goal) {
    std::vector<std::optional<int>> costs(city_count);
    costs[start] = 0;
    bool improved = true;
    while (improved) {
        improved = false;
        for (const auto &road : roads) {
            const auto &so_far = costs[road[0]];
            auto &known = costs[road[1]];
            if (!so_far) continue;
            const int cost = *so_far + road[2];
            if (!known || cost < *known) {
                known = cost;
                improved = true;
            }
        }
    }
    return costs[goal];
}
