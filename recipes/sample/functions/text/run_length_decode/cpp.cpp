#include <string>

std::string run_length_decode(const std::string &encoded) {
    std::string decoded;
    std::string digits;
    for (const char character : encoded) {
        if (character >= '0' && character <= '9') {
            digits += character;
        } else {
            decoded.append(digits.empty() ? 1 : std::stoul(digits), character);
            digits.clear();
        }
    }
    return decoded;
}
