#include "os/stop_signal.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/support.h"

namespace trialkeep::os {
namespace {

// What becomes of a child process that does this, since signals and stops are a process's own.
int exit_code_of(int (*work)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);
    ::_exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(StopSignal, IsWaitedFor) {
  EXPECT_EQ(exit_code_of([] {
              catch_stop_signals();
              ::raise(SIGTERM);
              wait_for_stop();
              return stop_requested() ? 7 : 1;
            }),
            7);
}

TEST(FileSizeSignal, IsAnErrorOfTheWriteOnceIgnored) {
  EXPECT_EQ(exit_code_of([] {
              ignore_file_size_signal();
              ::raise(SIGXFSZ);
              return 7;
            }),
            7);
}

TEST(ReloadSignal, IsAWishOfItsOwnAndGivenOnce) {
  EXPECT_EQ(exit_code_of([] {
              catch_stop_signals();
              catch_reload_signal();
              ::raise(SIGHUP);
              ::raise(SIGHUP);
              if (wait_for_wish() != Wish::kReload || stop_requested()) return 1;
              request_reload();
              if (wait_for_wish() != Wish::kReload) return 2;
              ::raise(SIGHUP);
              ::raise(SIGINT);
              return wait_for_wish() == Wish::kStop ? 7 : 3;
            }),
            7);
}

TEST(ReloadSignal, DoesNotEndAWaitForAStop) {
  EXPECT_EQ(exit_code_of([] {
              catch_stop_signals();
              catch_reload_signal();
              ::raise(SIGHUP);
              ::raise(SIGTERM);
              wait_for_stop();
              return stop_requested() ? 7 : 1;
            }),
            7);
}

TEST(ReloadSignal, EndsAProcessThatDoesNotAskForIt) {
  EXPECT_EQ(exit_code_of([] {
              catch_stop_signals();
              ::raise(SIGHUP);
              return 1;
            }),
            -SIGHUP);
}

}  // namespace
}  // namespace trialkeep::os
