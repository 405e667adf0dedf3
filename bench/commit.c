// The least that a durable command can do: open SQLite and commit one row. The floor for init and checkpoint.
#include <sqlite3.h>
#include <stdio.h>

int main(int count, char **words) {
    sqlite3 *database;
    if (count < 2 || sqlite3_open(words[1], &database) != SQLITE_OK) return 1;
    sqlite3_busy_timeout(database, 10000);
    const char *sql =
        "pragma journal_mode = wal; pragma synchronous = full; create table if not exists note (text text);"
        "begin immediate; insert into note values ('one'); commit;";
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s\n", message);
        return 1;
    }
    return 0;
}
