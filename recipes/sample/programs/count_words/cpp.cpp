#include <iostream>
#include <sstream>
#include <string>

int main() {
    int lines = 0, words = 0;
    std::string line, longest = "-";
    while (std::getline(std::cin, line)) {
        lines++;
        std::istringstream parts(line);
        std::string word;
        while (parts >> word) {
            if (words == 0 || word.size() > longest.size()) longest = word;
            words++;
        }
    }
    std::cout << lines << ' ' << words << ' ' << longest << std::endl;
}
