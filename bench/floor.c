// The least that a program with SQLite can do: what start-up is measured against.
#include <sqlite3.h>
#include <stdio.h>

int main(void) {
    puts(sqlite3_libversion());
    return 0;
}
