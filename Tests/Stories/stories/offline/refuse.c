// Refuses every socket of the programs that it is loaded into, and keeps a note of each.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int socket(int domain, int type, int protocol) {
  (void)domain, (void)type, (void)protocol;
  int notes = open(getenv("SOCKETS"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (notes >= 0) {
    if (write(notes, "socket\n", 7) < 0) abort();
    close(notes);
  }
  errno = EACCES;
  return -1;
}
