#include <functional>
#include <optional>
#include <queue>
#include <vector>

std::optional<std::vector<int>> topological_order(int count, const std::vector<std::vector<int>> &edges) {
    std::vector<int> waiting_for(count, 0);
    for (const auto &edge : edges) ++waiting_for[edge[1]];

    std::priority_queue<int, std::vector<int>, std::greater<int>> ready;
    for (int task = 0; task < count; ++task) {
        if (waiting_for[task] == 0) ready.push(task);
    }
    std::vector<int> order;
    while (!ready.empty()) {
        const int task = ready.top();
        ready.pop();
        order.push_back(task);
        for (const auto &edge : edges) {
            if (edge[0] == task && --waiting_for[edge[1]] == 0) ready.push(edge[1]);
        }
    }
    if (static_cast<int>(order.size()) != count) return std::nullopt;
    return order;
}
