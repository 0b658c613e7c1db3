#include <ctype.h>
#include <stdio.h>

int main(void) {
    int places, character;
    scanf("%d", &places);
    while ((character = getchar()) != '\n' && character != EOF) {
    }
    places = (places % 26 + 26) % 26;
    while ((character = getchar()) != EOF) {
        if (islower(character)) {
            character = (character - 'a' + places) % 26 + 'a';
        } else if (isupper(character)) {
            character = (character - 'A' + places) % 26 + 'A';
        }
        putchar(character);
    }
    return 0;
}
