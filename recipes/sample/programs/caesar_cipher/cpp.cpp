#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>

int main() {
    std::string line;
    std::getline(std::cin, line);
    const int places = (std::stoi(line) % 26 + 26) % 26;
    while (std::getline(std::cin, line)) {
        std::transform(line.begin(), line.end(), line.begin(), [places](unsigned char character) -> char {
            if (!std::isalpha(character)) return character;
            const char first = std::isupper(character) ? 'A' : 'a';
            return (character - first + places) % 26 + first;
        });
        std::cout << line << '\n';
    }
}
