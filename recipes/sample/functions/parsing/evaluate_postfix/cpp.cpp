#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

static bool is_integer(const std::string &part) {
    const std::size_t sign = part.rfind('-', 0) == 0 ? 1 : 0;
    return part.size() > sign &&
           std::all_of(part.begin() + sign, part.end(), [](unsigned char digit) { return std::isdigit(digit); });
}

std::optional<int> evaluate_postfix(const std::string &expression) {
    std::vector<int> stack;
    std::istringstream parts(expression + " ");
    for (std::string part; std::getline(parts, part, ' ');) {
        if (is_integer(part)) {
            stack.push_back(std::stoi(part));
            continue;
        }
        if ((part != "+" && part != "-" && part != "*") || stack.size() < 2) {
            return std::nullopt;
        }
        const int right = stack.back();
        stack.pop_back();
        int &left = stack.back();
        left = part == "+" ? left + right : part == "-" ? left - right : left * right;
    }
    if (stack.size() != 1) {
        return std::nullopt;
    }
    return stack.front();
}
