// Compound words: where they may be cut and joined.

#include "text/compounds.h"

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::text {
namespace {

TEST(Compounds, are_cut_where_both_halves_are_long_enough) {
  using Halves = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(halves_of("eyedrop"), (Halves{{"eye", "drop"}, {"eyed", "rop"}}));
  EXPECT_EQ(halves_of("health").size(), 1u);
  for (std::string_view word : {"", "heart", "肺癌肺癌"}) {
    EXPECT_TRUE(halves_of(word).empty()) << word;
  }
  EXPECT_TRUE(halves_of(std::string(33, 'a')).empty());
  EXPECT_TRUE(may_join("health", "care", Joint::kBlank));
  EXPECT_TRUE(may_join("eye", "drops", Joint::kHyphen));
  EXPECT_FALSE(may_join("in", "patient", Joint::kBlank));
  EXPECT_FALSE(may_join("health", "", Joint::kBlank));
  EXPECT_FALSE(may_join("", "2", Joint::kHyphen));
}

TEST(Compounds, are_cut_where_letters_and_digits_meet) {
  using Halves = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(halves_of("covid19"), (Halves{{"covid", "19"}}));
  EXPECT_EQ(halves_of("her2"), (Halves{{"her", "2"}}));
  EXPECT_EQ(halves_of("il2"), (Halves{{"il", "2"}}));
  EXPECT_EQ(halves_of("cd19"), (Halves{{"cd", "19"}}));
  EXPECT_EQ(halves_of("pdl1"), (Halves{{"pdl", "1"}}));
  EXPECT_EQ(halves_of("5fu"), (Halves{{"5", "fu"}}));
  EXPECT_EQ(halves_of("hba1c"), (Halves{{"hba", "1c"}})) << "a letter alone is none to cut at";
  EXPECT_EQ(halves_of("h1n1virus"), (Halves{{"h1n1", "virus"}}));
  EXPECT_EQ(halves_of("ab12cd"), (Halves{{"ab", "12cd"}, {"ab12", "cd"}}));
  for (std::string_view word : {"t4", "b12", "4t", "h1n1", "19", "2024", "αβ2", "nct00000123", "nct123"}) {
    EXPECT_TRUE(halves_of(word).empty()) << word;
  }
  EXPECT_TRUE(halves_of(std::string(32, 'a') + "1").empty());
}

TEST(Compounds, of_short_words_and_digits_are_joined_only_at_a_hyphen) {
  constexpr std::pair<std::string_view, std::string_view> kMeeting[] = {
      {"covid", "19"}, {"her", "2"},  {"b", "12"},  {"5", "fu"},   {"pd", "1"},   {"follow", "up"}, {"in", "patient"},
      {"pd", "l1"},    {"t", "cell"}, {"x", "ray"}, {"é", "coli"}, {"i", "stat"}, {"v", "1"},       {"19", "nor"}};
  for (const auto& [first, second] : kMeeting) {
    EXPECT_TRUE(may_join(first, second, Joint::kHyphen)) << first << second;
    EXPECT_FALSE(may_join(first, second, Joint::kBlank)) << first << second;
    EXPECT_FALSE(may_join(first, second, Joint::kOther)) << first << second;
  }
  EXPECT_FALSE(may_join("123", "45", Joint::kHyphen));
  EXPECT_FALSE(may_join("i", "ii", Joint::kHyphen)) << "no phase iii";
  EXPECT_FALSE(may_join("iv", "v", Joint::kHyphen));
}

TEST(Compounds, are_joined_where_they_may_be_cut) {
  const std::uint64_t seed = 7;
  SCOPED_TRACE(seed);
  Random random(seed);
  std::size_t cuts = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::string word;
    for (std::uint64_t left = random.below(14); left > 0; --left) {
      word.push_back("abcdefghijklmnopqrstuvwxyz0123456789"[random.below(random.chance(0.5) ? 26 : 36)]);
    }
    for (const auto& [first, second] : halves_of(word)) {
      EXPECT_EQ(first + second, word);
      EXPECT_TRUE(may_join(first, second, Joint::kHyphen)) << first << " " << second;
      ++cuts;
    }
  }
  EXPECT_GT(cuts, 1'000u);
}

}  // namespace
}  // namespace trialkeep::text
