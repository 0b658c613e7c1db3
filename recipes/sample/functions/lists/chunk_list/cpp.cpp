#include <algorithm>
#include <vector>

std::vector<std::vector<int>> chunk_list(const std::vector<int> &values, int size) {
    std::vector<std::vector<int>> chunks;
    if (size < 1) {
        return chunks;
    }
    const auto step = static_cast<std::size_t>(size);
    for (std::size_t start = 0; start < values.size(); start += step) {
        const std::size_t end = std::min(start + step, values.size());
        chunks.emplace_back(values.begin() + start, values.begin() + end);
    }
    return chunks;
}
