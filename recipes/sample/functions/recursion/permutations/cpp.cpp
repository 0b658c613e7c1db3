#include <vector>

std::vector<std::vector<int>> permutations(const std::vector<int> &values) {
    if (values.empty()) {
        return {{}};
    }
    std::vector<std::vector<int>> orders;
    for (std::size_t index = 0; index < values.size(); ++index) {
        std::vector<int> others = values;
        others.erase(others.begin() + index);
        for (const auto &rest : permutations(others)) {
            std::vector<int> order{values[index]};
            order.insert(order.end(), rest.begin(), rest.end());
            orders.push_back(order);
        }
    }
    return orders;
}
