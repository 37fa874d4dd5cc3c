// The registry's query language: texts and the trees they mean, texts and what is wrong with them.

#include "query/parser.h"

#include <algorithm>
#include <chrono>

#include "base/limits.h"
#include "base/random.h"
#include "base/strings.h"
#include "query/blanks.h"
#include "query/lexer.h"
#include "support/support.h"

namespace trialkeep::query {
namespace {

using ::testing::HasSubstr;

TEST(Parse, gives_the_tree_that_a_text_means) {
  const struct {
    std::string_view text;
    std::string_view tree;  // printed; explicit ANDs and needed brackets only
  } cases[] = {
      // Terms.
      {"", ""},
      {"  \t\n ", ""},
      {",", ""},
      {"heart", "heart"},
      {"heart attack", "heart attack"},
      {"  heart\n\tattack ", "heart attack"},
      {"\"heart attack\"", "\"heart attack\""},
      {"acute \"heart attack\" now", "acute \"heart attack\" now"},
      {"\"\"", "\"\""},
      {"covid-19 5-FU H1N1", "covid-19 5-FU H1N1"},
      {"α-synuclein µg 肺癌", "α-synuclein µg 肺癌"},
      {"heart\"attack\"", "heart \"attack\""},
      // Lower-case operators are words.
      {"heart and attack", "heart and attack"},
      {"a or b not c", "a or b not c"},
      {"all missing", "all missing"},
      {"And Or Not", "And Or Not"},
      {"area", "area"},
      {"RANGE DISTANCE AREA", "RANGE DISTANCE AREA"},
      {"ANDROID ORAL NOTE", "ANDROID ORAL NOTE"},
      // AND, OR, NOT and their order.
      {"a AND b", "a AND b"},
      {"a OR b", "a OR b"},
      {"a AND b OR c", "a AND b OR c"},
      {"a OR b AND c", "a OR b AND c"},
      {"(a OR b) AND c", "(a OR b) AND c"},
      {"a AND (b OR c)", "a AND (b OR c)"},
      {"(a AND b) OR c", "a AND b OR c"},
      {"a AND b AND c", "a AND b AND c"},
      {"a AND (b AND c)", "a AND b AND c"},
      {"(a OR (b OR c))", "a OR b OR c"},
      {"((((a))))", "a"},
      {"NOT a", "NOT a"},
      {"NOT a b", "NOT a b"},
      {"NOT NOT a", "NOT NOT a"},
      {"NOT (a OR b)", "NOT (a OR b)"},
      {"NOT (a AND b)", "NOT (a AND b)"},
      {"NOT a AND b", "NOT a AND b"},
      {"NOT a OR b", "NOT a OR b"},
      {"a NOT b", "a AND NOT b"},
      {"a AND NOT b", "a AND NOT b"},
      {"a NOT b NOT c", "a AND NOT b AND NOT c"},
      {"a NOT b OR c", "a AND NOT b OR c"},
      {"(head OR neck) AND pain NOT cancer", "(head OR neck) AND pain AND NOT cancer"},
      // What stands side by side.
      {"(a) (b)", "a AND b"},
      {"a (b OR c)", "a AND (b OR c)"},
      {"(a OR b) c d", "(a OR b) AND c d"},
      {"AREA[Phase]PHASE3 AREA[StudyType]INTERVENTIONAL", "AREA[Phase]PHASE3 AND AREA[StudyType]INTERVENTIONAL"},
      {"heart AREA[Phase]PHASE3", "heart AND AREA[Phase]PHASE3"},
      // Commas.
      {"heart, attack", "heart attack"},
      {"heart,,attack,", "heart attack"},
      {", heart", "heart"},
      {"AREA[Phase]PHASE3,AREA[StudyType]INTERVENTIONAL", "AREA[Phase]PHASE3 AND AREA[StudyType]INTERVENTIONAL"},
      {"a, NOT b", "a AND NOT b"},
      {"(a, b)", "a b"},
      {"a, (b)", "a AND b"},
      // Escapes.
      {R"(\AND)", R"(\AND)"},
      {R"(\MISSING data)", R"(\MISSING data)"},
      {R"(a\b)", "ab"},
      {R"(\(a\))", R"(\(a\))"},
      {R"(a\ b)", R"(a\ b)"},
      {R"("say \"so\"")", R"("say \"so\"")"},
      {R"("back\\slash")", R"("back\\slash")"},
      {R"("plain \x")", R"("plain x")"},
      {R"(end\)", R"(end\\)"},
      {R"(\AREA)", "AREA"},
      // Context operators.
      {"AREA[BriefTitle]heart", "AREA[BriefTitle]heart"},
      {"AREA[BriefTitle] heart attack", "AREA[BriefTitle]heart attack"},
      {"AREA[ BriefTitle ]heart", "AREA[BriefTitle]heart"},
      {"AREA[BriefTitle](heart OR lung)", "AREA[BriefTitle](heart OR lung)"},
      {"AREA[BriefTitle](heart)", "AREA[BriefTitle]heart"},
      {"AREA[BriefTitle]heart AND lung", "AREA[BriefTitle]heart AND lung"},
      {"AREA[BriefTitle]NOT heart", "AREA[BriefTitle]NOT heart"},
      {"NOT AREA[BriefTitle]heart", "NOT AREA[BriefTitle]heart"},
      {"AREA[Phase:size]2", "AREA[Phase:size]2"},
      {"AREA[A]AREA[B]x", "AREA[A]AREA[B]x"},
      {"SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)",
       "SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)"},
      {"AREA[LeadSponsorName]COVERAGE[FullMatch]\"Merck Sharp & Dohme LLC\"",
       "AREA[LeadSponsorName]COVERAGE[FullMatch]\"Merck Sharp & Dohme LLC\""},
      {"COVER[FullMatch]x", "COVERAGE[FullMatch]x"},
      {"EXPANSION[None]COVERAGE[StartsWith] TILT[StartDate] heart",
       "EXPANSION[None]COVERAGE[StartsWith]TILT[StartDate]heart"},
      // Sources that compare.
      {"ALL", "ALL"},
      {"MISSING", "MISSING"},
      {"AREA[Phase]MISSING", "AREA[Phase]MISSING"},
      {"ALL NOT MISSING", "ALL AND NOT MISSING"},
      {"AREA[StartDate]RANGE[2020-01-01,2020-12-31]", "AREA[StartDate]RANGE[2020-01-01, 2020-12-31]"},
      {"AREA[MinimumAge]RANGE[ MIN , 16 years ]", "AREA[MinimumAge]RANGE[MIN, 16 years]"},
      {"AREA[LocationGeoPoint]DISTANCE[42.36,-71.06,50mi]", "AREA[LocationGeoPoint]DISTANCE[42.36, -71.06, 50mi]"},
      {"RANGE[1,2] OR RANGE[3,4]", "RANGE[1, 2] OR RANGE[3, 4]"},
      // Blanks of other kinds than those of ASCII, as pasted texts have them.
      {"\u00a0\u3000\ufeff", ""},
      {"pain NOT\u00a0cancer", "pain AND NOT cancer"},
      {"stroke\u00a0OR\u00a0melanoma", "stroke OR melanoma"},
      {"stroke\u202fOR\u200bmelanoma\u2009AND\fpain", "stroke OR melanoma AND pain"},
      {"a\u2028b\u0085c\u1680d\u205fe", "a b c d e"},
      {"\ufeffAREA[Phase]PHASE3", "AREA[Phase]PHASE3"},
      {"\u00a0AREA[\u00a0Phase\u00a0]\u00a0PHASE3\u00a0", "AREA[Phase]PHASE3"},
      {"AREA[Phase]Phase\u00a03", "AREA[Phase]Phase 3"},
      {"AREA[StartDate]RANGE[2020-01-01\u00a0,\u00a0MAX]", "AREA[StartDate]RANGE[2020-01-01, MAX]"},
      {"AREA[MinimumAge]RANGE[18\u00a0 years,\u200bMAX]", "AREA[MinimumAge]RANGE[18 years, MAX]"},
      {"a,\u00a0b \u00a0,NOT\u00a0c", "a b AND NOT c"},
      {"\"heart\u00a0attack\"", "\"heart\u00a0attack\""},
      {"a\\\u00a0b", "a\\\u00a0b"},
      {"\\NOT\u00a0a", "\\NOT a"},
      {"a\u00adb\u2060", "a\u00adb\u2060"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const ParsedQuery parsed = parse(one.text);
    EXPECT_EQ(print(parsed.tree), one.tree);
    EXPECT_TRUE(parsed.complaints.empty()) << (parsed.complaints.empty() ? "" : parsed.complaints.front().message);
    EXPECT_TRUE(same_tree(parse(one.tree).tree, parsed.tree));
  }
}

TEST(Parse, complains_in_the_registry_words_and_goes_on) {
  const struct {
    std::string_view text;
    std::string_view registry_text;  // of the first complaint: how it begins
    std::size_t begin;               // where it points
    std::string_view tree;
  } cases[] = {
      {"(heart", "missing ')' at '<EOF>'", 0, "heart"},
      {"heart)", "extraneous input ')' expecting <EOF>", 5, "heart"},
      {"(diabetes AND", "inner bool query clause cannot be null", 13, "diabetes"},
      {"heart AND", "inner bool query clause cannot be null", 9, "heart"},
      {"heart OR", "inner bool query clause cannot be null", 8, "heart"},
      {"NOT", "inner bool query clause cannot be null", 3, ""},
      {"AREA[Phase]", "inner bool query clause cannot be null", 11, ""},
      {"AND heart", "mismatched input 'AND' expecting {'('", 0, "heart"},
      {"OR", "mismatched input 'OR' expecting {'('", 0, ""},
      {"a AND OR b", "mismatched input 'OR' expecting {", 6, "a OR b"},
      {"a AND AND b", "mismatched input 'AND' expecting {", 6, "a AND b"},
      {"()", "mismatched input ')' expecting {", 0, ""},
      {"a ()", "mismatched input ')' expecting {", 2, "a"},
      {"[heart]", "mismatched input '[' expecting {", 0, "heart"},
      {"heart [x", "extraneous input '[' expecting", 6, "heart AND x"},
      {"COV[FullMatch]x", "extraneous input '[' expecting", 3, "COV AND FullMatch AND x"},
      {"AREA [Phase] x", "extraneous input '[' expecting", 5, "AREA AND Phase AND x"},
      {"heart \"attack", "token recognition error at: '\"'", 6, "heart"},
      {"\"", "token recognition error at: '\"'", 0, ""},
      {"AREA[Phase", "token recognition error at: '['", 0, ""},
      {"RANGE[1]", "no viable alternative at input 'RANGE[1", 0, ""},
      {"RANGE[1,2,3]", "no viable alternative at input 'RANGE[1,2,3", 0, ""},
      {"DISTANCE[1,2]", "no viable alternative at input 'DISTANCE[1,2", 0, ""},
      {"COVERAGEX[FullMatch]x", "extraneous input '[' expecting", 9, "COVERAGEX AND FullMatch AND x"},
      {"(a AND COV[b]c)", "extraneous input '[' expecting", 10, "a AND COV AND b AND c"},
      {"(a]b) c", "extraneous input ']' expecting", 2, "a AND b AND c"},
      {"AREA[P]DISTANCE(1,2,3mi)", "mismatched input '(' expecting '['", 15, "AREA[P]DISTANCE AND 1 2 3mi"},
      {"AREA(Phase)x", "mismatched input '(' expecting '['", 4, "AREA AND Phase AND x"},
      {"EXPANSION[None]", "inner bool query clause cannot be null", 15, ""},
      {"a AND ()", "mismatched input ')' expecting {", 6, "a"},
      {"(a OR b", "missing ')' at '<EOF>'", 0, "a OR b"},
      {"\u00a0heart\u00a0)", "extraneous input ')' expecting <EOF>", 9, "heart"},
      {"\ufeff(heart", "missing ')' at '<EOF>'", 3, "heart"},
      {"heart\u202fAND", "inner bool query clause cannot be null", 11, "heart"},
      {"AREA\u00a0[Phase] x", "extraneous input '[' expecting", 6, "AREA AND Phase AND x"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.text);
    const ParsedQuery parsed = parse(one.text);
    ASSERT_FALSE(parsed.complaints.empty());
    const Complaint& first = parsed.complaints.front();
    EXPECT_THAT(first.registry_text, ::testing::StartsWith(std::string(one.registry_text)));
    EXPECT_EQ(first.span.begin, one.begin);
    EXPECT_TRUE(first.message.ends_with('.')) << first.message;
    EXPECT_FALSE(first.remedy.empty());
    EXPECT_EQ(print(parsed.tree), one.tree);
  }
}

TEST(Parse, says_what_was_meant_by_a_bracket) {
  const struct {
    std::string_view text;
    std::string_view remedy;
  } cases[] = {
      {"COV[FullMatch]x", "There is no operator COV[...]. Perhaps COVERAGE[...] is meant."},
      {"COVERAGEX[FullMatch]x", "There is no operator COVERAGEX[...]. Perhaps COVERAGE[...] is meant."},
      {"EXPANSON[None]x", "There is no operator EXPANSON[...]. Perhaps EXPANSION[...] is meant."},
      {"AREA [Phase] x", "Write AREA[...] without a blank before the bracket."},
      {"AREA\u00a0[Phase] x", "Write AREA[...] without a blank before the bracket."},
      {"heart[x]", "There is no operator heart[...]. Remove the brackets."},
      {"a ]", "Remove it."},
      {"\"a\"[b]", "Remove it. To search for a bracket, put it in quotes."},
      {"DISTANCE(1,2,3)", "Write DISTANCE[...]."},
  };
  for (const auto& one : cases) {
    const ParsedQuery parsed = parse(one.text);
    ASSERT_FALSE(parsed.complaints.empty()) << one.text;
    EXPECT_EQ(parsed.complaints.front().remedy, one.remedy) << one.text;
  }
  for (std::string_view fine : {"DISTANCE (a)", "\\DISTANCE(a)", "distance(a)", "AREA OR (a)"}) {
    EXPECT_TRUE(parse(fine).complaints.empty()) << fine;
  }
}

TEST(Parse, complains_so_often_and_no_more) {
  for (const char* piece : {")", "]", "[", "() ", "AND ", "RANGE[] ", "OR OR "}) {
    std::string text = "a ";
    while (text.size() + 8 < limits::kQueryBytes) text += piece;
    const std::size_t complaints = parse(text).complaints.size();
    EXPECT_GE(complaints, 1u) << piece;
    EXPECT_LE(complaints, limits::kQueryComplaints) << piece;
  }
}

TEST(Lex, gives_every_byte_to_a_token_or_to_blanks) {
  for (std::string_view text :
       {"a (b)\"c d\" AREA[x]y", "[\"open", "a\\", "AREA[", "é , ] NOT", "\ufeffa\u00a0\u2009(b)\u200b"}) {
    std::size_t at = 0;
    for (const Token& token : lex(text)) {
      EXPECT_EQ(with_plain_blanks(text.substr(at, token.span.begin - at)), "") << text;
      EXPECT_LE(token.span.begin, token.span.end);
      at = token.span.end;
    }
    EXPECT_EQ(at, text.size());
  }
}

// Token soup: anything may stand beside anything.
std::string soup(Random& random) {
  static const std::vector<std::string> pieces = {"a",
                                                  "heart",
                                                  "AND",
                                                  "OR",
                                                  "NOT",
                                                  "(",
                                                  ")",
                                                  ",",
                                                  "\"b c\"",
                                                  "\"",
                                                  "AREA[X]",
                                                  "COVER[FullMatch]",
                                                  "SEARCH[Location]",
                                                  "EXPANSION[None]",
                                                  "TILT[y]",
                                                  "RANGE[1,2]",
                                                  "RANGE[x",
                                                  "DISTANCE[1,2,3mi]",
                                                  "DISTANCE[]",
                                                  "MISSING",
                                                  "ALL",
                                                  "\\AND",
                                                  "\\",
                                                  "[",
                                                  "]",
                                                  "é",
                                                  "\\(",
                                                  "\\\"",
                                                  "\"\\\"\"",
                                                  "\n",
                                                  "\u00a0",
                                                  "\u200b",
                                                  "\ufeff",
                                                  "\xc2",
                                                  "\xa0",
                                                  "RANGE[1\u00a0,\u20282\u3000x]",
                                                  "AREA[\u00a0b\u202fc]",
                                                  "\"d\u00a0e\"",
                                                  "\xff",
                                                  "AREA",
                                                  "\"\"",
                                                  "AREA[]"};
  std::string text;
  for (std::uint64_t i = random.below(14); i > 0; --i) {
    text += random.pick(pieces);
    text += random.chance(0.7) ? " " : "";
  }
  return text;
}

bool is_well_formed(const Node& node) {
  const bool joins = node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr;
  const bool takes_one = node.kind == NodeKind::kNot || (node.kind >= NodeKind::kArea && node.kind <= NodeKind::kTilt);
  if (joins ? node.children.size() < 2 : node.children.size() != (takes_one ? 1u : 0u)) return false;
  if ((node.kind == NodeKind::kTerm) == node.parts.empty()) return false;
  return std::ranges::all_of(node.children, [&](const Node& child) {
    return child.kind != NodeKind::kNothing && !(joins && child.kind == node.kind) && is_well_formed(child);
  });
}

TEST(Print, of_any_parsed_text_parses_to_the_same_tree) {
  const std::uint64_t seed = 20'000;
  SCOPED_TRACE(seed);
  Random random(seed);
  int without_complaint = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = soup(random);
    const ParsedQuery parsed = parse(text);
    ASSERT_TRUE(is_well_formed(parsed.tree)) << text;
    const std::string printed = print(parsed.tree);
    const ParsedQuery again = parse(printed);
    ASSERT_TRUE(again.complaints.empty()) << text << "\n" << printed << "\n" << again.complaints.front().message;
    ASSERT_TRUE(same_tree(again.tree, parsed.tree)) << text << "\n" << printed;
    ASSERT_EQ(print(again.tree), printed);
    for (std::size_t i = 0; i < parsed.complaints.size(); ++i) {
      const Complaint& one = parsed.complaints[i];
      ASSERT_TRUE(one.span.begin <= one.span.end && one.span.end <= text.size()) << text;
      ASSERT_FALSE(one.registry_text.empty());
      ASSERT_FALSE(show_complaint(text, one).empty());
    }
    without_complaint += parsed.complaints.empty() ? 1 : 0;
  }
  EXPECT_GT(without_complaint, 2'000) << "the soup should hold some good texts";
}

// Any tree that the grammar has.
Node random_tree(Random& random, int depth) {
  static const std::vector<std::string> words = {"heart", "AND", "or",    "MISSING",       "a(b",   "[x]",  "c,d",
                                                 "\"q\"", "\\",  "RANGE", "\u00e9t\u00e9", "e f",   "AREA", "5-FU",
                                                 "NOT",   "ALL", ")",     "g\u00a0h",      "\ufeff"};
  static const std::vector<std::string> names = {"BriefTitle", "Phase:size", "Location", "FullMatch", "a b", ""};
  Node node;
  const auto add_child = [&] { node.children.push_back(random_tree(random, depth - 1)); };
  switch (random.below(depth > 0 ? 10 : 4)) {
    case 0:
      node.kind = random.chance(0.5) ? NodeKind::kAll : NodeKind::kMissing;
      return node;
    case 1:
      node.kind = NodeKind::kRange;
      node.parameters = {"MIN", "2020-01"};
      return node;
    case 2:
      node.kind = NodeKind::kDistance;
      node.parameters = {"1.5", "-2", "3 km"};
      return node;
    case 3:
    case 4:
      node.kind = NodeKind::kTerm;
      for (std::uint64_t i = 1 + random.below(3); i > 0; --i) {
        node.parts.push_back({random.pick(words), random.chance(0.4)});
      }
      return node;
    case 5:
      node.kind = NodeKind::kNot;
      add_child();
      return node;
    case 6:
    case 7: {
      constexpr NodeKind kContexts[] = {NodeKind::kArea, NodeKind::kSearch, NodeKind::kCoverage, NodeKind::kExpansion,
                                        NodeKind::kTilt};
      node.kind = kContexts[random.below(std::size(kContexts))];
      node.parameters = {random.pick(names)};
      add_child();
      return node;
    }
    default:
      node.kind = random.chance(0.5) ? NodeKind::kAnd : NodeKind::kOr;
      while (node.children.size() < 2 + random.below(3)) {
        add_child();
        if (node.children.back().kind == node.kind) node.children.pop_back();
      }
      return node;
  }
}

TEST(Print, of_any_tree_parses_to_that_tree) {
  const std::uint64_t seed = 31'337;
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const Node tree = random_tree(random, 5);
    const std::string printed = print(tree);
    const ParsedQuery parsed = parse(printed);
    ASSERT_TRUE(parsed.complaints.empty()) << printed << "\n" << parsed.complaints.front().message;
    ASSERT_TRUE(same_tree(parsed.tree, tree)) << printed << "\n" << print(parsed.tree);
  }
}

TEST(Parse, has_limits_of_depth_size_and_length) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '(') + "a" + std::string(levels, ')'); };
  EXPECT_TRUE(parse(nested(limits::kQueryDepth - 1)).complaints.empty());
  std::string words, nots;
  for (std::size_t i = 0; i <= limits::kQueryNodes; ++i) words += "a ";
  for (int i = 0; i < 300; ++i) nots += "NOT ";
  const std::string texts[] = {nested(limits::kQueryDepth), nested(30'000), std::string(60'000, '('), words,
                               nots + "a"};
  for (const std::string& text : texts) {
    const ParsedQuery parsed = parse(text);
    ASSERT_FALSE(parsed.complaints.empty());
    EXPECT_THAT(parsed.complaints.front().message, HasSubstr("deeper than 200 levels or has more than 20000 parts"));
  }
  EXPECT_TRUE(parse(std::string(limits::kQueryBytes, 'a')).complaints.empty());
  const ParsedQuery long_one = parse(std::string(limits::kQueryBytes + 1, 'a'));
  ASSERT_EQ(long_one.complaints.size(), 1u);
  EXPECT_THAT(long_one.complaints.front().message, HasSubstr("longer than 65536 bytes"));
}

// The shortest of three times that parsing and printing `size` bytes of one piece takes.
std::chrono::nanoseconds time_of(const std::string& piece, std::size_t size) {
  std::string text = "a";
  while (text.size() + piece.size() < size) text += piece;
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < 3; ++i) {
    const auto before = std::chrono::steady_clock::now();
    (void)print(parse(text + "b").tree);
    best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - before);
  }
  return best;
}

TEST(Parse, takes_time_in_proportion_to_the_text) {
  for (const char* piece :
       {",", "a,", "(",     ")",       "()",     "a ", "\"\"",  "NOT ", "AND ",    "OR ",        "[",
        "]", "\\", "AREA[", "AREA[x]", "RANGE[", "\"", "a,,,,", "(a)",  "RANGE[]", "a OR NOT b "}) {
    // Four times the text: a quadratic parser takes sixteen times as long. Short times say nothing.
    EXPECT_LT(time_of(piece, limits::kQueryBytes),
              10 * time_of(piece, limits::kQueryBytes / 4) + std::chrono::milliseconds(100))
        << piece;
  }
}

}  // namespace
}  // namespace trialkeep::query
