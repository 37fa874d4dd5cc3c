#include "os/stop_signal.h"

#include <atomic>
#include <cerrno>
#include <signal.h>
#include <unistd.h>

namespace trialkeep::os {
namespace {

std::atomic<bool> requested = false;
std::atomic<bool> reload_requested = false;
int pipe_ends[2] = {-1, -1};

// Only async-signal-safe calls, here and in the two below.
void wake() {
  const char byte = 1;
  [[maybe_unused]] const ssize_t ignored = ::write(pipe_ends[1], &byte, 1);
}

void on_signal(int) {
  if (requested.exchange(true)) {
    ::_exit(130);
  }
  wake();
}

// A pipe that is full of wishes would hold up the handler, so only the first of several wakes.
void on_reload_signal(int) {
  if (!reload_requested.exchange(true)) {
    wake();
  }
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

void ignore_file_size_signal() { ::signal(SIGXFSZ, SIG_IGN); }

bool stop_requested() { return requested.load(std::memory_order_relaxed); }

void wait_for_stop() {
  while (wait_for_wish() != Wish::kStop) {
  }
}

void catch_reload_signal() {
  struct sigaction action = {};
  action.sa_handler = on_reload_signal;
  ::sigaction(SIGHUP, &action, nullptr);
}

Wish wait_for_wish() {
  while (!stop_requested()) {
    if (reload_requested.exchange(false)) {
      return Wish::kReload;
    }
    char byte;
    if (::read(pipe_ends[0], &byte, 1) < 0 && errno != EINTR) {
      break;
    }
  }
  return Wish::kStop;
}

void request_stop() {
  if (!requested.exchange(true) && pipe_ends[1] >= 0) {
    wake();
  }
}

void request_reload() {
  if (!reload_requested.exchange(true) && pipe_ends[1] >= 0) {
    wake();
  }
}

}  // namespace trialkeep::os
