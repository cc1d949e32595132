// fts5-insert-only DATABASE PASSAGES
//
// The least that an ingest of text can cost: puts passages into a table and an FTS5 index with the settings that were
// fastest in our measurements, and does nothing else. `bench ingest` compares docqa with it. PASSAGES holds, for each
// passage, its length in bytes (32 bits, little endian) and its text. Prints seconds and bytes.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void must(sqlite3 *db, int result) {
    if (result == SQLITE_OK || result == SQLITE_DONE) return;
    fprintf(stderr, "fts5-insert-only: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void run(sqlite3 *db, const char *sql) { must(db, sqlite3_exec(db, sql, NULL, NULL, NULL)); }

static void insert(sqlite3 *db, sqlite3_stmt *statement, sqlite3_int64 number, const char *text, uint32_t length) {
    sqlite3_bind_int64(statement, 1, number);
    sqlite3_bind_text(statement, 2, text, (int)length, SQLITE_STATIC);
    must(db, sqlite3_step(statement));
    sqlite3_reset(statement);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count != 3) return 64;
    FILE *file = fopen(words[2], "rb");
    sqlite3 *db = NULL;
    if (!file || sqlite3_open(words[1], &db) != SQLITE_OK) return 66;
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;"
            "CREATE TABLE passage(id INTEGER PRIMARY KEY, body TEXT);"
            "CREATE VIRTUAL TABLE words USING fts5(body, content = 'passage', content_rowid = 'id',"
            " tokenize = 'porter unicode61');"
            "INSERT INTO words(words, rank) VALUES('hashsize', 67108864);"
            "INSERT INTO words(words, rank) VALUES('automerge', 0);");
    sqlite3_stmt *keep = NULL, *index = NULL;
    must(db, sqlite3_prepare_v2(db, "INSERT INTO passage VALUES(?1, ?2)", -1, &keep, NULL));
    must(db, sqlite3_prepare_v2(db, "INSERT INTO words(rowid, body) VALUES(?1, ?2)", -1, &index, NULL));

    char *text = NULL;
    uint32_t room = 0, length = 0;
    sqlite3_int64 number = 0;
    double bytes = 0, begun = now();
    run(db, "BEGIN");
    while (fread(&length, sizeof length, 1, file) == 1) {
        if (length > room) {
            room = length;
            text = realloc(text, room);
            if (!text) return 70;
        }
        if (fread(text, 1, length, file) != length) return 65;
        number += 1;
        bytes += length;
        insert(db, keep, number, text, length);
        insert(db, index, number, text, length);
        if (number % 20000 == 0) run(db, "COMMIT; BEGIN");
    }
    run(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    printf("%.6f %.0f\n", now() - begun, bytes);
    sqlite3_finalize(keep);
    sqlite3_finalize(index);
    sqlite3_close(db);
    return 0;
}
