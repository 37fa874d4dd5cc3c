#include "ingest/record_source.h"

#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/strings.h"
#include "ingest/loaded_files.h"
#include "support/support.h"

namespace trialkeep::ingest::record_source_test {
namespace {

using std::string_literals::operator""s;
using loaded_files::gzip;
using loaded_files::kA;
using loaded_files::kB;
using loaded_files::load;
using loaded_files::load_file;
using loaded_files::Loaded;
using loaded_files::zstd;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::TemporaryFolder;
using testing::write_text_file;

const std::string kLines = kA + "\n" + kB + "\n";
const std::string kPage = "{\"totalCount\":2,\"studies\":[" + kA + "," + kB + "]}";

TEST(RecordSource, ReadsEveryFormPlainAndPackedByItsBytesNotItsName) {
  for (const std::string& form : {kLines, kPage, "[" + kLines.substr(0, 7) + "," + kB + "]", "\xef\xbb\xbf" + kLines}) {
    for (const std::string& packed : {form, gzip(form), zstd(form), zstd(gzip(form))}) {
      for (const char* name : {"x.json", "x.gz", "x.zst", "x", "x.zip"}) {
        EXPECT_THAT(load_file(name, packed).lines, ElementsAre(kA, kB)) << name;
      }
    }
  }
}

TEST(RecordSource, ReadsGzipMembersAndZstdFramesInARow) {
  EXPECT_THAT(load_file("x.gz", gzip(kA) + gzip("") + gzip(kB)).lines, ElementsAre(kA, kB));
  EXPECT_THAT(load_file("x.gz", gzip(kLines) + std::string(512, '\0')).lines, ElementsAre(kA, kB));
  const std::string skippable = "\x53\x2a\x4d\x18\x03\x00\x00\x00xyz"s;
  EXPECT_THAT(load_file("x.zst", skippable + zstd(kA) + skippable + zstd(kB) + skippable).lines, ElementsAre(kA, kB));
  EXPECT_THAT(load_file("x.gz", gzip(kA) + "trash").lines,
              ElementsAre(kA, AllOf(StartsWith("? "), HasSubstr("is damaged"))));
}

TEST(RecordSource, ReadsZstdWithALongWindowAndRefusesALonger) {
  EXPECT_THAT(load_file("x.zst", zstd(kLines, 27)).lines, ElementsAre(kA, kB));
  EXPECT_THAT(load_file("x.zst", zstd(kLines, 28)).lines, ElementsAre(HasSubstr("pack it again with zstd --long=27")));
}

TEST(RecordSource, RefusesWhatIsNoJsonTextSayingWhatItIs) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\xff\xfe{\0\"\0"s, "UTF-16"},
      {"\0{\0\""s, "UTF-16"},
      {"{\0\"\0"s, "UTF-16"},
      {"\xff\xfe\0\0{\0\0\0"s, "UTF-32"},
      {"{\0\0\0\"\0\0\0"s, "UTF-16 or UTF-32"},
      {"\0\0\0{\0\0\0\""s, "UTF-16 or UTF-32"},
      {"\xef\xbb\xbf <!DOCTYPE html>", "a web page"},
      {"<html>", "a web page"},
      {"\xfd"
       "7zXZ\0abc"s,
       "xz"},
      {"BZh91AY", "bzip2"},
      {"#!/bin/sh\nexit\nPK\x03\x04", "a script; where an archive stands behind it, unpack that"},
      {"MZ\x90\0\3"s, "a program"},
      {"\x7f"
       "ELF\2\1",
       "a program"},
  };
  for (const auto& [bytes, word] : cases) {
    EXPECT_THAT(load_file("x.json", bytes).lines, ElementsAre(AllOf(StartsWith("? "), HasSubstr(word))));
    EXPECT_THAT(load_file("x.json", gzip(bytes)).lines, ElementsAre(AllOf(StartsWith("? "), HasSubstr(word))));
  }
  std::string often = kA;
  for (int i = 0; i < 9; ++i) {
    often = gzip(often);
  }
  EXPECT_THAT(load_file("x.gz", often).lines, ElementsAre(HasSubstr("is packed more than")));
}

TEST(RecordSource, GivesUpOnAFileOfSomethingElse) {
  std::string table;
  for (int i = 0; i < 1000; ++i) {
    table += "NCT0000000,a study\n";
  }
  const Loaded loaded = load_file("x.csv", table);
  EXPECT_THAT(loaded.problems, SizeIs(100));
  EXPECT_THAT(loaded.lines.back(), AllOf(StartsWith("? "), HasSubstr("something else than study records")));
  // After one good record, it is a file of records with faults.
  EXPECT_THAT(load_file("x.csv", kA + "\n" + table).lines, SizeIs(1001));
}

TEST(RecordSource, NamesWhatIsMissingAtOnce) {
  EXPECT_THAT(load({"/no/such/file.json"}).lines,
              ElementsAre(AllOf(HasSubstr("/no/such/file.json"), HasSubstr("no file"))));
  EXPECT_THAT(load({}).lines, ElementsAre(HasSubstr("nothing to load")));
  EXPECT_THAT(load({"-", "-"}).lines, ElementsAre(HasSubstr("twice")));
}

TEST(RecordSource, WalksAFolderByNameAndNotesWhatItSkips) {
  const TemporaryFolder folder;
  for (const char* name : {"b", "a", "a/c", ".hidden", "empty"}) {
    std::filesystem::create_directory(folder / name);
  }
  write_text_file(folder / "b/2.json", "{\"b2\":1}");
  write_text_file(folder / "b/10.json", "{\"b10\":1}");
  write_text_file(folder / "a/c/x.ndjson.gz", gzip("{\"acx\":1}"));
  write_text_file(folder / "a/z.JSONL", "{\"az\":1}");
  write_text_file(folder / "c.zst", zstd("{\"c\":1}"));
  write_text_file(folder / "README.md", "text");
  write_text_file(folder / "table.csv.gz", gzip("text"));
  write_text_file(folder / ".hidden/x.json", "{}");
  for (const char* name : {".x.json", "b/.y.ndjson", ".DS_Store", "._x.json"}) {
    write_text_file(folder / name, "{}");
  }
  write_text_file(folder / "nothing.json", " \n");
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.lines, ElementsAre("{\"acx\":1}", "{\"az\":1}", "{\"b10\":1}", "{\"b2\":1}", "{\"c\":1}"));
  EXPECT_THAT(loaded.origins[0], folder / "a/c/x.ndjson.gz, byte 0");
  EXPECT_THAT(loaded.notes,
              ElementsAre(HasSubstr("README.md"), HasSubstr("table.csv.gz"), HasSubstr("nothing.json holds no record"),
                          HasSubstr("skipped 2 hidden files, ")));
  EXPECT_EQ(loaded.progress.files_done, 6u);
  EXPECT_EQ(loaded.progress.files_total, 6u);
  EXPECT_EQ(loaded.progress.bytes_read, loaded.progress.bytes_total);
  EXPECT_GT(loaded.progress.bytes_total, 0u);
  EXPECT_THAT(load({folder / "empty"}).notes, ElementsAre(HasSubstr("holds no file to load")));
}

TEST(RecordSource, ReadsAFolderOnceWhereLinksGoInCircles) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "a");
  write_text_file(folder / "a/x.json", kA);
  std::filesystem::create_directory_symlink("..", folder / "a/up");
  std::filesystem::create_directory_symlink("a", folder / "b");
  std::filesystem::create_symlink("gone", folder / "broken.json");
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.lines, ElementsAre(kA));
  EXPECT_THAT(loaded.notes, ElementsAre(HasSubstr("by a link"), HasSubstr("by a link"), HasSubstr("it is no file")));
}

TEST(RecordSource, SaysWhichFolderLiesTooDeep) {
  const TemporaryFolder folder;
  std::string deep = folder.path();
  for (int i = 0; i < 20; ++i) {
    deep += "/d";
  }
  std::filesystem::create_directories(deep);
  write_text_file(folder / "x.json", kA);
  EXPECT_THAT(load({folder.path()}).lines, ElementsAre(HasSubstr("more than 16 folders deep"), kA));
}

TEST(RecordSource, LimitsItsNotes) {
  const TemporaryFolder folder;
  for (int i = 0; i < 150; ++i) {
    write_text_file(folder / concat(i, ".txt"), "");
  }
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.notes, SizeIs(kNotes));
  EXPECT_EQ(loaded.notes.back(), "and 52 more of this kind");
  write_text_file(folder / ".hidden.json", kA);
  const Loaded with_hidden = load({folder.path()});
  EXPECT_THAT(with_hidden.notes, SizeIs(kNotes));
  EXPECT_THAT(with_hidden.notes[kNotes - 2], HasSubstr("skipped 1 hidden file, "));
  EXPECT_EQ(with_hidden.notes.back(), "and 53 more of this kind");
}

// Writes `bytes` into a pipe while they are read as standard input.
Loaded load_from_pipe(const std::string& bytes) {
  int ends[2];
  CHECK(::pipe(ends) == 0);
  std::thread writer([&] {
    CHECK(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
  });
  Loaded loaded = load({"-"}, {.standard_input_fd = ends[0]});
  writer.join();
  ::close(ends[0]);
  return loaded;
}

TEST(RecordSource, ReadsStandardInputInEveryFormButZip) {
  for (const std::string& bytes : {kLines, kPage, gzip(kLines), zstd(kPage)}) {
    const Loaded loaded = load_from_pipe(bytes);
    EXPECT_THAT(loaded.lines, ElementsAre(kA, kB));
    EXPECT_THAT(loaded.origins[0], StartsWith("standard input, byte "));
    EXPECT_EQ(loaded.progress.bytes_total, 0u);
    EXPECT_EQ(loaded.progress.bytes_read, bytes.size());
  }
  EXPECT_THAT(load_from_pipe("PK\x03\x04 and so on").lines,
              ElementsAre(AllOf(HasSubstr("standard input is a zip archive"), HasSubstr("save it"))));
}

TEST(RecordSource, ReadsANamedPipeThatIsNamed) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  std::thread writer([&] { write_text_file(folder / "pipe", kLines); });
  EXPECT_THAT(load({folder / "pipe"}).lines, ElementsAre(kA, kB));
  writer.join();
}

TEST(RecordSource, GoesOnWithTheNextFileAfterABadOne) {
  const TemporaryFolder folder;
  write_text_file(folder / "1.gz", gzip(kA).substr(0, 5));
  write_text_file(folder / "2.json", "<html>");
  write_text_file(folder / "3.json", kB);
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.lines,
              ElementsAre(HasSubstr("1.gz is cut off after 5 bytes"), HasSubstr("2.json is a web page"), kB));
  EXPECT_EQ(loaded.progress.files_done, 3u);
  EXPECT_EQ(loaded.progress.bytes_read, loaded.progress.bytes_total);
}

TEST(RecordSource, TellsARecordCutOffAtTheEndOfAPlainFile) {
  const Loaded lines = load_file("x.json", kLines + "{\"c\":");
  EXPECT_THAT(lines.lines, ElementsAre(kA, kB, "! {\"c\":"));
  EXPECT_THAT(lines.problems, ElementsAre(HasSubstr("cut off")));
  EXPECT_THAT(load_file("x.json", "[" + kA + ",").lines,
              ElementsAre(kA, HasSubstr("its list of studies is not closed")));
}

// Cut anywhere, a file gives the records that are whole and then says that something is missing.
void expect_truncations_told(std::string_view name, const std::string& bytes, std::size_t stop) {
  const std::vector<std::string> whole = load_file(name, bytes).lines;
  std::size_t records_before = 0;
  for (std::size_t size = 0; size < stop; ++size) {
    const std::vector<std::string> lines = load_file(name, bytes.substr(0, size)).lines;
    ASSERT_FALSE(lines.empty()) << name << " cut to " << size;
    ASSERT_LE(lines.size(), whole.size() + 1) << name << " cut to " << size;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      ASSERT_EQ(lines[i], whole[i]) << name << " cut to " << size;
    }
    ASSERT_TRUE(lines.back().starts_with("? ") || lines.back().starts_with("! ")) << name << " cut to " << size;
    ASSERT_GE(lines.size() - 1, records_before) << name << " cut to " << size;
    records_before = lines.size() - 1;
  }
}

TEST(RecordSource, TellsEveryTruncation) {
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    lines += concat("{\"n\":", i, ",\"x\":[\"", std::to_string(Random(static_cast<std::uint64_t>(i)).next()), "\"]}\n");
  }
  const std::string page = "{\"totalCount\":40,\"studies\":[" + std::string(kA) + "," + kB + "],\"next\":\"x\"}";
  expect_truncations_told("x.gz", gzip(lines), gzip(lines).size());
  expect_truncations_told("x.zst", zstd(lines), zstd(lines).size());
  const Loaded nothing = load_file("x.json", "");
  EXPECT_THAT(nothing.lines, IsEmpty());
  EXPECT_THAT(nothing.notes, ElementsAre(HasSubstr("holds no record")));
  for (std::size_t size = 1; size < page.size(); ++size) {
    const std::vector<std::string> cut = load_file("x.json", page.substr(0, size)).lines;
    ASSERT_FALSE(cut.empty());
    EXPECT_THAT(cut.back().substr(0, 2), ::testing::AnyOf("? ", "! ")) << size;
    EXPECT_LE(cut.size(), 3u);
  }
}

// `packed` with a bit flipped in the byte that stands so far before its end.
std::string with_flipped(std::string packed, std::size_t before_end) {
  packed[packed.size() - before_end] = static_cast<char>(packed[packed.size() - before_end] ^ 1);
  return packed;
}
// Where these bytes stand before the end.
constexpr std::size_t kGzipChecksum = 8;
constexpr std::size_t kZstdChecksum = 4;

TEST(RecordSource, GivesNothingOfAShortFileThatItsChecksumDenies) {
  const auto denied = AllOf(StartsWith("? "), HasSubstr("x is damaged near byte "),
                            HasSubstr("None of its records was taken; fetch it again and repeat the load"));
  EXPECT_THAT(load_file("x", with_flipped(gzip(kLines), kGzipChecksum)).lines, ElementsAre(denied));
  EXPECT_THAT(load_file("x", with_flipped(zstd(kLines), kZstdChecksum)).lines, ElementsAre(denied));
  EXPECT_THAT(load_file("x", zstd(with_flipped(gzip(kLines), kGzipChecksum))).lines, ElementsAre(denied));
  EXPECT_THAT(load_file("x", with_flipped(gzip(kLines), kGzipChecksum + 1)).lines, ElementsAre(denied))
      << "damage on the way";
  const auto after_a = HasSubstr("The records before the damaged part were read; fetch it again");
  EXPECT_THAT(load_file("x", gzip(kA) + with_flipped(gzip(kB), kGzipChecksum)).lines, ElementsAre(kA, after_a));
  EXPECT_THAT(load_file("x", zstd(kA) + with_flipped(zstd(kB), kZstdChecksum)).lines, ElementsAre(kA, after_a));
}

TEST(RecordSource, SaysOfALongFileThatRecordsNearTheDamageMayBeWrong) {
  std::string lines;
  for (std::size_t bytes = 0; bytes <= limits::kBatchBytes; bytes += 1u << 20) {
    lines += "{\"a\":\"" + std::string(1u << 20, 'x') + "\"}\n";
  }
  const Loaded loaded = load_file("x", with_flipped(gzip(lines), kGzipChecksum));
  ASSERT_THAT(loaded.lines, SizeIs(14));
  EXPECT_THAT(loaded.lines.back(),
              AllOf(StartsWith("? "), HasSubstr("are kept, and those near the damage may be wrong")));
}

TEST(RecordSource, TellsEveryFlippedBitOfAPackedFileOrReadsOn) {
  const std::string packed = gzip(kLines + kPage);
  const std::string frames = zstd(kLines + kPage);
  for (const std::string& bytes : {packed, frames}) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string flipped = bytes;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      (void)load_file("x", flipped);
    }
  }
}

// A small file that unpacks into one endless string.
TEST(RecordSource, StopsAtTheLimitOfARecordInABombAndGoesOnBehindIt) {
  const TemporaryFolder folder;
  std::string bomb = gzip("{\"a\":\"");
  const std::string piece = gzip(std::string(8u << 20, 'x'));
  for (int i = 0; i < 20; ++i) {
    bomb += piece;
  }
  bomb += gzip("\"}\n" + kB + "\n");
  write_text_file(folder / "bomb.gz", bomb);
  EXPECT_LT(bomb.size(), 1u << 20);
  const Loaded loaded = load({folder / "bomb.gz"});
  ASSERT_THAT(loaded.lines, SizeIs(2));
  EXPECT_EQ(loaded.lines[0].size(), limits::kRecordBytes + 2);
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr("larger than 67108864 bytes")));
  EXPECT_EQ(loaded.lines[1], kB);
}

TEST(RecordSource, ReadsTheRealStudies) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const Loaded loaded = load({path});
  EXPECT_THAT(loaded.lines, SizeIs(1918));
  EXPECT_THAT(loaded.problems, IsEmpty());
  std::string joined;
  for (const std::string& line : loaded.lines) {
    append_to(joined, line, "\n");
  }
  EXPECT_TRUE(joined == testing::read_zst_file(path));
  EXPECT_EQ(loaded.progress.bytes_read, std::filesystem::file_size(path));
}

TEST(RecordSource, ReadsTheRealAnswersOfTheRegistry) {
  SHARED_OR_SKIP(study, "spec/samples/study_full.json");
  EXPECT_THAT(load({study}).lines, SizeIs(1));
  SHARED_OR_SKIP(folder, "spec/samples/live-2026-08");
  std::size_t studies = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const Loaded loaded = load({entry.path().string()});
    EXPECT_THAT(loaded.problems, IsEmpty()) << entry.path();
    for (const std::string& line : loaded.lines) {
      EXPECT_THAT(line, ::testing::ContainsRegex("^\\{[ \n]*\"protocolSection\"")) << entry.path();
    }
    studies += loaded.lines.size();
  }
  EXPECT_THAT(load({folder}).lines, SizeIs(studies));
  EXPECT_GE(studies, 8u);
}

}  // namespace
}  // namespace trialkeep::ingest::record_source_test
