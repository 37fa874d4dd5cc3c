#include "os/stop_signal.h"

#include <atomic>
#include <cerrno>
#include <signal.h>
#include <unistd.h>

namespace trialkeep::os {
namespace {

std::atomic<bool> requested = false;
int pipe_ends[2] = {-1, -1};

// Only async-signal-safe calls.
void on_signal(int) {
  if (requested.exchange(true)) {
    ::_exit(130);
  }
  const char byte = 1;
  [[maybe_unused]] const ssize_t ignored = ::write(pipe_ends[1], &byte, 1);
}

}  // namespace

void catch_stop_signals() {
  if (pipe_ends[0] >= 0 || ::pipe(pipe_ends) != 0) {
    return;
  }
  struct sigaction action = {};
  action.sa_handler = on_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

bool stop_requested() { return requested.load(std::memory_order_relaxed); }

void wait_for_stop() {
  char byte;
  while (!stop_requested() && ::read(pipe_ends[0], &byte, 1) < 0 && errno == EINTR) {
  }
}

void request_stop() {
  if (!requested.exchange(true) && pipe_ends[1] >= 0) {
    const char byte = 1;
    [[maybe_unused]] const ssize_t ignored = ::write(pipe_ends[1], &byte, 1);
  }
}

}  // namespace trialkeep::os
