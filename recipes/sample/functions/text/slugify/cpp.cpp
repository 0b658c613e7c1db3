#include <cctype>
#include <string>

std::string slugify(const std::string &title) {
    std::string slug;
    bool pending_hyphen = false;
    for (const unsigned char original : title) {
        const char character = static_cast<char>(std::tolower(original));
        if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) {
            if (pending_hyphen && !slug.empty()) slug += '-';
            slug += character;
            pending_hyphen = false;
        } else {
            pending_hyphen = true;
        }
    }
    return slug;
}
