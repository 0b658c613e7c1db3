#include <algorithm>
#include <cctype>
#include <string>

bool is_palindrome_phrase(const std::string &phrase) {
    std::string letters;
    for (unsigned char character : phrase) {
        if (std::isalnum(character)) {
            letters += static_cast<char>(std::tolower(character));
        }
    }
    return std::equal(letters.begin(), letters.begin() + letters.size() / 2, letters.rbegin());
}
