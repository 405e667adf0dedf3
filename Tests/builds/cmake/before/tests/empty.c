#include "cart.h"

int main(void) { return is_empty(0) && !is_empty(2) ? 0 : 1; }
