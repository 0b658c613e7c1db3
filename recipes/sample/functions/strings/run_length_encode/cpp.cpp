#include <string>

std::string run_length_encode(const std::string &text) {
    std::string encoded;
    std::size_t start = 0;
    for (std::size_t end = 1; end <= text.size(); ++end) {
        if (end == text.size() || text[end] != text[start]) {
            encoded += std::to_string(end - start) + text[start];
            start = end;
        }
    }
    return encoded;
}
