// The same questions to the real file system and to the one in memory.

#include <filesystem>
#include <span>
#include <sys/stat.h>

#include "base/strings.h"
#include "os/file_system.h"
#include "os/memory_file_system.h"
#include "os/sequential_file.h"
#include "support/support.h"

namespace trialkeep::os {
namespace {

using testing::TemporaryFolder;
constexpr std::size_t kReadBytesMax = 1 << 20;

enum class Which { kPosix, kMemory };

class Files : public ::testing::TestWithParam<Which> {
 protected:
  FileSystem& files() { return GetParam() == Which::kPosix ? posix_file_system() : *memory_; }
  std::string path(std::string_view name) { return folder_ / name; }
  void write(const std::string& to, std::string_view bytes) {
    auto file = files().create(to);
    ASSERT_OK(file);
    ASSERT_OK((*file)->append(bytes));
    ASSERT_OK((*file)->sync());
    ASSERT_OK((*file)->close());
  }
  std::string read(const std::string& from) {
    auto bytes = files().read_file(from, kReadBytesMax);
    EXPECT_OK(bytes);
    return bytes.ok() ? *bytes : std::string();
  }
  std::unique_ptr<FileSystem> memory_ = make_memory_file_system();
  TemporaryFolder folder_;
};

TEST_P(Files, are_written_in_pieces_read_and_mapped) {
  auto file = files().create(path("a"));
  ASSERT_OK(file);
  const std::string zeros(200'000, '\0');
  ASSERT_OK((*file)->append("begin"));
  ASSERT_OK((*file)->append(""));
  ASSERT_OK((*file)->append(zeros));
  ASSERT_OK((*file)->close());
  ASSERT_OK((*file)->close()) << "closing twice is fine";
  EXPECT_EQ(read(path("a")), "begin" + zeros);
  EXPECT_EQ(*files().size(path("a")), 200'005u);
  auto mapped = files().map(path("a"));
  ASSERT_OK(mapped);
  EXPECT_EQ((*mapped)->bytes(), "begin" + zeros);
  (*mapped)->release();
  EXPECT_EQ((*mapped)->bytes(), "begin" + zeros) << "bytes are read again where the process let go of them";
  ASSERT_OK(files().remove(path("a")));
  EXPECT_EQ((*mapped)->bytes().substr(0, 5), "begin") << "a map outlives its file's name";
}

TEST_P(Files, that_are_empty_can_be_read_and_mapped) {
  write(path("empty"), "");
  EXPECT_EQ(read(path("empty")), "");
  auto mapped = files().map(path("empty"));
  ASSERT_OK(mapped);
  EXPECT_TRUE((*mapped)->bytes().empty());
  (*mapped)->release();
}

TEST_P(Files, are_begun_anew_by_create) {
  write(path("a"), "a long old text");
  write(path("a"), "new");
  EXPECT_EQ(read(path("a")), "new");
}

TEST_P(Files, are_shortened_and_written_on_from_there) {
  auto file = files().create(path("a"));
  ASSERT_OK(file);
  ASSERT_OK((*file)->append("begin, torn"));
  ASSERT_OK((*file)->truncate(5));
  EXPECT_EQ(read(path("a")), "begin");
  ASSERT_OK((*file)->append(" and end"));
  EXPECT_EQ(read(path("a")), "begin and end");
  ASSERT_OK((*file)->truncate(0));
  EXPECT_EQ(read(path("a")), "");
}

TEST_P(Files, larger_than_the_limit_are_refused_by_name) {
  write(path("ten"), "0123456789");
  EXPECT_OK(files().read_file(path("ten"), 10));
  const auto refused = files().read_file(path("ten"), 9);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr(path("ten")));
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("9 bytes"));
}

TEST_P(Files, are_listed_sorted) {
  for (std::string_view name : {"b", "a.new", "a", "C", "10", "9"}) {
    write(path(name), "");
  }
  EXPECT_EQ(*files().list(folder_.path()), (std::vector<std::string>{"10", "9", "C", "a", "a.new", "b"}));
}

TEST_P(Files, are_replaced_by_rename) {
  write(path("old"), "old");
  write(path("fresh"), "fresh");
  ASSERT_OK(files().rename(path("fresh"), path("old")));
  EXPECT_EQ(read(path("old")), "fresh");
  EXPECT_EQ(*files().list(folder_.path()), std::vector<std::string>{"old"});
  ASSERT_OK(files().rename(path("old"), path("old")));
  EXPECT_EQ(read(path("old")), "fresh") << "renaming to itself changes nothing";
}

TEST_P(Files, are_replaced_atomically_and_leave_nothing_behind) {
  ASSERT_OK(write_file_atomically(files(), path("f"), "one"));
  ASSERT_OK(write_file_atomically(files(), path("f"), "two"));
  EXPECT_EQ(read(path("f")), "two");
  EXPECT_EQ(*files().list(folder_.path()), std::vector<std::string>{"f"});
}

TEST_P(Files, that_are_missing_are_named_in_the_error) {
  const std::string gone = path("not-here");
  const Status statuses[] = {files().read_file(gone, kReadBytesMax).status(), files().map(gone).status(),
                             files().remove(gone), files().size(gone).status(), files().rename(gone, path("x"))};
  for (const Status& status : statuses) {
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
  }
  for (const Status& status : std::span(statuses).first(4)) {
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(gone));
  }
  EXPECT_EQ(*files().kind(gone), EntryKind::kNone);
}

INSTANTIATE_TEST_SUITE_P(Both, Files, ::testing::Values(Which::kPosix, Which::kMemory),
                         [](const auto& one) { return one.param == Which::kPosix ? "posix" : "memory"; });

TEST(PosixFiles, make_folders_makes_parents_that_only_the_owner_reads) {
  TemporaryFolder folder;
  const std::string deep = folder / "a/b//c/";
  ASSERT_OK(posix_file_system().make_folders(deep));
  ASSERT_OK(posix_file_system().make_folders(deep)) << "once more is fine";
  EXPECT_EQ(*posix_file_system().kind(deep), EntryKind::kFolder);
  struct stat info = {};
  ASSERT_EQ(::stat((folder / "a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(PosixFiles, make_folders_says_what_is_in_the_way) {
  TemporaryFolder folder;
  testing::write_text_file(folder / "file", "");
  const Status on_it = posix_file_system().make_folders(folder / "file");
  EXPECT_EQ(on_it.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(on_it.message()), ::testing::HasSubstr("is not a folder"));
  EXPECT_THAT(std::string(posix_file_system().make_folders(folder / "file/below").message()),
              ::testing::HasSubstr(folder / "file"));
}

TEST(PosixFiles, tell_kinds_apart_and_follow_links) {
  TemporaryFolder folder;
  FileSystem& files = posix_file_system();
  testing::write_text_file(folder / "file", "");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  std::filesystem::create_symlink(folder / "nothing", folder / "dangling");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(*files.kind(folder / "file"), EntryKind::kFile);
  EXPECT_EQ(*files.kind(folder / "link"), EntryKind::kFile);
  EXPECT_EQ(*files.kind(folder / "dangling"), EntryKind::kNone);
  EXPECT_EQ(*files.kind(folder / "file/below"), EntryKind::kNone);
  EXPECT_EQ(*files.kind(folder / "pipe"), EntryKind::kOther);
  EXPECT_EQ(*files.kind(folder.path()), EntryKind::kFolder);
}

TEST(PosixFiles, a_folder_is_no_file) {
  TemporaryFolder folder;
  EXPECT_THAT(std::string(posix_file_system().read_file(folder.path(), kReadBytesMax).status().message()),
              ::testing::HasSubstr(folder.path()));
  EXPECT_FALSE(posix_file_system().map(folder.path()).ok());
  EXPECT_FALSE(posix_file_system().create(folder.path()).ok());
  EXPECT_EQ(posix_file_system().list(folder / "no").status().code(), absl::StatusCode::kNotFound);
}

TEST(SequentialFiles, give_their_bytes_in_order_and_name_what_cannot_be_read) {
  TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 10'000; ++i) bytes += std::to_string(i);
  testing::write_text_file(folder / "file", bytes);
  auto file = open_sequential_file(folder / "file");
  ASSERT_OK(file);
  std::string got;
  char buffer[777];
  for (std::size_t size = 1; size > 0;) {
    size = *(*file)->read(buffer, sizeof buffer);
    got.append(buffer, size);
  }
  EXPECT_EQ(got, bytes);
  EXPECT_EQ(*(*file)->read(buffer, sizeof buffer), 0u) << "the end stays the end";
  EXPECT_EQ(open_sequential_file(folder / "no").status().code(), absl::StatusCode::kNotFound);
  const auto closed = sequential_file_of(-1, "standard input");
  EXPECT_THAT(std::string(closed->read(buffer, 1).status().message()), ::testing::HasSubstr("standard input"));
}

TEST(JoinPath, puts_one_slash_between) {
  EXPECT_EQ(join_path("a", "b"), "a/b");
  EXPECT_EQ(join_path("a/", "b"), "a/b");
  EXPECT_EQ(join_path("", "b"), "b");
  EXPECT_EQ(join_path("/", "b"), "/b");
}

}  // namespace
}  // namespace trialkeep::os
