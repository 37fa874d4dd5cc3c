// ZIP files as another reader, libzip, finds them.
#include "formats/zip_file.h"

#include <filesystem>
#include <fstream>
#include <zip.h>

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::formats {
namespace {

using trialkeep::testing::TemporaryFolder;

std::string name_of(std::size_t i) { return concat(i % 100, "/entry-", i, ".json"); }
std::string content_of(std::size_t i) { return i % 7 == 0 ? std::string() : concat("content of ", i, "; of ", i); }

void append_directory(ZipWriter& writer, std::string& out) {
  for (std::size_t before = out.size(); writer.append_directory(out); before = out.size()) {
    EXPECT_GT(out.size(), before);
    EXPECT_LE(out.size(), before + (66u << 10)) << "a part at a time";
  }
}

// Expects the entries of name_of() and content_of(), looking into each `step`-th.
void expect_entries(const std::string& path, std::size_t count, std::size_t step) {
  int error = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error);
  ASSERT_NE(archive, nullptr) << error;
  EXPECT_EQ(zip_get_num_entries(archive, 0), static_cast<zip_int64_t>(count));
  for (std::size_t i = 0; i < count; i += step) {
    EXPECT_EQ(zip_get_name(archive, i, 0), name_of(i));
    zip_file_t* file = zip_fopen_index(archive, i, 0);
    ASSERT_NE(file, nullptr) << zip_strerror(archive);
    std::string content(200, '\0');
    const zip_int64_t size = zip_fread(file, content.data(), content.size());
    ASSERT_GE(size, 0);
    content.resize(static_cast<std::size_t>(size));
    EXPECT_EQ(content, content_of(i));
    EXPECT_EQ(zip_fclose(file), 0) << "the checksum";
  }
  zip_discard(archive);
}

std::string zip_of(std::size_t count, std::uint64_t start = 0) {
  ZipWriter writer(name_of, start);
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    writer.append_entry(content_of(i), out);
  }
  append_directory(writer, out);
  return out;
}

class ZipFile : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ZipFile, IsReadByAnotherReader) {
  const TemporaryFolder folder;
  const std::string bytes = zip_of(GetParam());
  EXPECT_EQ(bytes, zip_of(GetParam())) << "the same each time";
  trialkeep::testing::write_text_file(folder / "a.zip", bytes);
  expect_entries(folder / "a.zip", GetParam(), GetParam() > 1'000 ? 997 : 1);
}

INSTANTIATE_TEST_SUITE_P(OfManySizes, ZipFile, ::testing::Values(0, 1, 2, 500, 65'534, 65'535, 65'536, 70'000));

TEST(ZipFileBeyond4GiB, IsReadByAnotherReader) {
  const TemporaryFolder folder;
  const std::string path = folder / "far.zip";
  for (const std::uint64_t start : {(std::uint64_t{1} << 32) - 200, std::uint64_t{5} << 30}) {
    std::ofstream(path, std::ios::binary).flush();
    std::filesystem::resize_file(path, start);  // a hole
    std::ofstream(path, std::ios::binary | std::ios::app) << zip_of(300, start);
    expect_entries(path, 300, 1);
  }
}

TEST(ZipOfOne, PacksWhereThatMakesItSmaller) {
  const std::string large(10'000, 'x');
  EXPECT_LT(zip_of_one("a.json", large).size(), 300u);
  EXPECT_EQ(zip_of_one("a.json", "xyz").size(), 30 + 6 + 3 + 46 + 6 + 22u);
}

}  // namespace
}  // namespace trialkeep::formats
