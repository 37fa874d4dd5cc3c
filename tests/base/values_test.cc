// NCT numbers, bytes, hashes and texts.

#include "base/bytes.h"
#include "base/hash.h"
#include "base/nct.h"
#include "base/random.h"
#include "base/strings.h"

namespace trialkeep {
namespace {

TEST(NctNumber, reads_the_registry_spelling_and_nothing_else) {
  const struct {
    std::string_view text;
    std::uint32_t value;  // 0: refused
  } cases[] = {
      {"NCT00000001", 1},  {"NCT99999999", 99'999'999}, {"NCT01234567", 1'234'567}, {"NCT00000000", 0},
      {"nct01234567", 0},  {"NCT1234567", 0},           {"NCT012345678", 0},        {" NCT01234567", 0},
      {"NCT01234567 ", 0}, {"NCT0123456x", 0},          {"NCT-1234567", 0},         {"", 0},
      {"NCT", 0},          {"NXT01234567", 0},          {"NCT+1234567", 0},         {"NCT0123456\xd9", 0},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto nct = NctNumber::from_canonical(one.text);
    EXPECT_EQ(nct.has_value(), one.value != 0);
    if (nct) {
      EXPECT_EQ(nct->value(), one.value);
      EXPECT_EQ(nct->text(), one.text);
    }
  }
}

TEST(NctNumber, reads_what_people_type) {
  const struct {
    std::string_view text;
    std::string_view canonical;  // empty: refused
  } cases[] = {
      {"nct1", "NCT00000001"},
      {"NCT000000000123", "NCT00000123"},
      {"nCt99999999", "NCT99999999"},
      {"  NCT04267848\t", "NCT04267848"},
      {"NCT0000000000000000000000000000000000000000000000000001", "NCT00000001"},
      {"NCT0", ""},
      {"NCT00000000000", ""},
      {"NCT100000000", ""},
      {"NCT 123", ""},
      {"NCT12a", ""},
      {"nct", ""},
      {"NC", ""},
      {"", ""},
      {"   ", ""},
      {"ICT123", ""},
      {"NCT-123", ""},
      {"NCT١٢٣", ""},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const auto nct = NctNumber::from_typed(one.text);
    EXPECT_EQ(nct ? nct->text() : "", one.canonical);
  }
}

TEST(NctNumber, writes_and_reads_the_limits) {
  for (std::uint32_t value : {1u, 9u, 10u, 99'999u, NctNumber::kMax}) {
    EXPECT_EQ(NctNumber::from_canonical(NctNumber::from_value(value).text()), NctNumber::from_value(value));
  }
  EXPECT_LT(NctNumber::from_value(2), NctNumber::from_value(10));
  EXPECT_DEATH((void)NctNumber::from_value(0), "a fault in the program");
  EXPECT_DEATH((void)NctNumber::from_value(NctNumber::kMax + 1), "does not hold");
}

std::string written() {
  ByteWriter writer;
  writer.u8(0xfe);
  writer.u16(0xabcd);
  writer.u32(0xdeadbeef);
  writer.u64(0x0123456789abcdefull);
  for (std::uint64_t value : {0ull, 127ull, 128ull, 16'383ull, 16'384ull, ~0ull}) {
    writer.varint(value);
  }
  writer.sized("a text");
  writer.align(8);
  return writer.take();
}

// Reads what written() wrote; true when all of it was there.
bool read_back(std::string_view bytes) {
  ByteReader reader(bytes);
  bool same = reader.u8() == 0xfe && reader.u16() == 0xabcd && reader.u32() == 0xdeadbeef &&
              reader.u64() == 0x0123456789abcdefull;
  for (std::uint64_t value : {0ull, 127ull, 128ull, 16'383ull, 16'384ull, ~0ull}) {
    same = reader.varint() == value && same;
  }
  same = reader.sized() == "a text" && same;
  EXPECT_EQ(same, reader.ok()) << "a failed reader gives zeros, a sound one what was written";
  return same;
}

TEST(ByteReader, reads_what_the_writer_wrote_and_refuses_every_truncation) {
  const std::string bytes = written();
  EXPECT_EQ(bytes.size() % 8, 0u);
  EXPECT_TRUE(read_back(bytes));
  const std::size_t used = bytes.find("a text") + 6;
  for (std::size_t size = 0; size < used; ++size) {
    SCOPED_TRACE(size);
    const std::string cut = bytes.substr(0, size);  // its own buffer, so that a sanitizer sees its end
    EXPECT_FALSE(read_back(cut));
  }
}

TEST(ByteReader, stays_failed_and_gives_zeros) {
  ByteReader reader("\x01\x02\x03");
  EXPECT_EQ(reader.u32(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(reader.u8(), 0u);
  EXPECT_EQ(reader.varint(), 0u);
  EXPECT_EQ(reader.raw(0), "");
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, refuses_varints_beyond_64_bits_and_sizes_beyond_the_end) {
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    r.varint();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
    r.varint();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r(
        "\x05"
        "abcd");
    r.sized();
    return r.ok();
  }());
  EXPECT_FALSE([] {
    ByteReader r("abc");
    r.raw(~std::size_t{0});
    return r.ok();
  }());
}

TEST(Hash, in_pieces_equals_hash_at_once) {
  const std::uint64_t seed = 20261122;
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random.below(2'000), '\0');
    for (char& c : bytes) {
      c = static_cast<char>(random.next());
    }
    Hasher64 hasher;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(bytes.size() - at, random.below(300));
      hasher.update(std::string_view(bytes).substr(at, size));
      at += size;
    }
    EXPECT_EQ(hasher.digest(), hash64(bytes));
    const std::size_t cut = random.below(bytes.size() + 1);
    EXPECT_EQ(hash128({bytes}),
              hash128({std::string_view(bytes).substr(0, cut), "", std::string_view(bytes).substr(cut)}));
  }
}

TEST(Hash128, survives_its_bytes) {
  const Hash128 hash = hash128({"NCT00000001"});
  EXPECT_EQ(hash.bytes().size(), 16u);
  EXPECT_EQ(Hash128::from_bytes(hash.bytes()), hash);
  EXPECT_EQ(Hash128::from_bytes("short"), Hash128());
  EXPECT_EQ(Hash128::from_bytes(hash.bytes() + "x"), Hash128());
  EXPECT_EQ((Hash128{0x0123456789abcdef, 0xf}.hex()), "0123456789abcdef000000000000000f");
}

TEST(Hash128, sums_without_regard_to_order) {
  const Hash128 a = hash128({"a"}), b = hash128({"b"}), c = hash128({"c"});
  EXPECT_EQ(combine_unordered(combine_unordered(a, b), c), combine_unordered(combine_unordered(c, a), b));
  EXPECT_EQ(combine_unordered({0, ~0ull}, {0, 1}), (Hash128{1, 0}));
  EXPECT_NE(combine_unordered(a, a), Hash128());
}

TEST(Strings, are_joined_compared_and_trimmed) {
  std::string text = "x";
  append_to(text, 1, std::string_view("é"), -5, std::string("z"), std::uint64_t{18'446'744'073'709'551'615u});
  EXPECT_EQ(text, "x1é-5z18446744073709551615");
  EXPECT_EQ(concat(), "");
  EXPECT_TRUE(equals_ignoring_case("aBZ9", "AbZ9"));
  EXPECT_FALSE(equals_ignoring_case("[", "{")) << "only letters have a case";
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_EQ(without_outer_blanks(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(without_outer_blanks(" \n "), "");
}

TEST(Strings, count_one_and_many) {
  EXPECT_EQ(counted(0, "load"), "0 loads");
  EXPECT_EQ(counted(1, "load"), "1 load");
  EXPECT_EQ(counted(12'345, "load"), "12,345 loads");
  EXPECT_EQ(counted(1, "study", "studies"), "1 study");
  EXPECT_EQ(counted(2, "run has", "runs have"), "2 runs have");
}

TEST(Random, repeats_from_its_seed_and_stays_in_its_bounds) {
  Random a(7), b(7), other(8);
  bool differs = false;
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t value = a.next();
    EXPECT_EQ(value, b.next());
    differs = differs || value != other.next();
    EXPECT_LT(a.below(3), 3u);
    (void)b.below(3);
    const std::int64_t between = a.between(-2, 2);
    EXPECT_TRUE(between >= -2 && between <= 2);
    (void)b.between(-2, 2);
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace trialkeep
