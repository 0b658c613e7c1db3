#include <bits/stdc++.h>

bool is_balanced(const std::string &text) {
    const std::map<char, char> pairs = {{')', '('}, {']', '['}, {'}', '{'}};
    std::stack<char> opened;
    for (char character : text) {
        auto pair = pairs.find(character);
        if (pair == pairs.end()) {
            opened.push(character);
        } else {
            if (opened.empty() || opened.top() != pair->second) return false;
            opened.pop();
        }
    }
    return opened.empty();
}

int main() {
    int n;
    std::string text;
    std::cin >> n;
    std::getline(std::cin, text);
    while (n-- > 0) {
        text.clear();
        std::getline(std::cin, text);
        std::cout << (is_balanced(text) ? "YES" : "NO") << "\n";
    }
}
