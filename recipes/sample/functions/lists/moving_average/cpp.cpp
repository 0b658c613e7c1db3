#include <numeric>
#include <vector>

std::vector<double> moving_average(const std::vector<double> &values, int window) {
    if (window < 1 || static_cast<std::size_t>(window) > values.size()) {
        return {};
    }
    double total = std::accumulate(values.begin(), values.begin() + window, 0.0);
    std::vector<double> averages{total / window};
    for (std::size_t index = window; index < values.size(); ++index) {
        total += values[index] - values[index - window];
        averages.push_back(total / window);
    }
    return averages;
}
