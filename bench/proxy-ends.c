/*
 * The ends of the proxy bench, native so that neither is the bottleneck. Loopback only.
 *   serve                     listens on a free port and prints it; sends back what it gets; a first byte 'S' asks for bytes without end
 *   echo <port> <n>           n round trips of one byte on one connection; prints their microseconds, one per line
 *   drain <port> <ms>         asks for bytes without end; prints the bytes of so many ms, and the ms, counted from the first byte on
 *   connect <port> <ms> <at>  opens connections, `at` of them at once, one echo on each; prints how many were done in so many ms
 *   hold <port> <n>           opens n connections with one echo on each, prints "held", keeps them until its input ends
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 18];

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void die(const char *what) {
  fprintf(stderr, "proxy-ends: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return address;
}

static int dial(int port, int flags) {
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0);
  struct sockaddr_in address = loopback(port);
  if (fd < 0) die("socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) die("connect");
  no_delay(fd);
  return fd;
}

static void one_echo(int fd) {
  if (write(fd, "x", 1) != 1) die("write");
  if (read(fd, buffer, 1) != 1) die("read");
}

/* Sockets that want bytes without end; a table by descriptor. */
static char wants[1 << 20];

static int feed(int fd) {
  while (send(fd, buffer, sizeof buffer, MSG_NOSIGNAL) > 0) {}
  return errno == EAGAIN;
}

static void serve(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), ready = epoll_create1(0);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0) die("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(ready, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(ready, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int client;
        while ((client = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
          no_delay(client);
          wants[client] = 0;
          struct epoll_event each = {.events = EPOLLIN, .data.fd = client};
          epoll_ctl(ready, EPOLL_CTL_ADD, client, &each);
        }
        continue;
      }
      if (wants[fd] && (events[i].events & EPOLLOUT) && !feed(fd)) {
        close(fd);
        continue;
      }
      if (!(events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
      ssize_t got = read(fd, buffer, sizeof buffer);
      if (got <= 0 && !(got < 0 && errno == EAGAIN)) close(fd);
      else if (got > 0 && buffer[0] == 'S') {
        wants[fd] = 1;
        struct epoll_event each = {.events = EPOLLIN | EPOLLOUT, .data.fd = fd};
        epoll_ctl(ready, EPOLL_CTL_MOD, fd, &each);
      } else if (got > 0 && send(fd, buffer, got, MSG_NOSIGNAL) != got) close(fd);
    }
  }
}

static int echo(int port, int n) {
  int fd = dial(port, 0);
  double *took = malloc(n * sizeof *took);
  for (int i = 0; i < n; i++) {
    double start = now_us();
    one_echo(fd);
    took[i] = now_us() - start;
  }
  for (int i = 0; i < n; i++) printf("%.3f\n", took[i]);
  return 0;
}

static int drain(int port, int ms) {
  int fd = dial(port, 0);
  if (write(fd, "S", 1) != 1) die("write");
  ssize_t got = read(fd, buffer, sizeof buffer);
  if (got <= 0) die("read");
  double start = now_us(), end = start, bytes = 0;
  while (end - start < ms * 1e3) {
    got = read(fd, buffer, sizeof buffer);
    if (got <= 0) die("read");
    bytes += got;
    end = now_us();
  }
  printf("%.0f %.3f\n", bytes, (end - start) / 1e3);
  return 0;
}

/* One step of a connection: connecting, then waiting for its echo, then anew. */
static void next_dial(int ready, int port) {
  int fd = dial(port, SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLOUT, .data.fd = fd};
  epoll_ctl(ready, EPOLL_CTL_ADD, fd, &event);
}

static int connections(int port, int ms, int at_once) {
  int ready = epoll_create1(0), done = 0;
  struct epoll_event events[256];
  for (int i = 0; i < at_once; i++) next_dial(ready, port);
  double end = now_us() + ms * 1e3;
  while (now_us() < end) {
    int count = epoll_wait(ready, events, 256, 100);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (events[i].events & (EPOLLERR | EPOLLHUP)) die("a connection failed");
      if (events[i].events & EPOLLOUT) {
        if (write(fd, "x", 1) != 1) die("write");
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(ready, EPOLL_CTL_MOD, fd, &event);
        continue;
      }
      if (read(fd, buffer, 1) != 1) die("read");
      /* A reset leaves no TIME_WAIT behind, so that ports never run out; the proxies close their own side as usual. */
      struct linger reset = {1, 0};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      close(fd);
      done++;
      next_dial(ready, port);
    }
  }
  printf("%d\n", done);
  return 0;
}

static int hold(int port, int n) {
  for (int i = 0; i < n; i++) one_echo(dial(port, 0));
  printf("held\n");
  fflush(stdout);
  while (read(0, buffer, sizeof buffer) > 0) {}
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  int port = argc > 2 ? atoi(argv[2]) : 0, a = argc > 3 ? atoi(argv[3]) : 0, b = argc > 4 ? atoi(argv[4]) : 1;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (strcmp(what, "serve") == 0) serve();
  if (strcmp(what, "echo") == 0) return echo(port, a);
  if (strcmp(what, "drain") == 0) return drain(port, a);
  if (strcmp(what, "connect") == 0) return connections(port, a, b);
  if (strcmp(what, "hold") == 0) return hold(port, a);
  fprintf(stderr, "proxy-ends: serve, echo, drain, connect or hold\n");
  return 64;
}
