#include <string>

std::string caesar_shift(std::string text, int shift) {
    shift = (shift % 26 + 26) % 26;
    for (char &character : text) {
        if (character >= 'a' && character <= 'z') {
            character = static_cast<char>((character - 'a' + shift) % 26 + 'a');
        } else if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>((character - 'A' + shift) % 26 + 'A');
        }
    }
    return text;
}
