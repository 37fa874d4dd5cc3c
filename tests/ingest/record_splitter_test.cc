#include "ingest/record_splitter.h"

#include "base/random.h"
#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::ingest::record_splitter_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Split {
  std::vector<SplitRecord> records;
  bool ended_inside_list = false;
};

Split split_in_chunks(std::string_view text, std::size_t chunk_bytes, const SplitLimits& split_limits = {}) {
  RecordSplitter splitter(split_limits);
  Split out;
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) {
    // A copy of its own, so that a read beyond the chunk is seen by the sanitizers.
    const std::string chunk(text.substr(at, chunk_bytes));
    std::string_view rest = chunk;
    while (auto record = splitter.next(rest)) {
      out.records.push_back(*std::move(record));
    }
    EXPECT_TRUE(rest.empty());
  }
  while (auto record = splitter.finish()) {
    out.records.push_back(*std::move(record));
  }
  out.ended_inside_list = splitter.ended_inside_list();
  return out;
}

// One line a record: its bytes, with "! " before a refused one.
std::vector<std::string> lines_of_split(const Split& split) {
  std::vector<std::string> lines;
  for (const SplitRecord& record : split.records) {
    lines.push_back((record.problem.ok() ? "" : "! ") + record.bytes);
  }
  return lines;
}

// The split of `text`, the same for every size of chunk.
std::vector<std::string> split(std::string_view text) {
  const std::vector<std::string> whole = lines_of_split(split_in_chunks(text, text.size() + 1));
  for (std::size_t chunk_bytes = 1; chunk_bytes < std::min<std::size_t>(text.size(), 40); ++chunk_bytes) {
    EXPECT_EQ(lines_of_split(split_in_chunks(text, chunk_bytes)), whole)
        << "in chunks of " << chunk_bytes << ": " << text;
  }
  return whole;
}

TEST(RecordSplitter, TakesOneStudyWithAllItsBytes) {
  EXPECT_THAT(split(R"({"protocolSection":{"a":[1,{"b":"}]\"{["}]}})"),
              ElementsAre(R"({"protocolSection":{"a":[1,{"b":"}]\"{["}]}})"));
  EXPECT_THAT(split("\xef\xbb\xbf {\n \"a\": {\n \"b\": 1\n }\n}\n"), ElementsAre("{\n \"a\": {\n \"b\": 1\n }\n}"));
  EXPECT_THAT(split("{}"), ElementsAre("{}"));
}

TEST(RecordSplitter, TakesTheObjectsOfAList) {
  EXPECT_THAT(split(R"([{"a":1},{"b":2}])"), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(split("[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": 2\n  }\n]\n"),
              ElementsAre("{\n    \"a\": 1\n  }", "{\n    \"b\": 2\n  }"));
  EXPECT_THAT(split(" [ ] "), IsEmpty());
}

TEST(RecordSplitter, TakesTheStudiesOfAPageWhereverTheOtherKeysStand) {
  EXPECT_THAT(split(R"({"studies":[{"a":1},{"b":2}],"nextPageToken":"x"})"), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(split(R"({"totalCount":3,"nextPageToken":"[{\"","studies":[{"a":1}]})"), ElementsAre(R"({"a":1})"));
  EXPECT_THAT(split(R"({"studies" : [ {"a":1} ] , "more":{"studies":[{"b":2}]},"x":[1]})"), ElementsAre(R"({"a":1})"));
  EXPECT_THAT(split(R"({"studies":[],"totalCount":0})"), IsEmpty());
  EXPECT_THAT(split(R"({"a":1}{"studies":[{"b":2}]}{"c":3})"), ElementsAre(R"({"a":1})", R"({"b":2})", R"({"c":3})"));
  EXPECT_THAT(split(R"([{"studies":[{"a":1}]},{"studies":[{"b":2}]},{"c":3}])"),
              ElementsAre(R"({"a":1})", R"({"b":2})", R"({"c":3})"));
}

TEST(RecordSplitter, TakesAnObjectForAPageOnlyByTheRightKeyInTheRightPlace) {
  for (const char* text : {
           R"({"protocolSection":{"a":1},"studies":[{"b":2}]})",
           R"({"list":[1],"studies":[{"b":2}]})",
           R"({"studies":{"a":1}})",
           R"({"studies":"x","y":[1]})",
           R"({"studie":[{"b":2}]})",
           R"({"studiess":[{"b":2}]})",
           R"({"Studies":[{"b":2}]})",
           R"({"a":{"studies":[{"b":2}]}})",
           R"({"a":"studies","b":[{"c":1}]})",
       }) {
    EXPECT_THAT(split(text), ElementsAre(text));
  }
}

TEST(RecordSplitter, TakesRecordsOneAfterAnother) {
  EXPECT_THAT(split("{\"a\":1}\n{\"b\":2}\r\n\n{\"c\":3}"), ElementsAre(R"({"a":1})", R"({"b":2})", R"({"c":3})"));
  EXPECT_THAT(split(R"({"a":1}{"b":2})"), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(split("{\n\"a\":1\n}\n{\n\"b\":2\n}"), ElementsAre("{\n\"a\":1\n}", "{\n\"b\":2\n}"));
  EXPECT_THAT(split("[{\"a\":1}]\n[{\"b\":2}]\n"), ElementsAre(R"({"a":1})", R"({"b":2})"));
}

TEST(RecordSplitter, GivesTheOffsetOfEachRecord) {
  const std::string text = "\xef\xbb\xbf{\"totalCount\":2,\"studies\":[\n{\"a\":1},\n{\"b\":2}]}\njunk\n{\"c\":3}";
  for (const SplitRecord& record : split_in_chunks(text, 5).records) {
    EXPECT_EQ(text.substr(record.offset, record.bytes.size()), record.bytes);
  }
}

struct BrokenCase {
  std::string text;
  std::vector<std::string> expected;
};

TEST(RecordSplitter, GoesOnAtTheNextGoodLineAfterABrokenOne) {
  const std::vector<BrokenCase> cases = {
      // A brace too few, in every place where a line can break off.
      {"{\"a\":{\"b\":1}\n{\"c\":2}\n", {"! {\"a\":{\"b\":1}\n", "{\"c\":2}"}},
      {"{\"a\":1,\n{\"c\":2}\n", {"! {\"a\":1,\n", "{\"c\":2}"}},
      {"{\"a\":tru\n{\"c\":2}\n", {"! {\"a\":tru\n", "{\"c\":2}"}},
      {"{\n{\"c\":2}\n", {"! {\n", "{\"c\":2}"}},
      {"{\"a\n{\"c\":2}\n{\"d\":3}", {"! {\"a\n", "{\"c\":2}", "{\"d\":3}"}},
      {"{\"a\":\"x\\\n{\"c\":2}\n", {"! {\"a\":\"x\\\n", "{\"c\":2}"}},
      {"{\"a\":\n{\"c\":2}\n{\"d\":3}\n", {"! {\"a\":\n", "{\"c\":2}", "{\"d\":3}"}},
      {"{\"a\":\n{\"c\":2}\n", {"! {\"a\":\n", "{\"c\":2}"}},
      {"{\"a\":[\n{\"c\":2}\n{\"d\":3}\n", {"! {\"a\":[\n", "{\"c\":2}", "{\"d\":3}"}},
      {"{\"a\":[1,\n{\"c\":2}\n{\"d\":3}\n", {"! {\"a\":[1,\n", "{\"c\":2}", "{\"d\":3}"}},
      {"{\"a\":[1,\n{\"b\":[\n{\"c\":2}\n{\"d\":3}\n", {"! {\"a\":[1,\n", "! {\"b\":[\n", "{\"c\":2}", "{\"d\":3}"}},
      // A quote too many, brackets of the wrong kind, a brace too many.
      {"{\"a\":\"b\"c\"}\n{\"c\":2}\n", {"! {\"a\":\"b\"c\"}\n", "{\"c\":2}"}},
      {"{\"a\":[1}\n{\"c\":2}\n", {"! {\"a\":[1}\n", "{\"c\":2}"}},
      {"{\"a\":[1}]\n{\"c\":2}\n", {"! {\"a\":[1}]", "{\"c\":2}"}},
      {"{\"a\":]\n{\"c\":2}\n", {"! {\"a\":]", "{\"c\":2}"}},
      {"{\"a\":1}}\n{\"c\":2}\n", {"{\"a\":1}", "! }", "{\"c\":2}"}},
      // Text that is no record.
      {"garbage {\"a\":1}\n{\"c\":2}\n", {"! garbage {\"a\":1}", "{\"c\":2}"}},
      {"{\"c\":2}\nnull\n12\n\"{\"\n{\"d\":3}", {"{\"c\":2}", "! null", "! 12", "! \"{\"", "{\"d\":3}"}},
      {"[1,{\"c\":2},null]", {"! 1", "{\"c\":2}", "! null"}},
      // In lists, pretty-printed and one a line.
      {"[{\"a\":{\"b\":1},\n{\"c\":2},\n{\"d\":3}]", {"! {\"a\":{\"b\":1},\n", "{\"c\":2}", "{\"d\":3}"}},
      {"[\n  {\n    \"a\": {\n  },\n  {\n    \"c\": 2\n  }\n]",
       {"! {\n    \"a\": {\n  },\n  ", "{\n    \"c\": 2\n  }"}},
      {"{\n  \"studies\": [\n    {\"a\": {},\n    {\"c\": 2}\n  ]\n}\n{\"d\":3}",
       {"! {\"a\": {},\n    ", "{\"c\": 2}", "{\"d\":3}"}},
      {"{\n \"a\": {\n \"b\": 1\n}\n{\n \"c\": 2\n}", {"! {\n \"a\": {\n \"b\": 1\n}\n", "{\n \"c\": 2\n}"}},
      // A page that is not closed, before the next one.
      {"{\"studies\":[{\"a\":1},{\"b\":\n{\"studies\":[{\"c\":2}]}\n{\"studies\":[{\"d\":3}]}\n",
       {"{\"a\":1}", "! {\"b\":\n", "{\"c\":2}", "{\"d\":3}"}},
      {"{\"studies\":[{\"a\":1}],\"b\":2\n{\"studies\":[{\"c\":2}]}\n", {"{\"a\":1}", "! ", "{\"c\":2}"}},
  };
  for (const BrokenCase& one : cases) {
    EXPECT_EQ(split(one.text), one.expected) << one.text;
  }
}

TEST(RecordSplitter, RefusesEachItemOfAListThatIsNoRecordOnce) {
  const std::vector<BrokenCase> cases = {
      {"[1,-2.5e7, null,{\"c\":2},true]", {"! 1", "! -2.5e7", "! null", "{\"c\":2}", "! true"}},
      {"[\"a{b],c\",{\"c\":2},\"\\\"]{\\\\\"]", {"! \"a{b],c\"", "{\"c\":2}", "! \"\\\"]{\\\\\""}},
      {"[[{\"a\":1},[2,\"]\"]],{\"c\":2},[]]", {"! [{\"a\":1},[2,\"]\"]]", "{\"c\":2}", "! []"}},
      {"[\n  [\n    1,\n    {\"a\": 2}\n  ],\n  {\"c\": 2}\n]", {"! [\n    1,\n    {\"a\": 2}\n  ]", "{\"c\": 2}"}},
      {"{\"studies\":[3,{\"c\":2},[4,5],\"x\"],\"n\":1}\n{\"d\":3}",
       {"! 3", "{\"c\":2}", "! [4,5]", "! \"x\"", "{\"d\":3}"}},
      {"[[\"studies\",\"studies\":[{\"a\":1}]],{\"c\":2}]", {"! [\"studies\",\"studies\":[{\"a\":1}]]", "{\"c\":2}"}},
      // What does not end takes no line along that may be a record.
      {"[\"a\n{\"c\":2}]", {"! \"a", "{\"c\":2}"}},
      {"[\n[1,\n{\"c\":2},\n{\"d\":3}\n", {"! [1,\n", "{\"c\":2}", "{\"d\":3}"}},
      // What is no JSON at all, as before.
      {"[\"a\":{\"c\":2}]", {"! \"a\":", "{\"c\":2}"}},
      {"[nothing here {\"c\":2}]", {"! nothing here ", "{\"c\":2}"}},
  };
  for (const BrokenCase& one : cases) {
    EXPECT_EQ(split(one.text), one.expected) << one.text;
  }
}

TEST(RecordSplitter, SaysWhatStandsInPlaceOfARecordAndWhere) {
  const std::string text = "[7,\"x\",null,true,[1],{\"c\":2},word]\n-2\nline of text";
  const Split out = split_in_chunks(text, 3);
  const std::vector<std::string> kinds = {"number", "string", "null",   "truth value", "list within the list",
                                          "",       "text",   "number", "text"};
  ASSERT_EQ(out.records.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const SplitRecord& record = out.records[i];
    EXPECT_EQ(text.substr(record.offset, record.bytes.size()), record.bytes);
    EXPECT_EQ(record.problem.ok(), kinds[i].empty()) << record.bytes;
    if (!kinds[i].empty()) {
      EXPECT_THAT(std::string(record.problem.message()), HasSubstr(concat("this ", kinds[i], " is no record")));
    }
  }
}

TEST(RecordSplitter, NeverCutsAValidRecordWhateverItsLineBreaks) {
  for (const char* text : {
           "{\"a\":[\n{\"b\":1},\n{\"c\":2}\n]}",
           "{\"a\":\n{\"b\":1}\n}",
           "{\n\"a\":\n[\n{\n\"b\":\n1\n}\n,\n{\"c\":[]\n}\n]\n}",
           "{\"a\"\n:\n{\"b\":1},\n\"c\":[\n\n{\"d\":{}},{\"e\":\"{\\n{\"}\n,\n{\"f\":null}]}",
       }) {
    EXPECT_THAT(split(text), ElementsAre(text));
    const std::string twice = concat(text, "\n", text);
    EXPECT_THAT(split(twice), ElementsAre(text, text));
  }
}

TEST(RecordSplitter, TellsWhatIsWrong) {
  const auto problem_of = [](std::string_view text) {
    const Split out = split_in_chunks(text, 3);
    return out.records.empty() ? std::string() : std::string(out.records.front().problem.message());
  };
  EXPECT_THAT(problem_of("{\"a\":{\n{\"b\":1}"), HasSubstr("not closed"));
  EXPECT_THAT(problem_of("{\"a\":[}"), HasSubstr("other kind"));
  EXPECT_THAT(problem_of("x"), HasSubstr("begins with {"));
  EXPECT_THAT(problem_of("{\"a\":"), HasSubstr("cut off"));
  EXPECT_THAT(problem_of(std::string("{\"a\":") + std::string(64, '[') + std::string(64, ']') + "}"),
              HasSubstr("deeper than 64"));
}

TEST(RecordSplitter, TakesTheDeepestRecordAllowedAndRefusesADeeperOne) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_THAT(split(nested(limits::kRecordDepth)), ElementsAre(nested(limits::kRecordDepth)));
  EXPECT_THAT(split(nested(limits::kRecordDepth + 1) + "{\"b\":1}"),
              ElementsAre("! " + nested(limits::kRecordDepth + 1), "{\"b\":1}"));
  EXPECT_THAT(split(nested(3000) + "{\"b\":1}"), ElementsAre("! " + nested(3000), "{\"b\":1}"));
}

TEST(RecordSplitter, RefusesALargeRecordOnceAndGoesOnBehindIt) {
  const SplitLimits small = {.record_bytes_max = 20, .text_bytes_max = 4};
  const std::string exact = "{\"a\":\"123456789012\"}";
  ASSERT_EQ(exact.size(), 20u);
  const std::string text = exact + "{\"b\":\"12345678901234567890\",\"c\":[{},{}]}\n{\"d\":1}garbage\n{\"e\":1}";
  for (std::size_t chunk_bytes = 1; chunk_bytes < 60; ++chunk_bytes) {
    EXPECT_THAT(lines_of_split(split_in_chunks(text, chunk_bytes, small)),
                ElementsAre(exact, "! {\"b\":\"12345678901234", "{\"d\":1}", "! garb", "{\"e\":1}"));
  }
}

TEST(RecordSplitter, KeepsToItsLimitWhenARecordNeverEnds) {
  const SplitLimits small = {.record_bytes_max = 1000, .text_bytes_max = 10};
  RecordSplitter splitter(small);
  std::size_t given = 0;
  const std::string chunk(4096, 'x');
  std::string_view start = "{\"a\":\"";
  EXPECT_FALSE(splitter.next(start));
  for (int i = 0; i < 1000; ++i) {
    std::string_view rest = chunk;
    while (auto record = splitter.next(rest)) {
      EXPECT_THAT(record->bytes, SizeIs(1000));
      ++given;
    }
  }
  EXPECT_FALSE(splitter.finish());
  EXPECT_EQ(given, 1u);
}

TEST(RecordSplitter, SaysWhenAListOrPageIsNotClosed) {
  const auto ended_inside = [](std::string_view text) { return split_in_chunks(text, 4).ended_inside_list; };
  EXPECT_TRUE(ended_inside("["));
  EXPECT_TRUE(ended_inside("[{\"a\":1},"));
  EXPECT_TRUE(ended_inside("{\"studies\":[{\"a\":1}"));
  EXPECT_TRUE(ended_inside("{\"studies\":[{\"a\":1}],\"nextPageTo"));
  EXPECT_FALSE(ended_inside("{\"studies\":[{\"a\":1}],\"b\":{}}"));
  EXPECT_FALSE(ended_inside("[{\"a\":1}]"));
  EXPECT_FALSE(ended_inside("[{\"a\":")) << "the cut-off record says it";
}

// Lines that each might be the next record: every one is read again, but not once for every other.
TEST(RecordSplitter, ReadsAgainALimitedNumberOfTimes) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += "{\"a\":[\n";
  }
  const Split out = split_in_chunks(text, 1 << 16);
  EXPECT_THAT(out.records, SizeIs(200'000));
}

}  // namespace
}  // namespace trialkeep::ingest::record_splitter_test
