#include <algorithm>
#include <array>
#include <string>

std::string longest_unique_run(const std::string &text) {
    std::array<std::size_t, 256> after_last_seen{};
    std::size_t start = 0, best_start = 0, best_length = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        auto &after = after_last_seen[static_cast<unsigned char>(text[index])];
        start = std::max(start, after);
        after = index + 1;
        if (index - start + 1 > best_length) {
            best_start = start;
            best_length = index - start + 1;
        }
    }
    return text.substr(best_start, best_length);
}
