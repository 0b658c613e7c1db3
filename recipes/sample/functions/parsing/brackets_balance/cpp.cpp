#include <stack>
#include <string>

bool brackets_balance(const std::string &text) {
    static const std::string opening = "([{", closing = ")]}";
    std::stack<char> expected;
    for (char character : text) {
        if (const auto kind = opening.find(character); kind != std::string::npos) {
            expected.push(closing[kind]);
        } else if (closing.find(character) != std::string::npos) {
            if (expected.empty() || expected.top() != character) {
                return false;
            }
            expected.pop();
        }
    }
    return expected.empty();
}
