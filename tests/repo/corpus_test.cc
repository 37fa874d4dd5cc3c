// The made-up corpus: its bytes, its keys and values against the catalogue, its sizes.

#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <set>

#include "corpus/json_writer.h"
#include "corpus/vocabulary.h"
#include "repo/corpus_support.h"

namespace trialkeep::corpus {
namespace {

struct FieldRow {
  std::string piece;
  std::string type;  // without []
  bool indexed_only;
  std::size_t row;
};

std::vector<std::string> columns_of(const std::string& line) { return absl::StrSplit(line, '\t'); }

std::map<std::string, FieldRow> read_fields() {
  std::map<std::string, FieldRow> fields;
  const auto lines = testing::lines_of(testing::read_text_file(testing::source_path("catalogue/fields.tsv")));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto columns = columns_of(lines[i]);
    fields[columns[1]] = {columns[0], std::string(absl::StripSuffix(columns[2], "[]")),
                          columns[4].find("indexed-only") != std::string::npos, i};
  }
  return fields;
}

std::map<std::string, std::set<std::string>> read_enums() {
  std::map<std::string, std::set<std::string>> enums;
  const auto lines = testing::lines_of(testing::read_text_file(testing::source_path("catalogue/enums.tsv")));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto columns = columns_of(lines[i]);
    enums[columns[0]].insert(columns[1]);
  }
  return enums;
}

TEST_F(CorpusTest, TheSameSeedGivesTheSameBytesAndAnotherSeedOthers) {
  const Corpus again = make({.studies = kStudies});
  const Corpus other = make({.studies = kStudies, .seed = 2});
  for (std::size_t i = kStudies; i-- > kStudies - 50;) {
    EXPECT_EQ(again.record(i), (*records_)[i]);
    EXPECT_NE(other.record(i), (*records_)[i]);
  }
}

TEST_F(CorpusTest, BytesAreThoseOfEveryOtherMachine) {
  // The beginning of the first record, as the first machine wrote it.
  EXPECT_THAT((*records_)[0],
              ::testing::StartsWith(R"({"protocolSection":{"identificationModule":{"nctId":"NCT90000000",)"));
  std::uint64_t sum = 14'695'981'039'346'656'037ull;  // FNV-1a over the first 200 records
  for (std::size_t i = 0; i < 200; ++i) {
    for (char c : (*records_)[i]) {
      sum = (sum ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ull;
    }
  }
  EXPECT_EQ(sum, 12882273687697977861ull)
      << "The generator changed: records of stored corpora and screenshots differ now. If that is "
         "meant, put the new sum here.";
}

TEST_F(CorpusTest, EveryPieceOfTheCatalogueOccursSaveThoseRealRecordsLack) {
  const auto fields = read_fields();
  std::set<std::string> seen;
  for_each([&](element root) { walk(root, "", [&](const std::string& path, element) { seen.insert(path); }); });
  for (const auto& [path, field] : fields) {
    // Delivered until 2024, absent from all records of 2026.
    const bool browse_tree =
        path.find("browseLeaves") != std::string::npos || path.find("browseBranches") != std::string::npos;
    if (!field.indexed_only) {
      EXPECT_EQ(seen.count(path), browse_tree ? 0u : 1u) << field.piece << " " << path;
    }
  }
  for (const std::string& path : seen) {
    const bool point = path.find(".geoPoint.") != std::string::npos;
    EXPECT_TRUE(point || (fields.count(path) == 1 && !fields.at(path).indexed_only)) << path;
  }
}

TEST_F(CorpusTest, KeysComeInTheOrderOfTheCatalogue) {
  const auto fields = read_fields();
  const auto check = [&](const std::string& path, element value) {
    if (!value.is_object() || path.find("geoPoint") != std::string::npos) {
      return;
    }
    std::size_t last = 0;
    for (const auto member : object(value)) {
      const std::size_t row =
          fields.at(path.empty() ? std::string(member.key) : path + "." + std::string(member.key)).row;
      ASSERT_GT(row, last) << path << "." << member.key;
      last = row;
    }
  };
  for_each([&](element root) {
    check("", root);
    walk(root, "", [&](const std::string& path, element value) {
      if (!value.is_array()) {
        check(path, value);
        return;
      }
      for (element entry : array(value)) {
        check(path, entry);
      }
    });
  });
}

TEST_F(CorpusTest, EnumValuesAreThoseOfTheCatalogueAndAllOccur) {
  const auto fields = read_fields();
  const auto enums = read_enums();
  std::map<std::string, std::set<std::string>> seen;
  const auto note = [&](const std::string& path, element value) {
    const auto field = fields.find(path);
    std::string_view text;
    if (field != fields.end() && enums.count(field->second.type) == 1 && value.get(text) == simdjson::SUCCESS) {
      seen[field->second.type].insert(std::string(text));
    }
  };
  for_each([&](element root) {
    walk(root, "", [&](const std::string& path, element value) {
      note(path, value);
      if (value.is_array()) {
        for (element entry : array(value)) {
          note(path, entry);
        }
      }
    });
  });
  // Not in real records: a site that is available, a contact who chairs, the relevance of a browse leaf.
  const std::set<std::string> unused = {"RecruitmentStatus AVAILABLE",
                                        "ContactRole STUDY_CHAIR",
                                        "ContactRole STUDY_DIRECTOR",
                                        "BrowseLeafRelevance LOW",
                                        "BrowseLeafRelevance HIGH",
                                        "ExpandedAccessStatus NO_LONGER_AVAILABLE",
                                        "ExpandedAccessStatus TEMPORARILY_NOT_AVAILABLE",
                                        "ExpandedAccessStatus APPROVED_FOR_MARKETING"};
  for (const auto& [type, values] : enums) {
    for (const std::string& value : values) {
      EXPECT_EQ(seen[type].count(value), unused.count(type + " " + value) == 1 ? 0u : 1u) << type << " " << value;
    }
    for (const std::string& value : seen[type]) {
      EXPECT_EQ(values.count(value), 1u) << type << " " << value;
    }
  }
}

TEST_F(CorpusTest, EveryTitleSaysThatTheRecordIsSynthetic) {
  std::set<std::string> modules;
  for_each([&](element root) {
    EXPECT_THAT(text_of(root, "/protocolSection/identificationModule/briefTitle"),
                ::testing::EndsWith("(synthetic record)"));
    for (const auto member : object(element(root["protocolSection"]))) {
      modules.insert(std::string(member.key));
    }
  });
  EXPECT_EQ(modules.size(), 13u);
}

TEST_F(CorpusTest, TextsAreTrimmedAndContactsLeadNowhere) {
  for_each([&](element root) {
    walk(root, "", [&](const std::string& path, element value) {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) {
        return;
      }
      EXPECT_FALSE(text.empty()) << path;
      EXPECT_TRUE(text.front() != ' ' && text.back() != ' ' && text.back() != '\n') << path << ": " << text;
      if (path.find(".email") != std::string::npos) {
        EXPECT_THAT(std::string(text), ::testing::EndsWith("@example.org"));
      } else if (path.size() > 6 && path.substr(path.size() - 6) == ".phone") {
        EXPECT_NE(text.find("555"), std::string_view::npos) << text;
        EXPECT_TRUE(text.substr(text.size() - 4, 2) == "01") << text;
      } else if (path.find("rl") == path.size() - 2) {
        EXPECT_NE(text.find("example.org"), std::string_view::npos) << text;
      }
      EXPECT_EQ(text.find("{"), std::string_view::npos) << path << ": " << text;
    });
  });
}

TEST_F(CorpusTest, SizesAreOfTheOrderOfRealRecords) {
  std::vector<std::size_t> sizes;
  std::size_t total = 0;
  std::size_t with_results = 0;
  for (const std::string& record : *records_) {
    sizes.push_back(record.size());
    total += record.size();
    with_results += record.find("\"hasResults\":true") != std::string::npos ? 1 : 0;
  }
  std::sort(sizes.begin(), sizes.end());
  const auto mean = static_cast<double>(total) / kStudies;
  EXPECT_TRUE(mean > 12'000 && mean < 20'000) << mean;
  EXPECT_TRUE(sizes[kStudies / 2] > 8'000 && sizes[kStudies / 2] < 14'000) << sizes[kStudies / 2];
  EXPECT_TRUE(sizes[kStudies * 99 / 100] > 70'000 && sizes[kStudies * 99 / 100] < 220'000)
      << sizes[kStudies * 99 / 100];
  EXPECT_TRUE(sizes.back() > 400'000 && sizes.back() < 2'000'000) << sizes.back();
  EXPECT_NEAR(static_cast<double>(with_results) / kStudies, 0.12, 0.02);
}

TEST(SeedStudy, HasTheFactsOfItsPageInTheOrderOfTheCatalogue) {
  const Corpus corpus = make({.studies = 1, .seed_study = true});
  ASSERT_EQ(corpus.size(), 2u);
  simdjson::dom::parser parser;
  const std::string record = corpus.record(1);
  const element root = parser.parse(record);
  EXPECT_EQ(text_of(root, "/protocolSection/identificationModule/nctId"), "NCT06416709");
  EXPECT_EQ(text_of(root, "/protocolSection/statusModule/lastUpdatePostDateStruct/date"), "2024-05-16");
  EXPECT_EQ(text_of(root, "/derivedSection/miscInfoModule/versionHolder"), corpus.data_date());
}

TEST(Vocabulary, TablesAreSortedByAreaAndEveryAncestorHasItsNumber) {
  const auto check = [](auto table) {
    EXPECT_TRUE(
        std::is_sorted(table.begin(), table.end(), [](const auto& a, const auto& b) { return a.area < b.area; }));
  };
  check(conditions());
  check(treatments());
  check(measures());
  for (const Condition& condition : conditions()) {
    for (std::string_view term : parts_of(condition.ancestors)) {
      EXPECT_THAT(std::string(ancestor_id(term)), ::testing::MatchesRegex("[DC][0-9]{6,9}")) << term;
    }
  }
  for (const Treatment& treatment : treatments()) {
    for (std::string_view term : parts_of(treatment.ancestors)) {
      EXPECT_THAT(std::string(ancestor_id(term)), ::testing::MatchesRegex("[DC][0-9]{6,9}")) << term;
    }
  }
}

TEST(CorpusOptions, NumbersThatDoNotFitAreRefused) {
  EXPECT_EQ(Corpus::make({.studies = 2, .first = 99'999'999}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_OK(Corpus::make({.studies = 1, .first = 99'999'999}));
  EXPECT_FALSE(Corpus::make({.first = 0}).ok());
  EXPECT_FALSE(Corpus::make({.days = -1}).ok());
}

TEST(JsonWriter, EscapesAndLeavesNothingEmpty) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.object("empty", [&] { json.array("inner", [&] { json.element(""); }); });
    json.text("text", "a \"b\" \\> \n\x01 µ");
    json.array("list", [&] {
      json.object([&] { json.text("none", ""); });
      json.element("x");
    });
    json.integer("n", -5);
  });
  EXPECT_EQ(out, "{\"text\":\"a \\\"b\\\" \\\\> \\n\\u0001 µ\",\"list\":[\"x\"],\"n\":-5}");
}

}  // namespace
}  // namespace trialkeep::corpus
