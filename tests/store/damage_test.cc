// What is no store, what a newer program wrote, and what a disk has changed.

#include <filesystem>

#include "base/random.h"
#include "base/strings.h"
#include "store/schema.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::store {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

std::string made_up_body(std::uint32_t study) {
  return concat("{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT", study, "\",\"briefTitle\":\"Study ",
                study * 7919 % 1'000, "\"}}}");
}

// A closed store of one file with some dozen studies.
void make_store(const std::string& path, std::string_view dictionary) {
  auto writer = *Writer::open(path);
  ASSERT_OK(writer->add_dictionary(dictionary, 0));
  const LoadId load = *writer->begin_load("made up", Instant{1}, "0.1");
  ASSERT_OK(writer->begin_batch());
  std::vector<Sequence> seen;
  for (std::uint32_t study = 1; study <= 40; ++study) {
    const std::string body = made_up_body(study);
    Observation observation;
    observation.study = study;
    observation.at = Instant{2};
    observation.hash = hash128({body});
    observation.stamp = "2026-01-01";
    observation.body = body;
    ASSERT_OK(writer->observe(observation, load));
    seen.push_back(study);
  }
  ASSERT_OK(writer->commit_batch());
  ASSERT_OK(writer->end_load(load, {"done", {40, 40, 0, 0, 0, 0, 0, 0}, {}, seen, Instant{3}, false}));
}

Status change(const std::string& path, const char* sql) {
  ASSIGN_OR_RETURN(auto database, Database::open(path, Access::kCreate));
  return database->execute(sql);
}

TEST(Store, that_is_not_there_is_not_found) {
  TemporaryFolder folder;
  const Status status = Reader::open(folder / "store.db").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(folder / "store.db"));
  EXPECT_FALSE(std::filesystem::exists(folder / "store.db")) << "looking for it does not make it";
}

TEST(Store, of_a_newer_program_is_refused_in_a_clear_sentence) {
  TemporaryFolder folder;
  const std::string path = folder / "store.db";
  make_store(path, "d");
  ASSERT_OK(change(path, concat("PRAGMA user_version=", kSchemaVersion + 1).c_str()));
  ASSERT_OK(change(path, "ALTER TABLE versions RENAME COLUMN stamp TO another"));
  for (const Status& status : {Reader::open(path).status(), Writer::open(path).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("newer trialkeep"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(path));
  }
}

TEST(Store, of_another_program_is_refused_and_left_as_it_is) {
  TemporaryFolder folder;
  for (int version : {0, 1, 7}) {
    SCOPED_TRACE(version);
    const std::string path = folder / concat("other", version, ".db");
    ASSERT_OK(change(path, concat("CREATE TABLE theirs (x); PRAGMA user_version=", version).c_str()));
    const std::string before = testing::read_text_file(path);
    for (const Status& status : {Reader::open(path).status(), Writer::open(path).status()}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(path));
    }
    EXPECT_EQ(testing::read_text_file(path), before);
  }
}

TEST(Store, that_is_no_database_is_damage) {
  TemporaryFolder folder;
  const std::string path = folder / "store.db";
  testing::write_text_file(path, std::string(5'000, 'x'));
  EXPECT_EQ(Reader::open(path).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Writer::open(path).status().code(), absl::StatusCode::kDataLoss);
}

TEST(Store, that_was_begun_and_never_made_is_made) {
  TemporaryFolder folder;
  testing::write_text_file(folder / "store.db", "");
  EXPECT_EQ(Reader::open(folder / "store.db").status().code(), absl::StatusCode::kNotFound);
  EXPECT_OK(Writer::open(folder / "store.db"));
  EXPECT_OK(Reader::open(folder / "store.db"));
}

// Opens the store and reads all of it, in every way; true when every body came back right. Never a wrong one.
bool all_right(const std::string& path) {
  auto reader = Reader::open(path);
  if (!reader.ok()) {
    EXPECT_FALSE(std::string(reader.status().message()).empty());
    return false;
  }
  bool right = true;
  for (std::uint32_t study = 1; study <= 40; ++study) {
    const auto newest = (*reader)->newest(study);
    (void)(*reader)->versions(study);
    (void)(*reader)->at_sequence(study);
    const auto body = (*reader)->body(study);
    if (body.ok()) {
      EXPECT_EQ(*body, made_up_body(study)) << "wrong bytes in a body";
    }
    right = right && newest.ok() && body.ok();
  }
  (void)(*reader)->for_each_version([](const VersionInfo& one) {
    (void)one.first_observed.text();
    return absl::OkStatus();
  });
  (void)(*reader)->loads();
  (void)(*reader)->counts();
  (void)(*reader)->check_integrity();
  return right;
}

TEST(Store, with_a_flipped_bit_anywhere_is_found_damaged_and_never_read_wrongly) {
  TemporaryFolder folder;
  const std::string path = folder / "store.db";
  make_store(path, "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT");
  ASSERT_TRUE(all_right(path));
  ASSERT_THAT(*(*Reader::open(path))->check_integrity(), ::testing::IsEmpty());
  const std::string whole = testing::read_text_file(path);
  const std::uint64_t seed = 2026;
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::string damaged = folder / "damaged";
  for (int round = 0; round < 250; ++round) {
    // Every part of the first page's header, then anywhere, free space and seals included.
    const std::size_t at = round < 100 ? static_cast<std::size_t>(round) : random.below(whole.size());
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.below(8)));
    testing::write_text_file(damaged, flipped);
    SCOPED_TRACE(at);
    (void)all_right(damaged);
    auto reader = Reader::open(damaged);
    if (reader.ok()) {
      const auto faults = (*reader)->check_integrity();
      EXPECT_TRUE(!faults.ok() || !faults->empty());
    }
    for (const char* rest : {"-wal", "-shm", "-journal"}) std::filesystem::remove(damaged + rest);
  }
}

TEST(Store, that_is_cut_short_is_never_read_wrongly) {
  TemporaryFolder folder;
  make_store(folder / "store.db", "d");
  const std::string whole = testing::read_text_file(folder / "store.db");
  for (std::size_t size = 0; size < whole.size(); size += 4'099) {
    testing::write_text_file(folder / "cut", whole.substr(0, size));
    if (all_right(folder / "cut")) {  // what is cut off is needed for none of these bodies
      const auto faults = (*Reader::open(folder / "cut"))->check_integrity();
      EXPECT_TRUE(!faults.ok() || !faults->empty()) << size;
    }
  }
}

TEST(Packing, gives_back_every_body_with_the_same_dictionary_only) {
  const std::uint64_t seed = 5;
  SCOPED_TRACE(seed);
  Random random(seed);
  for (std::string dictionary : {std::string(), std::string("short"), std::string(110'000, 'd')}) {
    Packer packer(dictionary);
    Unpacker unpacker(dictionary);
    for (int round = 0; round < 50; ++round) {
      std::string body(random.below(5'000), 'd');
      for (char& c : body) c = random.chance(0.3) ? static_cast<char>(random.next()) : c;
      const std::string packed = *packer.pack(body);
      EXPECT_EQ(*unpacker.unpack(packed, body.size()), body);
      EXPECT_EQ(unpacker.unpack(packed, body.size() + 1).status().code(), absl::StatusCode::kDataLoss);
      if (!body.empty()) {
        EXPECT_EQ(unpacker.unpack(packed, body.size() - 1).status().code(), absl::StatusCode::kDataLoss);
      }
      const auto by_another = Unpacker("another dictionary").unpack(packed, body.size());
      EXPECT_TRUE(!by_another.ok() || *by_another == body);
    }
  }
}

TEST(Packing, refuses_every_flipped_bit_and_truncation) {
  Packer packer("dictionary");
  Unpacker unpacker("dictionary");
  const std::string body = made_up_body(1);
  const std::string packed = *packer.pack(body);
  for (std::size_t bit = 0; bit < packed.size() * 8; ++bit) {
    std::string flipped = packed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const auto read = unpacker.unpack(flipped, body.size());
    EXPECT_TRUE(!read.ok() || *read == body) << bit;
    EXPECT_FALSE(unpacker.unpack(packed.substr(0, bit / 8), body.size()).ok());
  }
  EXPECT_FALSE(unpacker.unpack(packed, ~std::size_t{0}).ok()) << "an impossible size is refused before memory is taken";
}

TEST(Packing, with_a_damaged_dictionary_is_damage_not_a_fault) {
  // Bytes that begin as a zstd dictionary and are none.
  std::string damaged("\x37\xa4\x30\xec", 4);
  damaged.append(500, '\x55');
  const auto read = Unpacker(damaged).unpack("x", 1);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trialkeep::store
