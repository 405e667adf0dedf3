// The terminal of a program that fills the screen: taken over as a whole, and given back whatever happens.
#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int harness_terminal_size(int descriptor, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return errno;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

// The second screen, no cursor; then colours off, the cursor back, the first screen. Every terminal since the VT220
// and every multiplexer knows these, and the others pass over them.
static const char entering[] = "\033[?1049h\033[?25l\033[2J";
static const char leaving[] = "\033[0m\033[?25h\033[?1049l";

static struct termios former_modes;
static volatile sig_atomic_t is_ours;
static int keys_descriptor = -1, screen_descriptor = -1;

// Signals that end a process which has gone wrong. SIGINT, SIGTERM and SIGHUP are the loop's.
static const int deadly[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGSYS, SIGTRAP};
enum { DEADLY = sizeof deadly / sizeof *deadly };
static struct sigaction former_deadly[DEADLY];

// Only calls that are allowed in a signal handler.
static void give_back(void) {
    if (!is_ours) return;
    is_ours = 0;
    (void)!write(screen_descriptor, leaving, sizeof leaving - 1);
    tcsetattr(keys_descriptor, TCSANOW, &former_modes);
}

static void die(int number) {
    give_back();
    signal(number, SIG_DFL);
    raise(number);
}

int harness_terminal_enter(int keys, int screen) {
    static int is_registered;
    if (is_ours) return EBUSY;
    if (tcgetattr(keys, &former_modes) < 0) return errno;
    struct termios modes = former_modes;
    cfmakeraw(&modes);
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    keys_descriptor = keys;
    screen_descriptor = screen;
    if (!is_registered) {
        is_registered = 1;
        atexit(give_back);
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = die;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
    sigemptyset(&action.sa_mask);
    is_ours = 1;
    for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &action, &former_deadly[i]);
    if (tcsetattr(keys, TCSADRAIN, &modes) < 0) {
        int problem = errno;
        harness_terminal_leave();
        return problem;
    }
    (void)!write(screen, entering, sizeof entering - 1);
    return 0;
}

void harness_terminal_leave(void) {
    if (!is_ours) return;
    give_back();
    for (int i = 0; i < DEADLY; i++) sigaction(deadly[i], &former_deadly[i], NULL);
}

static volatile sig_atomic_t watcher = -1;
static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum { WATCHED = sizeof watched / sizeof *watched };
static struct sigaction former_watched[WATCHED];

static void report(int number) {
    int problem = errno;
    unsigned char byte = (unsigned char)number;
    if (watcher >= 0) (void)!write(watcher, &byte, 1);
    errno = problem;
}

int harness_terminal_watch(int descriptor) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = report;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    watcher = descriptor;
    for (int i = 0; i < WATCHED; i++) {
        if (sigaction(watched[i], &action, &former_watched[i]) < 0) return errno;
    }
    return 0;
}

void harness_terminal_unwatch(void) {
    if (watcher < 0) return;
    for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &former_watched[i], NULL);
    watcher = -1;
}

void harness_terminal_stop(void) {
    struct sigaction usual, ours;
    memset(&usual, 0, sizeof usual);
    usual.sa_handler = SIG_DFL;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
