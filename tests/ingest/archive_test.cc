#include "ingest/archive.h"

#include <filesystem>
#include <zip.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/strings.h"
#include "ingest/loaded_files.h"
#include "support/support.h"

namespace trialkeep::ingest::archive_test {
namespace {

using loaded_files::gzip;
using loaded_files::kA;
using loaded_files::kB;
using loaded_files::load;
using loaded_files::Loaded;
using loaded_files::zstd;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::read_text_file;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::TemporaryFolder;
using testing::write_text_file;

struct ZipMember {
  std::string name;
  std::string bytes;
  bool stored = false;
  std::string password = {};
};

void write_zip(const std::string& path, const std::vector<ZipMember>& members) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  CHECK(archive != nullptr);
  for (const ZipMember& member : members) {
    if (member.name.ends_with("/")) {
      CHECK(zip_dir_add(archive, member.name.c_str(), ZIP_FL_ENC_UTF_8) >= 0);
      continue;
    }
    zip_source_t* source = zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    CHECK(index >= 0);
    const auto at = static_cast<zip_uint64_t>(index);
    CHECK(zip_set_file_compression(archive, at, member.stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 1) == 0);
    if (!member.password.empty()) {
      CHECK(zip_file_set_encryption(archive, at, ZIP_EM_AES_256, member.password.c_str()) == 0);
    }
  }
  CHECK(zip_close(archive) == 0);
}

TEST(Archive, ReadsMembersOfEveryFormInTheOrderOfTheArchive) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.zip";
  write_zip(path, {{.name = "NN/", .bytes = ""},
                   {.name = "NN/z.json", .bytes = kA},
                   {.name = "a.json", .bytes = "[" + kA + "," + kB + "]", .stored = true},
                   {.name = "b.ndjson.gz", .bytes = gzip(kA + "\n" + kB), .stored = true},
                   {.name = "c.json.zst", .bytes = zstd("{\"studies\":[" + kB + "]}")},
                   {.name = "README.txt", .bytes = "text"},
                   {.name = "__MACOSX/a.json", .bytes = "text"},
                   {.name = "__MACOSX/NN/.a.json", .bytes = "text"},
                   {.name = "NN/._a.json", .bytes = "text"},
                   {.name = "NN/.DS_Store", .bytes = "text"},
                   {.name = "NN/.hidden.json", .bytes = "text"}});
  const Loaded loaded = load({path});
  EXPECT_THAT(loaded.lines, ElementsAre(kA, kA, kB, kA, kB, kB));
  EXPECT_THAT(loaded.origins,
              ElementsAre(path + "!NN/z.json, byte 0", path + "!a.json, byte 1", path + "!a.json, byte 9",
                          path + "!b.ndjson.gz, byte 0", path + "!b.ndjson.gz, byte 8", path + "!c.json.zst, byte 12"));
  EXPECT_THAT(loaded.notes, ElementsAre(HasSubstr("README.txt"), HasSubstr("skipped 1 hidden file, ")));
  EXPECT_EQ(loaded.progress.bytes_read, std::filesystem::file_size(path));
  EXPECT_EQ(loaded.progress.bytes_total, std::filesystem::file_size(path));
}

TEST(Archive, RefusesAMemberItCannotReadByNameAndGoesOn) {
  const TemporaryFolder folder;
  write_zip(folder / "inner.zip", {{.name = "x.json", .bytes = kA}});
  write_zip(folder / "x.zip", {{.name = "secret.json", .bytes = kA, .password = "word"},
                               {.name = "inner.zip", .bytes = read_text_file(folder / "inner.zip")},
                               {.name = "cut.json.gz", .bytes = gzip(kA).substr(0, 12)},
                               {.name = "good.json", .bytes = kB}});
  EXPECT_THAT(load({folder / "x.zip"}).lines,
              ElementsAre(HasSubstr("x.zip!secret.json is encrypted"), HasSubstr("x.zip!inner.zip is a zip archive"),
                          HasSubstr("x.zip!cut.json.gz is cut off after 12 bytes"), kB));
}

TEST(Archive, NoticesADamagedMember) {
  const TemporaryFolder folder;
  write_zip(folder / "x.zip", {{.name = "a.json", .bytes = kA, .stored = true}, {.name = "b.json", .bytes = kB}});
  std::string bytes = read_text_file(folder / "x.zip");
  bytes[bytes.find(kA) + 5] = '7';  // against the checksum
  write_text_file(folder / "x.zip", bytes);
  EXPECT_THAT(load({folder / "x.zip"}).lines,
              ElementsAre(AllOf(StartsWith("? "), HasSubstr("x.zip!a.json is damaged"),
                                HasSubstr("None of its records was taken; fetch it again")),
                          kB));
}

TEST(Archive, GivesNoLongRecordThatItsChecksumDenies) {
  const TemporaryFolder folder;
  const std::string record = "{\"a\":\"" + std::string(limits::kBatchBytes + 100'000, 'x') + "\"}";
  write_zip(folder / "x.zip", {{.name = "a.json", .bytes = record, .stored = true}, {.name = "b.json", .bytes = kB}});
  EXPECT_THAT(load({folder / "x.zip"}).lines, ElementsAre(SizeIs(record.size()), kB));
  std::string bytes = read_text_file(folder / "x.zip");
  bytes[bytes.find("{\"a\"") + 1'000] = 'y';
  write_text_file(folder / "x.zip", bytes);
  EXPECT_THAT(load({folder / "x.zip"}).lines, ElementsAre(HasSubstr("x.zip!a.json is damaged"), kB));
}

TEST(Archive, IsReadInsideAFolderToo) {
  const TemporaryFolder folder;
  write_zip(folder / "x.zip", {{.name = "a.json", .bytes = kA}});
  write_text_file(folder / "y.json", kB);
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.lines, ElementsAre(kA, kB));
  EXPECT_THAT(loaded.origins, ElementsAre(folder / "x.zip!a.json, byte 0", folder / "y.json, byte 0"));
}

TEST(Archive, ReadsAnEmptyOne) {
  const Loaded loaded = [] {
    const TemporaryFolder folder;
    write_text_file(folder / "x.zip", std::string("PK\x05\x06") + std::string(18, '\0'));
    return load({folder / "x.zip"});
  }();
  EXPECT_THAT(loaded.lines, IsEmpty());
  EXPECT_THAT(loaded.notes, ElementsAre(HasSubstr("x.zip holds no file to load")));
}

TEST(Archive, SaysOfOneWithoutRecordsThatItHoldsNoneAndOfNoOther) {
  const TemporaryFolder folder;
  write_zip(folder / "1.zip", {{.name = "README.txt", .bytes = "text"}});
  write_zip(folder / "2.zip", {{.name = "a.json", .bytes = kA}});
  write_zip(folder / "3.zip", {{.name = "secret.json", .bytes = kA, .password = "word"}});
  EXPECT_THAT(load({folder.path()}).notes,
              ElementsAre(HasSubstr("1.zip!README.txt"), HasSubstr("1.zip holds no file to load")));
}

TEST(Archive, ReadsMoreMembersThanTheOldDirectoryCounts) {
  const TemporaryFolder folder;
  constexpr int kMembers = 70'000;
  std::vector<ZipMember> members;
  for (int i = 0; i < kMembers; ++i) {
    members.push_back({.name = concat("NCT", i % 100, "/NCT", i, ".json"), .bytes = concat("{\"n\":", i, "}")});
  }
  write_zip(folder / "x.zip", members);
  const Loaded loaded = load({folder / "x.zip"});
  ASSERT_THAT(loaded.lines, SizeIs(kMembers));
  for (int i = 0; i < kMembers; ++i) {
    ASSERT_EQ(loaded.lines[static_cast<std::size_t>(i)], members[static_cast<std::size_t>(i)].bytes);
  }
}

// A member whose sizes and place stand in zip64 extra fields, as tools write them for what they stream.
std::string zip64_archive(const std::string& name, const std::string& bytes) {
  const auto checksum = static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  ByteWriter out;
  const auto common = [&](std::uint16_t extra_bytes) {
    out.u16(45);
    out.u16(0);
    out.u16(0);  // stored
    out.u32(0x5a210000);
    out.u32(checksum);
    out.u32(0xffffffff);
    out.u32(0xffffffff);
    out.u16(static_cast<std::uint16_t>(name.size()));
    out.u16(extra_bytes);
  };
  out.u32(0x04034b50);
  common(20);
  out.raw(name);
  out.u16(1);
  out.u16(16);
  out.u64(bytes.size());
  out.u64(bytes.size());
  out.raw(bytes);
  const std::uint64_t directory = out.size();
  out.u32(0x02014b50);
  out.u16(45);
  common(28);
  out.u16(0);  // comment
  out.u16(0);
  out.u16(0);
  out.u32(0);
  out.u32(0xffffffff);
  out.raw(name);
  out.u16(1);
  out.u16(24);
  out.u64(bytes.size());
  out.u64(bytes.size());
  out.u64(0);
  const std::uint64_t end = out.size();
  out.u32(0x06064b50);  // zip64 end of central directory, then its locator, then the old end
  out.u64(44);
  out.u16(45);
  out.u16(45);
  out.u32(0);
  out.u32(0);
  out.u64(1);
  out.u64(1);
  out.u64(end - directory);
  out.u64(directory);
  out.u32(0x07064b50);
  out.u32(0);
  out.u64(end);
  out.u32(1);
  out.u32(0x06054b50);
  out.u16(0xffff);
  out.u16(0xffff);
  out.u16(0xffff);
  out.u16(0xffff);
  out.u32(0xffffffff);
  out.u32(0xffffffff);
  out.u16(0);
  return out.take();
}

TEST(Archive, ReadsZip64FieldsAndTellsEveryTruncationOfThem) {
  const TemporaryFolder folder;
  const std::string bytes = zip64_archive("a.json", kA + kB);
  write_text_file(folder / "x.zip", bytes);
  EXPECT_THAT(load({folder / "x.zip"}).lines, ElementsAre(kA, kB));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = folder / concat(size, ".zip");
    write_text_file(cut, bytes.substr(0, size));
    const std::vector<std::string> lines = load({cut}).lines;
    ASSERT_FALSE(lines.empty()) << size;
    EXPECT_THAT(lines.back(), StartsWith("? ")) << size;
    if (size > bytes.find(kB) + kB.size()) {
      EXPECT_THAT(lines, ElementsAre(kA, kB, HasSubstr("is cut off"))) << size;
    }
  }
}

TEST(Archive, GivesTheMembersBeforeTheCutOfATruncatedOne) {
  const TemporaryFolder folder;
  std::vector<ZipMember> members;
  for (int i = 0; i < 8; ++i) {
    members.push_back({.name = concat(i, ".json"),
                       .bytes = concat("{\"n\":\"", std::string(40, static_cast<char>('a' + i)), "\"}"),
                       .stored = i % 3 == 0});
  }
  members.insert(members.begin() + 4, {.name = "README", .bytes = "skipped"});
  write_zip(folder / "x.zip", members);
  const std::vector<std::string> whole = load({folder / "x.zip"}).lines;
  ASSERT_THAT(whole, SizeIs(8));
  const std::string bytes = read_text_file(folder / "x.zip");
  std::size_t records_before = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = folder / concat(size, ".zip");
    write_text_file(cut, bytes.substr(0, size));
    const std::vector<std::string> lines = load({cut}).lines;
    ASSERT_FALSE(lines.empty()) << size;
    EXPECT_THAT(lines.back(), AllOf(StartsWith("? "), HasSubstr(".zip is cut off"), HasSubstr("fetch it again")))
        << size;
    ASSERT_GE(lines.size() - 1, records_before) << size;
    records_before = lines.size() - 1;
    for (std::size_t i = 0; i < records_before; ++i) {
      ASSERT_EQ(lines[i], whole[i]) << size;
    }
  }
  EXPECT_EQ(records_before, 8u);
}

// Sizes behind the member, as streaming tools write them; with and without the magic number, 4 and 8 bytes.
TEST(Archive, FindsItsWayPastDataDescriptorsInATruncatedArchive) {
  for (const bool magic : {true, false}) {
    for (const bool wide : {true, false}) {
      ByteWriter out;
      for (const std::string& bytes : {kA, kB}) {
        const std::string packed = gzip(bytes);
        const std::string deflated = packed.substr(10, packed.size() - 18);
        out.u32(0x04034b50);
        out.u16(20);
        out.u16(8);  // sizes behind
        out.u16(8);
        for (int i = 0; i < 4; ++i) {
          out.u32(0);
        }
        out.u16(6);
        out.u16(0);
        out.raw("a.json");
        out.raw(deflated);
        if (magic) {
          out.u32(0x08074b50);
        }
        out.raw(std::string_view(packed).substr(packed.size() - 8, 4));
        for (std::size_t size : {deflated.size(), bytes.size()}) {
          wide ? out.u64(size) : out.u32(static_cast<std::uint32_t>(size));
        }
      }
      const TemporaryFolder folder;
      write_text_file(folder / "x.zip", out.bytes() + "PK\x01\x02");
      EXPECT_THAT(load({folder / "x.zip"}).lines, ElementsAre(kA, kB, HasSubstr("is cut off"))) << magic << wide;
    }
  }
}

TEST(Archive, SurvivesEveryFlippedBit) {
  const TemporaryFolder folder;
  write_zip(folder / "x.zip", {{.name = "a.json", .bytes = kA}, {.name = "b.json", .bytes = kB, .stored = true}});
  const std::string bytes = read_text_file(folder / "x.zip");
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const std::string path = folder / concat(bit, ".zip");
    write_text_file(path, flipped);
    EXPECT_LE(load({path}).lines.size(), 6u);
  }
}

}  // namespace
}  // namespace trialkeep::ingest::archive_test
