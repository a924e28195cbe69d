/* A disk that is slow, hangs or fails: fsync and fdatasync of one program, by LD_PRELOAD.
 *
 *   GUICHET_SYNC_DELAY_US  microseconds that every fsync and fdatasync takes more
 *   GUICHET_SYNC_FAIL      a file: while it exists, syncing a regular file below GUICHET_SYNC_UNDER fails with EIO,
 *                          and nothing is synced
 *   GUICHET_SYNC_HANG      a file: while it exists, such a sync does not return
 *   GUICHET_SYNC_UNDER     a folder, as /proc/self/fd shows it (absolute, no links)
 *   GUICHET_SYNC_COPY      a folder: after each sync that succeeded the file is copied there under its own name, so
 *                          that it holds what would be left after a power cut
 *
 * sync_file_range is left alone: it promises nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

/* The path below GUICHET_SYNC_UNDER of a regular file, or NULL. */
static const char *below(int fd, char path[PATH_MAX]) {
  const char *under = getenv("GUICHET_SYNC_UNDER");
  struct stat found;
  char link[64];
  if (!under || !*under || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  size_t prefix = strlen(under);
  return strncmp(path, under, prefix) == 0 && path[prefix] == '/' ? path + prefix + 1 : NULL;
}

/* Whole or not at all: the test may stop the program at any moment. One at a time: two threads sync SQLite's log, and
 * an older copy must not replace a newer one. */
static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER;

static void copy(int fd, const char *name) {
  const char *folder = getenv("GUICHET_SYNC_COPY");
  char whole[2 * PATH_MAX], part[2 * PATH_MAX + 32], buffer[1 << 16];
  if (!folder || !*folder) return;
  snprintf(whole, sizeof whole, "%s/%s", folder, name);
  snprintf(part, sizeof part, "%s.part-%d-%d", whole, getpid(), fd);
  int target = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (target < 0 && errno == ENOENT) {
    char *slash = strrchr(part, '/');
    *slash = 0;
    mkdir(part, 0700);
    *slash = '/';
    target = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
  if (target < 0) {
    dprintf(2, "guichet-disk: no copy of %s: %s\n", name, strerror(errno));
    return;
  }
  /* By the program's own descriptor: to open and close a second one would drop its POSIX locks on the file, and
   * SQLite's are such. Only one that cannot be read (an appended feed) gets a second. */
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int own = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY ? open(link, O_RDONLY | O_CLOEXEC) : -1;
  int source = own >= 0 ? own : fd;
  off_t at = 0;
  ssize_t got;
  while ((got = pread(source, buffer, sizeof buffer, at)) > 0 && write(target, buffer, got) == got) at += got;
  if (own >= 0) close(own);
  close(target);
  if (got == 0 && rename(part, whole) == 0) return;
  dprintf(2, "guichet-disk: no copy of %s: %s\n", name, strerror(errno));
  unlink(part);
}

static void rest(long microseconds) {
  struct timespec left = {microseconds / 1000000, microseconds % 1000000 * 1000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {}
}

/* Whether the file that this variable names is there. */
static int is_on(const char *variable) {
  const char *file = getenv(variable);
  return file && *file && access(file, F_OK) == 0;
}

static int sync_with(int (*real)(int), int fd) {
  char path[PATH_MAX];
  const char *name = below(fd, path), *delay = getenv("GUICHET_SYNC_DELAY_US");
  if (delay && atol(delay) > 0) rest(atol(delay));
  while (name && is_on("GUICHET_SYNC_HANG")) rest(10000);
  if (name && is_on("GUICHET_SYNC_FAIL")) {
    errno = EIO;
    return -1;
  }
  int outcome = real(fd);
  int why = errno;
  if (outcome == 0 && name) {
    pthread_mutex_lock(&copying);
    copy(fd, name);
    pthread_mutex_unlock(&copying);
  }
  errno = why;
  return outcome;
}

__attribute__((constructor)) static void find(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
}

int fsync(int fd) { return sync_with(real_fsync, fd); }

int fdatasync(int fd) { return sync_with(real_fdatasync, fd); }
