// Thesaurus files: what is written is read back, damage is told from what is right, and the table of several files.

#include "query/thesaurus_file.h"

#include "base/strings.h"
#include "query/synonym_table.h"
#include "support/support.h"

namespace trialkeep::testing {
namespace {

using query::PairKind;
using query::PairUse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

query::ThesaurusContent sample() {
  query::ThesaurusContent content;
  content.source = "the records";
  content.made = *parse_instant("2026-02-10T12:30:00Z");
  content.studies = 12;
  content.headings = {{"myocardial infarction", 9}, {"pembrolizumab", 4}};
  content.pairs = {{"heart attack", "myocardial infarction", PairKind::kHeading, 5, PairUse::kBoth},
                   {"mi", "myocardial infarction", PairKind::kAcronym, 7, PairUse::kForward},
                   {"keytruda", "pembrolizumab", PairKind::kOtherName, 3, PairUse::kBoth},
                   {"lambrolizumab", "pembrolizumab", PairKind::kOtherName, 2, PairUse::kBoth},
                   {"keytruda", "kt", PairKind::kOtherName, 2, PairUse::kBoth},
                   {"placebo", "sugar pill", PairKind::kOtherName, 8, PairUse::kGeneric}};
  query::sort_thesaurus(content);
  return content;
}

std::string why_not(const std::string& text) {
  const auto parsed = query::parse_thesaurus(text);
  return parsed.ok() ? "" : std::string(parsed.status().message());
}

std::vector<std::string> expanded(const query::Thesaurus& thesaurus, std::string_view phrase) {
  std::vector<std::string> all;
  for (const query::Synonym& one : thesaurus.synonyms_of(phrase)) {
    std::string text;
    for (const std::string& word : one.words) text += (text.empty() ? "" : " ") + word;
    all.push_back(text + " " + std::to_string(one.evidence));
  }
  return all;
}

TEST(ThesaurusFile, IsReadBackAsItWasWritten) {
  const std::string text = query::print_thesaurus(sample());
  const auto parsed = query::parse_thesaurus(text);
  ASSERT_OK(parsed);
  EXPECT_EQ(*parsed, sample());
  EXPECT_EQ(query::print_thesaurus(*parsed), text);
  const auto head = query::parse_thesaurus_head(text);
  ASSERT_OK(head);
  EXPECT_EQ(head->studies, 12u);
  EXPECT_THAT(head->pairs, IsEmpty());
}

TEST(ThesaurusFile, LinesAreInTheOrderOfTheirBytes) {
  auto lines = lines_of(query::print_thesaurus(sample()));
  lines.erase(lines.begin(), lines.begin() + 4);
  lines.pop_back();
  EXPECT_EQ(lines.size(), 8u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
}

TEST(ThesaurusFile, TellsEveryTruncationAndEveryFlippedBit) {
  const std::string text = query::print_thesaurus(sample());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_NE(why_not(text.substr(0, size)), "") << size;
  }
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(why_not(flipped), "") << bit;
  }
  EXPECT_THAT(why_not(text + "x"), HasSubstr("behind the checksum"));
}

TEST(ThesaurusFile, ComplaintsNameTheLineAndTheRemedy) {
  const std::string head = "trialkeep-thesaurus 1\nsource\tmine\nmade\t2026-01-01T00:00:00Z\nstudies\t0\n";
  const std::pair<const char*, const char*> cases[] = {
      {"heading\tb\ta\t1\tused\nheading\ta\tb\t1\tused\n",
       "line 6 of the thesaurus: it is there twice or out of order"},
      {"heading\ta\tb\t1\tused\nheading\ta\tb\t2\tused\n", "line 6"},
      {"heading\ta\ta\t1\tused\n", "two different phrases"},
      {"heading\ta\tB\t1\tused\n", "phrases of folded words"},
      {"heading\ta\tb  c\t1\tused\n", "phrases of folded words"},
      {"heading\ta\tb\t01\tused\n", "a number of studies"},
      {"heading\ta\tb\t1\tperhaps\n", "write `used`"},
      {"heading\ta\tb\t1\n", "expected a kind"},
      {"synonym\ta\tb\t1\tused\n", "must begin with acronym, heading"},
      {"\n", "must begin with"},
      {"mesh\ta\n", "expected `mesh`"},
      {"other-name\ta\tb\t1\tused\nmesh\ta\t1\n", "out of order"},
      {"mesh\ta\t1\nheading\ta\tb\t1\tused\n", "out of order"},
      {"heading\ta\tb\t1\tused", "no line break at its end"},
  };
  for (const auto& [lines, complaint] : cases) {
    const auto parsed = query::parse_thesaurus(head + lines, false);
    ASSERT_FALSE(parsed.ok()) << lines;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(complaint)) << lines;
  }
  EXPECT_THAT(why_not(head), HasSubstr("no checksum at its end"));
  EXPECT_OK(query::parse_thesaurus(head, false));
  EXPECT_THAT(why_not("trialkeep-thesaurus 2\n"), HasSubstr("later version"));
  EXPECT_THAT(why_not("trialkeep-thesaurus 1\nmade\t\n"), HasSubstr("second line"));
}

TEST(ThesaurusFile, OfAProgramThatFoldedFewerLettersIsRead) {
  const std::string head = "trialkeep-thesaurus 1\nsource\tmine\nmade\t2026-01-01T00:00:00Z\nstudies\t0\n";
  EXPECT_OK(query::parse_thesaurus(head + "heading\tsjøgren syndrome\thæm łþ\t1\tused\n", false));
  for (const std::string_view phrase : {"Øre", "sjögren", "ø  a", "ø-a", " ø", "ø "}) {
    EXPECT_FALSE(query::parse_thesaurus(concat(head, "heading\ta\t", phrase, "\t1\tused\n"), false).ok()) << phrase;
  }
}

TEST(SynonymTable, GivesWhatIsPairedBestAttestedFirst) {
  const auto table = query::SynonymTable::make({query::print_thesaurus(sample())});
  ASSERT_OK(table);
  EXPECT_THAT(expanded(**table, "myocardial infarction"), ElementsAre("heart attack 5"));  // not the two letters
  EXPECT_THAT(expanded(**table, "pembrolizumab"), ElementsAre("keytruda 3", "lambrolizumab 2"));
  EXPECT_THAT(expanded(**table, "placebo"), IsEmpty());
  EXPECT_THAT(expanded(**table, "unheard of"), IsEmpty());
  EXPECT_EQ((*table)->longest_phrase_words(), 2u);
  EXPECT_EQ((*table)->pair_count(), 5u);
}

TEST(SynonymTable, ChainsByHeadingsAlone) {
  const auto table = query::SynonymTable::make({query::print_thesaurus(sample())});
  ASSERT_OK(table);
  EXPECT_THAT(expanded(**table, "mi"), ElementsAre("myocardial infarction 7", "heart attack 5"));
  EXPECT_THAT(expanded(**table, "keytruda"), ElementsAre("pembrolizumab 3", "kt 2", "lambrolizumab 2"));
  EXPECT_THAT(expanded(**table, "kt"), ElementsAre("keytruda 2"));  // keytruda is no heading
  const auto steps = (*table)->steps_from("mi");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[1].by_heading, "myocardial infarction");
}

TEST(SynonymTable, TakesSeveralFilesTogether) {
  query::ThesaurusContent mine;
  mine.source = "mine";
  mine.pairs = {{"heart attack", "herzinfarkt", PairKind::kOtherName, 1, PairUse::kBoth},
                {"herzinfarkt", "myocardial infarction", PairKind::kOtherName, 1, PairUse::kBoth}};
  const auto table = query::SynonymTable::make({query::print_thesaurus(sample()), query::print_thesaurus(mine)});
  ASSERT_OK(table);
  EXPECT_THAT(expanded(**table, "herzinfarkt"), ElementsAre("heart attack 1", "myocardial infarction 1"));
  EXPECT_THAT(expanded(**table, "heart attack"), ElementsAre("myocardial infarction 5", "herzinfarkt 1"));
  EXPECT_THAT(expanded(**query::SynonymTable::make({}), "heart attack"), IsEmpty());
}

}  // namespace
}  // namespace trialkeep::testing
