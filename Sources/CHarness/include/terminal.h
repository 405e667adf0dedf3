#ifndef CHARNESS_TERMINAL_H
#define CHARNESS_TERMINAL_H

// The rows and columns of the terminal behind the descriptor. Returns 0 or an errno.
int harness_terminal_size(int descriptor, int *rows, int *columns);

// Takes the terminal over: every key comes at once and is not shown, the screen is a second one. However this
// process ends, except by SIGKILL, the terminal is given back as it was. Returns 0 or an errno. One at a time.
int harness_terminal_enter(int keys, int screen);

// Gives the terminal back. Harmless where it is not ours.
void harness_terminal_leave(void);

// From now on SIGWINCH, SIGTSTP and SIGCONT write their number as one byte to the descriptor. Returns 0 or an errno.
int harness_terminal_watch(int descriptor);

// Gives these signals back what they did before.
void harness_terminal_unwatch(void);

// Stops this process as Ctrl-Z does; returns when it goes on. The terminal must have been given back before.
void harness_terminal_stop(void);

#endif
