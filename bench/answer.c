// The least of an HTTP server, for measuring what asks it: answer PORT DELAY_MS. One connection at a time, kept open;
// every request is answered 200 {"ok":true}, once DELAY_MS have passed since the start.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 3) return 64;
    usleep((unsigned)atoi(words[2]) * 1000);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[1]))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 64) != 0) return 69;
    const char *answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
    for (;;) {
        int peer = accept(listener, NULL, NULL);
        if (peer < 0) return 70;
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        char text[65536];
        size_t held = 0;
        for (;;) {
            ssize_t got = read(peer, text + held, sizeof text - 1 - held);
            if (got <= 0) break;
            held += (size_t)got;
            text[held] = 0;
            for (char *end; (end = strstr(text, "\r\n\r\n"));) {
                if (write(peer, answer, strlen(answer)) < 0) break;
                held -= (size_t)(end + 4 - text);
                memmove(text, end + 4, held + 1);
            }
        }
        close(peer);
    }
}
