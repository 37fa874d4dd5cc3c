#include <gmock/gmock.h>

#include "base/strings.h"
#include "ingest/loaded_files.h"
#include "support/support.h"

namespace trialkeep::ingest::tar_test {
namespace {

using loaded_files::kA;
using loaded_files::kB;
using loaded_files::load;
using loaded_files::load_file;
using loaded_files::Loaded;
using loaded_files::zstd;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TemporaryFolder;
using testing::write_text_file;

const std::string kXml = "<clinical_study/>";

std::string octal(std::uint64_t value, std::size_t digits) {
  std::string out(digits, '0');
  for (std::size_t i = digits; i-- > 0; value /= 8) {
    out[i] = static_cast<char>('0' + value % 8);
  }
  return out;
}

struct Member {
  std::string name;
  std::string bytes = {};
  char kind = '0';
  std::string prefix = {};
  std::string magic = std::string("ustar\0", 6) + "00";
  std::string size = {};  // the 12 bytes in the header, instead of the octal digits
};

std::string header_of(const Member& member) {
  std::string header(512, '\0');
  header.replace(0, member.name.size(), member.name);
  header.replace(124, 12, member.size.empty() ? octal(member.bytes.size(), 11) + '\0' : member.size);
  header[156] = member.kind;
  header.replace(257, member.magic.size(), member.magic);
  header.replace(345, member.prefix.size(), member.prefix);
  header.replace(148, 8, "        ");
  std::uint64_t sum = 0;
  for (const char c : header) {
    sum += static_cast<unsigned char>(c);
  }
  header.replace(148, 8, octal(sum, 6) + std::string("\0 ", 2));
  return header;
}

std::string tar(const std::vector<Member>& members) {
  std::string out;
  for (const Member& member : members) {
    out += header_of(member) + member.bytes;
    out.resize((out.size() + 511) / 512 * 512, '\0');
  }
  return out + std::string(1024, '\0');
}

TEST(Tar, ReadsMembersOfEveryFormInTheOrderOfTheArchive) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.tar";
  write_text_file(path, tar({{.name = "NN/", .kind = '5'},
                             {.name = "./NN/NCT00000001.xml", .bytes = kXml},
                             {.name = "a.json", .bytes = "[" + kA + "," + kB + "]"},
                             {.name = "b.json.zst", .bytes = zstd(kB)},
                             {.name = "empty.json"},
                             {.name = "README.txt", .bytes = "text"},
                             {.name = ".hidden.json", .bytes = kA},
                             {.name = "link.json", .kind = '2'},
                             {.name = "deep.json", .bytes = kA, .prefix = "far/away"}}));
  const Loaded loaded = load({path});
  EXPECT_THAT(loaded.lines, ElementsAre("xml " + kXml, kA, kB, kB, kA));
  EXPECT_THAT(loaded.origins,
              ElementsAre(path + "!NN/NCT00000001.xml, byte 0", path + "!a.json, byte 1", path + "!a.json, byte 9",
                          path + "!b.json.zst, byte 0", path + "!far/away/deep.json, byte 0"));
  EXPECT_THAT(loaded.notes,
              ElementsAre(HasSubstr("empty.json holds no record"), HasSubstr("README.txt"),
                          HasSubstr("link.json: it is a link or no file"), HasSubstr("skipped 1 hidden file, ")));
  EXPECT_EQ(loaded.progress.bytes_read, loaded.progress.bytes_total);
  EXPECT_EQ(loaded.progress.files_done, 1u);
}

TEST(Tar, IsReadOutOfZstdWithALongWindow) {
  const std::string bytes = tar({{.name = "a.json", .bytes = kA}, {.name = "b.xml", .bytes = kXml}});
  EXPECT_THAT(load_file("x.tar.zst", zstd(bytes, 27)).lines, ElementsAre(kA, "xml " + kXml));
}

TEST(Tar, TakesLongNamesOfGnuAndPaxAndSizesOfPaxAndOfBinary) {
  const std::string long_name = std::string(150, 'n') + ".json";
  const std::string path_line = concat("165 path=", long_name.substr(0, 150), ".json\n");
  ASSERT_EQ(path_line.size(), 165u);
  std::string binary(12, '\0');
  binary[0] = static_cast<char>(0x80);
  binary[11] = static_cast<char>(kB.size());
  const Loaded loaded = load_file(
      "x.tar",
      tar({{.name = "././@LongLink", .bytes = long_name + std::string(1, '\0'), .kind = 'L', .magic = "ustar  "},
           {.name = "cut", .bytes = kA, .magic = "ustar  "},
           {.name = "global", .bytes = "13 comment=x\n", .kind = 'g'},
           {.name = "pax", .bytes = path_line + "9 size=7\n", .kind = 'x'},
           {.name = "cut", .bytes = kB, .size = std::string("00000000777\0", 12)},
           {.name = "binary.json", .bytes = kB, .size = binary}}));
  EXPECT_THAT(loaded.lines, ElementsAre(kA, kB, kB));
  EXPECT_THAT(loaded.origins, ElementsAre(HasSubstr("x.tar!" + long_name), HasSubstr("x.tar!" + long_name),
                                          HasSubstr("x.tar!binary.json")));
}

TEST(Tar, GivesTheMembersBeforeTheCutOfATruncatedOne) {
  const std::string bytes = tar({{.name = "a.json", .bytes = kA}, {.name = "b.json", .bytes = kB}});
  for (std::size_t size = 512; size < bytes.size() - 1023; size += 37) {
    const std::vector<std::string> lines = load_file("x.tar", std::string_view(bytes).substr(0, size)).lines;
    ASSERT_FALSE(lines.empty()) << size;
    EXPECT_THAT(lines.back(), AllOf(StartsWith("? "), HasSubstr("cut off"), HasSubstr("fetch it again"))) << size;
    if (size >= 1024) {
      EXPECT_EQ(lines.front(), kA) << size;
    }
  }
}

TEST(Tar, TellsADamagedHeader) {
  std::string bytes = tar({{.name = "a.json", .bytes = kA}, {.name = "b.json", .bytes = kB}});
  bytes[1024] = 'c';
  EXPECT_THAT(load_file("x.tar", bytes).lines, ElementsAre(kA, HasSubstr("the checksum of a tar header does not fit")));
}

TEST(Tar, IsNotReadInsideAnArchive) {
  const std::string inner = tar({{.name = "a.json", .bytes = kA}});
  EXPECT_THAT(load_file("x.tar", tar({{.name = "inner.tar", .bytes = inner}, {.name = "b.json", .bytes = kB}})).lines,
              ElementsAre(HasSubstr("x.tar!inner.tar is an archive inside an archive"), kB));
}

TEST(DatedNames, GiveTheDayOnWhichARecordWasObserved) {
  const Loaded loaded = load_file("x.tar", tar({{.name = "N/2014-03-14__84b0fd83.xml", .bytes = kXml},
                                                {.name = "N/2014-03-15.json", .bytes = kA},
                                                {.name = "N/undated__84b0fd83.xml", .bytes = kXml},
                                                {.name = "2014-03-14/NCT00000001.xml", .bytes = kXml},
                                                {.name = "N/2014-02-30.json", .bytes = kA},
                                                {.name = "N/2014-03-14-b.json", .bytes = kA}}));
  EXPECT_THAT(loaded.observed, ElementsAre("2014-03-14T00:00:00Z", "2014-03-15T00:00:00Z", "", "", "", ""));
}

TEST(XmlFiles, AreOneRecordEachWhateverTheyHold) {
  const TemporaryFolder folder;
  write_text_file(folder / "a.xml", "\xef\xbb\xbf\n <?xml version=\"1.0\"?>\n<clinical_study/>\n{\"a\":1}");
  write_text_file(folder / "b.xml.zst", zstd(kXml));
  write_text_file(folder / "c.xml", "");
  const Loaded loaded = load({folder.path()});
  EXPECT_THAT(loaded.lines, ElementsAre(HasSubstr("<clinical_study/>\n{\"a\":1}"), "xml " + kXml));
  EXPECT_THAT(loaded.notes, ElementsAre(HasSubstr("c.xml holds no record")));
}

}  // namespace
}  // namespace trialkeep::ingest::tar_test
