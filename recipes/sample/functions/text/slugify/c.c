#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

char *slugify(const char *title)
{
    char *slug = malloc(strlen(title) + 1);
    size_t length = 0;
    bool pending_hyphen = false;

    for (; *title != '\0'; title++) {
        int c = tolower((unsigned char)*title);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (pending_hyphen && length > 0)
                slug[length++] = '-';
            slug[length++] = (char)c;
            pending_hyphen = false;
        } else {
            pending_hyphen = true;
        }
    }
    slug[length] = '\0';
    return slug;
}
