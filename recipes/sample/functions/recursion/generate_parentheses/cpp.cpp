#include <string>
#include <vector>

static void extend(std::string &prefix, int to_open, int to_close, std::vector<std::string> &arrangements) {
    if (to_open == 0 && to_close == 0) {
        arrangements.push_back(prefix);
        return;
    }
    if (to_open > 0) {
        prefix.push_back('(');
        extend(prefix, to_open - 1, to_close + 1, arrangements);
        prefix.pop_back();
    }
    if (to_close > 0) {
        prefix.push_back(')');
        extend(prefix, to_open, to_close - 1, arrangements);
        prefix.pop_back();
    }
}

std::vector<std::string> generate_parentheses(int pairs) {
    std::vector<std::string> arrangements;
    std::string prefix;
    extend(prefix, pairs, 0, arrangements);
    return arrangements;
}
