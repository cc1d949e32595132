// The measure for `bench pdf`: reads the texts of PDFs, whose names stand on standard input, with as many processes as
// asked for, and does nothing else with them. Prints how many pages it read.

#include <poppler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct tally {
    long next, pages, bytes;
};

static void read_document(const char *path, struct tally *tally) {
    char *uri = g_filename_to_uri(path, NULL, NULL);
    PopplerDocument *document = uri ? poppler_document_new_from_file(uri, NULL, NULL) : NULL;
    g_free(uri);
    if (!document) return;
    int count = poppler_document_get_n_pages(document);
    for (int number = 0; number < count; number++) {
        PopplerPage *page = poppler_document_get_page(document, number);
        if (!page) continue;
        char *text = poppler_page_get_text(page);
        __atomic_fetch_add(&tally->pages, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&tally->bytes, text ? (long)strlen(text) : 0, __ATOMIC_RELAXED);
        g_free(text);
        g_object_unref(page);
    }
    g_object_unref(document);
}

int main(int argc, char **argv) {
    int width = argc > 1 ? atoi(argv[1]) : 1;
    char *line = NULL;
    size_t room = 0;
    char **files = NULL;
    long count = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = 0;
        files = realloc(files, sizeof *files * (size_t)(count + 1));
        files[count++] = strdup(line);
    }
    struct tally *tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int process = 0; process < width; process++) {
        if (fork() == 0) {
            long next;
            while ((next = __atomic_fetch_add(&tally->next, 1, __ATOMIC_RELAXED)) < count) {
                read_document(files[next], tally);
            }
            _exit(0);
        }
    }
    while (wait(NULL) > 0) {}
    printf("%ld %ld\n", tally->pages, tally->bytes);
    return 0;
}
