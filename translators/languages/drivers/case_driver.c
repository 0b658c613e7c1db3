/* Reports what a function returned as JSON; the calls themselves are written for each function's types. A report is a
   line that begins with the word on standard input, and has a stream of its own, so that nothing the code prints is taken
   for one. */
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *case_output;
static char case_word[80];

static void case_begin(void) {
    if (fgets(case_word, sizeof case_word, stdin)) case_word[strcspn(case_word, "\n")] = 0;
    case_output = fdopen(dup(1), "w");
    fprintf(case_output, "\n%s start 0\n", case_word);
    fflush(case_output);
}

static void case_report(int index) {
    fflush(stdout);
    fprintf(case_output, "\n%s case %d ", case_word, index);
}

static void case_changed(int index, int position) {
    fflush(stdout);
    fprintf(case_output, "\n%s changed %d %d ", case_word, index, position);
}

static void case_end(void) {
    fputc('\n', case_output);
    fflush(case_output);
}

/* Whether this is the process of a call. The other one waits for it, and reports its end if a signal ended it. */
static bool case_starts(int index) {
    static int stopped;
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {1, 1};
        setrlimit(RLIMIT_CPU, &limit);
        return true;
    }
    if (child < 0 || waitpid(child, &status, 0) < 0) exit(1);
    if (WIFSIGNALED(status)) {
        fprintf(case_output, "\n%s error %d \"signal %d\"\n", case_word, index, WTERMSIG(status));
        fflush(case_output);
        if ((WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL) && ++stopped == 2) exit(1);
    }
    return false;
}

static void case_json_mark(const char *mark) { fputs(mark, case_output); }

static void case_json_int(long long value) { fprintf(case_output, "%lld", value); }

static void case_json_bool(bool value) { case_json_mark(value ? "true" : "false"); }

static void case_json_float(double value) { fprintf(case_output, isfinite(value) ? "%.17g" : "\"%g\"", value); }

static void case_json_str(const char *text);

static void case_json_char(char value) {
    const char text[2] = {value, 0};
    case_json_str(text);
}

static void case_json_str(const char *text) {
    if (text == NULL) {
        case_json_mark("null");
        return;
    }
    case_json_mark("\"");
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\') {
            fprintf(case_output, "\\%c", *at);
        } else if (*at < ' ') {
            fprintf(case_output, "\\u%04x", *at);
        } else {
            fputc(*at, case_output);
        }
    }
    case_json_mark("\"");
}
