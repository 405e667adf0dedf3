#include <stdio.h>
#include <stdlib.h>

int main(int words, char **word) {
    if (words != 3) return fprintf(stderr, "usage: cart PRICE COUNT\n"), 64;
    int price = atoi(word[1]), count = atoi(word[2]);
    printf("%d\n", price + count);
    return 0;
}
