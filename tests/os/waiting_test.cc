// What makes threads and processes wait for each other.

#include <atomic>
#include <numeric>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "os/bounded_queue.h"
#include "os/clock.h"
#include "os/environment.h"
#include "os/file_lock.h"
#include "os/system_error.h"
#include "support/support.h"

namespace trialkeep::os {
namespace {

TEST(FileLock, keeps_a_second_taker_of_this_process_out) {
  testing::TemporaryFolder folder;
  auto first = FileLock::take(folder / "lock");
  ASSERT_OK(first);
  const auto second = FileLock::take(folder / "lock");
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), ::testing::HasSubstr(folder / "lock"));
  EXPECT_OK(FileLock::take(folder / "another"));
  first->reset();
  EXPECT_OK(FileLock::take(folder / "lock"));
}

// What a child process finds when it takes the lock; it ends at once.
int taken_by_child(const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FileLock::take(path);
    ::_exit(lock.ok() ? 0 : lock.status().code() == absl::StatusCode::kUnavailable ? 1 : 2);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(FileLock, keeps_another_process_out_until_it_is_let_go) {
  testing::TemporaryFolder folder;
  auto lock = FileLock::take(folder / "lock");
  ASSERT_OK(lock);
  EXPECT_EQ(taken_by_child(folder / "lock"), 1);
  lock->reset();
  EXPECT_EQ(taken_by_child(folder / "lock"), 0);
  EXPECT_OK(FileLock::take(folder / "lock")) << "the end of a process lets its lock go";
}

TEST(FileLock, tells_whether_somebody_holds_it) {
  testing::TemporaryFolder folder;
  const std::string path = folder / "lock";
  FileSystem& files = posix_file_system();
  EXPECT_FALSE(*files.is_locked(path));
  EXPECT_EQ(*files.kind(path), EntryKind::kNone) << "nobody who looks makes the file";
  auto lock = FileLock::take(path);
  ASSERT_OK(lock);
  EXPECT_TRUE(*files.is_locked(path));
  EXPECT_TRUE(*files.is_locked(path)) << "looking takes it from nobody";
  lock->reset();
  EXPECT_FALSE(*files.is_locked(path));
}

TEST(FileLock, is_taken_also_while_others_look) {
  testing::TemporaryFolder folder;
  const std::string path = folder / "lock";
  ASSERT_OK(FileLock::take(path));
  std::atomic<bool> ended = false;
  std::thread looking([&] {
    while (!ended) {
      EXPECT_OK(FileLock::is_held(path));
    }
  });
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_OK(FileLock::take(path)) << i;
  }
  ended = true;
  looking.join();
}

TEST(FileLock, names_the_path_it_cannot_open) {
  testing::TemporaryFolder folder;
  const auto lock = FileLock::take(folder / "no/lock");
  EXPECT_EQ(lock.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(lock.status().message()), ::testing::HasSubstr(folder / "no/lock"));
}

TEST(BoundedQueue, hands_every_item_over_once_between_many_threads) {
  BoundedQueue<int> queue(3);
  constexpr int kItems = 3'000;
  std::atomic<int> next = 0;
  std::atomic<long> sum = 0;
  std::atomic<int> taken = 0;
  std::vector<std::thread> writers, readers;
  for (int t = 0; t < 3; ++t) {
    writers.emplace_back([&] {
      for (int i = next++; i < kItems; i = next++) {
        EXPECT_TRUE(queue.push(i));
      }
    });
    readers.emplace_back([&] {
      while (const auto item = queue.pop()) {
        sum += *item;
        ++taken;
      }
    });
  }
  for (auto& thread : writers) thread.join();
  queue.close();
  for (auto& thread : readers) thread.join();
  EXPECT_EQ(taken, kItems);
  EXPECT_EQ(sum, static_cast<long>(kItems) * (kItems - 1) / 2);
}

TEST(BoundedQueue, close_wakes_the_reader_that_waits_for_an_item) {
  BoundedQueue<int> queue(1);
  std::thread reader([&] { EXPECT_EQ(queue.pop(), std::nullopt); });
  queue.close();
  reader.join();
}

TEST(BoundedQueue, close_wakes_the_writer_that_waits_for_room_and_keeps_what_is_inside) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  ASSERT_TRUE(queue.push(std::make_unique<int>(1)));
  std::thread writer([&] { EXPECT_FALSE(queue.push(std::make_unique<int>(2))); });
  queue.close();
  writer.join();
  EXPECT_FALSE(queue.push(nullptr));
  const auto inside = queue.pop();
  ASSERT_TRUE(inside.has_value());
  EXPECT_EQ(**inside, 1);
  EXPECT_FALSE(queue.pop().has_value());
}

TEST(SystemError, says_what_failed_where_and_what_to_do) {
  const struct {
    int number;
    absl::StatusCode code;
    std::string_view words;
  } cases[] = {
      {ENOENT, absl::StatusCode::kNotFound, "No such file"},
      {ENOTDIR, absl::StatusCode::kNotFound, "Not a directory"},
      {EACCES, absl::StatusCode::kPermissionDenied, "Permission denied"},
      {EROFS, absl::StatusCode::kPermissionDenied, "Read-only"},
      {ENOSPC, absl::StatusCode::kResourceExhausted, "free some space"},
      {EFBIG, absl::StatusCode::kResourceExhausted, "ulimit -f"},
      {EMFILE, absl::StatusCode::kResourceExhausted, "ulimit -n"},
      {EIO, absl::StatusCode::kInternal, "Input/output error"},
  };
  for (const auto& one : cases) {
    const Status status = system_error(one.number, "write to", "/data/store.db");
    EXPECT_EQ(status.code(), one.code);
    EXPECT_THAT(std::string(status.message()), ::testing::StartsWith("cannot write to /data/store.db: "));
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(std::string(one.words)));
  }
}

TEST(Surroundings, are_told) {
  EXPECT_GE(core_count(), 1u);
  EXPECT_GT(peak_memory_bytes(), 1u << 20);
  ::setenv("TRIALKEEP_TEST_EMPTY", "", 1);
  EXPECT_EQ(environment_variable("TRIALKEEP_TEST_EMPTY"), std::nullopt);
  EXPECT_EQ(environment_variable("TRIALKEEP_TEST_UNSET"), std::nullopt);
  EXPECT_GT(system_clock().now(), *parse_instant("2020-01-01"));
  const std::int64_t before = system_clock().monotonic_us();
  EXPECT_LE(before, system_clock().monotonic_us());
}

}  // namespace
}  // namespace trialkeep::os
