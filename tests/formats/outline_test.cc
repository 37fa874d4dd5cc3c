#include "formats/outline.h"

#include <algorithm>
#include <unordered_set>

#include "base/random.h"
#include "base/strings.h"
#include "formats/outline_values.h"
#include "support/support.h"
#include "text/markup.h"
#include "text/words.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;

void append_value(const Value& value, std::string& out) {
  append_to(out, value.kind == ValueKind::kMarkup ? text::markup_to_plain(value.text) : value.text, " (", value.note,
            ")\n");
}

void append_text(const std::vector<Item>& items, std::string& out) {
  for (const Item& item : items) {
    if (const Fact* fact = std::get_if<Fact>(&item.content)) {
      append_to(out, fact->label, ": ");
      for (const Value& value : fact->values) {
        append_value(value, out);
      }
    } else if (const Table* table = std::get_if<Table>(&item.content)) {
      append_to(out, table->title, "\n");
      for (const Column& column : table->columns) {
        append_to(out, column.title, " (", column.note, ")\n");
      }
      for (const Row& row : table->rows) {
        for (const Cell& cell : row.cells) {
          for (const Value& value : cell) {
            append_value(value, out);
          }
        }
      }
    } else {
      const Group& group = std::get<Group>(item.content);
      append_to(out, group.title, "\n");
      append_text(group.items, out);
    }
  }
}

std::string text_of(const Outline& outline) {
  std::string out;
  for (const Section& section : outline.sections) {
    append_to(out, section.title, "\n");
    append_text(section.items, out);
  }
  return out;
}

// The words that a reader must find for a scalar of the record.
std::string expected_words(model::FieldId id, model::Json value) {
  std::string_view text;
  bool yes = false;
  if (value.is_null()) {
    return {};
  }
  if (value.get(yes) == simdjson::SUCCESS) {
    return yes ? "yes" : "no";
  }
  if (value.get(text) != simdjson::SUCCESS) {
    return text::fold(simdjson::minify(value));
  }
  if (id != model::kNoField && model::field(id).kind == model::ValueKind::kEnum) {
    text = model::enum_label(model::field(id).enum_type, text);
  }
  if (id != model::kNoField && model::field(id).kind == model::ValueKind::kMarkup) {
    return text::fold(text::markup_to_plain(text));
  }
  return text::fold(text);
}

// Markup whose plain form would lose words is shown as it stands.
std::string words_as_they_stand(model::Json value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text::fold(text) : std::string();
}

class Checker : public model::Visitor {
 public:
  explicit Checker(const Outline& outline) : raw_(text_of(outline)), words_(concat(" ", text::fold(raw_), " ")) {
    for (const std::string& line : testing::lines_of(raw_)) {
      found_.insert(text::fold(line));
    }
    for (text::WordReader reader(words_); reader.next();) {
      found_.emplace(reader.word());
    }
  }

  void visit(const model::Place& place, model::Json value) override {
    if (value.is_object()) {
      unknown(model::field(place.field).path, value);
    } else {
      check(model::field(place.field).path, place.field, value);
    }
  }
  void unknown(std::string_view path, model::Json value) override {
    if (value.is_array()) {
      for (model::Json entry : simdjson::dom::array(value)) {
        unknown(path, entry);
      }
    } else if (value.is_object()) {
      for (const auto [key, member] : simdjson::dom::object(value)) {
        unknown(concat(path, ".", key), member);
      }
    } else {
      check(path, model::kNoField, value);
    }
  }

  std::size_t scalars = 0;
  std::vector<std::string> missing;

 private:
  void check(std::string_view path, model::FieldId id, model::Json value) {
    ++scalars;
    const std::string words = expected_words(id, value);
    std::string_view text;
    const bool has_wordless_text =
        words.empty() && value.get(text) == simdjson::SUCCESS && !without_outer_blanks(text).empty();
    const bool is_there = has_wordless_text ? raw_.find(without_outer_blanks(text)) != std::string::npos
                                            : has_words(words) || has_words(words_as_they_stand(value));
    if ((!words.empty() || has_wordless_text) && !is_there) {
      missing.push_back(concat(path, ": ", words.substr(0, 200)));
    }
  }

  bool has_words(const std::string& words) const {
    // Most values are one word or stand alone in their line, which is quicker to find.
    return found_.contains(words) || words_.find(concat(" ", words, " ")) != std::string::npos;
  }

  std::string raw_;
  std::string words_;
  std::unordered_set<std::string> found_;
};

Outline outline_of(model::StudyParser& parser, std::string_view json) {
  auto study = parser.parse(json);
  EXPECT_TRUE(study.ok());
  return make_outline(*study, {});
}

std::string text_of_json(std::string_view json) {
  model::StudyParser parser;
  return text_of(outline_of(parser, json));
}

std::vector<std::string> missing_of(std::string_view json) {
  model::StudyParser parser;
  auto study = parser.parse(json);
  EXPECT_TRUE(study.ok()) << json;
  Checker checker(make_outline(*study, {}));
  model::walk(*study, checker);
  return checker.missing;
}

TEST(LabelAlone, TellsEveryFieldOfARecordFromAllOthers) {
  std::unordered_set<std::string> labels;
  for (model::FieldId id = 0; id < model::fields().size(); ++id) {
    const model::Field& field = model::field(id);
    if (field.kind != model::ValueKind::kStructure && !field.is_indexed_only) {
      EXPECT_TRUE(labels.insert(label_alone(id)).second) << field.piece << " is called " << label_alone(id);
    }
  }
  EXPECT_GT(labels.size(), 300u);
}

TEST(LabelAlone, IsThePlainOneWhereThatIsClearElseTheTitle) {
  EXPECT_EQ(label_alone(piece::BriefTitle), "Brief Title");
  EXPECT_EQ(label_alone(piece::Phase), "Phase");
  EXPECT_EQ(label_alone(piece::OverallStatus), "Status");
  EXPECT_EQ(label_alone(piece::LocationStatus), "Individual site recruitment status");
  EXPECT_EQ(label_alone(piece::PrimaryOutcomeMeasure), "Primary Outcome Title");
  EXPECT_EQ(label_alone(piece::SecondaryOutcomeTimeFrame), "Secondary Outcome Measure Time Frame");
  EXPECT_EQ(label_alone(piece::BaselineMeasurementValue), "Value (BaselineMeasurementValue)");
}

TEST(Outline, HoldsEveryScalarOfEveryRealRecord) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  model::StudyParser parser;
  std::size_t scalars = 0;
  std::size_t reported = 0;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    auto study = parser.parse(line);
    ASSERT_OK(study);
    Checker checker(make_outline(*study, {}));
    model::walk(*study, checker);
    scalars += checker.scalars;
    for (const std::string& missing : checker.missing) {
      if (++reported < 20) {
        ADD_FAILURE() << study->text(piece::NCTId) << ": " << missing;
      }
    }
  }
  EXPECT_EQ(reported, 0u);
  EXPECT_GT(scalars, 100'000u);
}

TEST(Outline, ShowsWhatTheCatalogueDoesNotKnowWithItsPath) {
  const std::string text = text_of_json(
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","newKey":"blue moon","deep":{"er":[{"x":1},{"x":[2,3]}]}},)"
      R"("contactsLocationsModule":{"locations":[{"facility":"A"},{"facility":"B","wing":"left"}]}},"extra":[true,"so"],"":"nameless"})");
  EXPECT_THAT(text, ::testing::HasSubstr("protocolSection.identificationModule.newKey: blue moon"));
  EXPECT_THAT(text, ::testing::HasSubstr("protocolSection.identificationModule.deep.er[0].x: 1"));
  EXPECT_THAT(text, ::testing::HasSubstr("protocolSection.identificationModule.deep.er[1].x: 2 ()\n3 ()"));
  EXPECT_THAT(text, ::testing::HasSubstr("protocolSection.contactsLocationsModule.locations[1].wing: left"));
  EXPECT_THAT(text, ::testing::HasSubstr("extra: yes ()\nso ()"));
  EXPECT_THAT(text, ::testing::HasSubstr("nameless"));
}

TEST(Outline, HoldsEveryScalarOfRecordsOfWrongShape) {
  const std::string records[] = {
      R"({})",
      R"({"protocolSection":"plain text"})",
      R"({"protocolSection":[{"identificationModule":{"nctId":"NCT00000001","briefTitle":"In a list"}}]})",
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001","briefTitle":{"text":"an object","more":[1,2]},"acronym":["A","B"]}}})",
      R"({"protocolSection":{"conditionsModule":{"conditions":[["a1","b1"],["c1",["d1"]],{"name":"e1"}],"keywords":{}}}})",
      R"({"protocolSection":{"contactsLocationsModule":{"locations":["a bare text",{"geoPoint":"north pole","city":["X","Y"]},{"geoPoint":{"lat":1.5,"lon":"east"}},{"geoPoint":{"lat":1.25,"lon":2.75}},[{"facility":"nested"}],null]}}})",
      R"({"protocolSection":{"statusModule":{"startDateStruct":"2020-01","completionDateStruct":{"date":null,"type":"ACTUAL"},"overallStatus":17,"lastKnownStatus":"NEVER_HEARD_OF"}}})",
      R"({"protocolSection":{"designModule":{"enrollmentInfo":{"count":"many","type":["ACTUAL","ESTIMATED"]},"phases":"PHASE2","designInfo":null}}})",
      R"({"resultsSection":{"participantFlowModule":{"groups":"none","periods":[{"milestones":[{"type":"STARTED","achievements":[{"numSubjects":"5"},{"groupId":"X1","numSubjects":["6","7"],"numUnits":{"n":9}}]}],"title":{"a":"odd title"}}]}}})",
      R"({"resultsSection":{"baselineCharacteristicsModule":{"denoms":[{"counts":[{"groupId":"B1"}]}],"measures":[{"classes":[{"title":"lonely class"}]},{"title":"T","classes":[{"categories":[{"measurements":[{"spread":"4.4"},{"lowerLimit":"8.8"},"stray"]}]}]},"a stray measure"]}}})",
      R"({"resultsSection":{"outcomeMeasuresModule":{"outcomeMeasures":[{"paramType":"MEAN","unitOfMeasure":"furlongs","dispersionType":"thrice","analyses":[{"groupIds":["Q1","Q2"],"ciPctValue":"95","paramType":"Odds","ciNumSides":"ONE_SIDED","dispersionType":"STANDARD_DEVIATION"}]}]}}})",
      R"({"resultsSection":{"adverseEventsModule":{"eventGroups":[{"deathsNumAffected":3},{"id":"E1","seriousNumAtRisk":8}],"seriousEvents":[{"organSystem":["A","B"],"stats":[{"groupId":"E9","numEvents":5}]},{"term":{"x":"odd"},"sourceVocabulary":"V1"}],"otherEvents":{"term":"single","stats":{"groupId":"E1","numAffected":"two"}}}}})",
      R"({"documentSection":{"largeDocumentModule":{"largeDocs":[{"filename":{"a":"odd"},"size":12345678901},{"filename":["x.pdf","y.pdf"]}]}},"hasResults":"perhaps"})",
      R"({"protocolSection":{"descriptionModule":{"briefSummary":"See [the site](http://lost.example/path).\n\n[ref]: http://also.example 'gone'\n\n7. seven\n9. nine"}}})",
  };
  for (const std::string& record : records) {
    EXPECT_THAT(missing_of(record), ::testing::IsEmpty()) << record;
  }
}

// Breaks a valid record at random places: values of other types, lists in lists, unknown keys.
class Breaker {
 public:
  explicit Breaker(std::uint64_t seed) : random_(seed) {}
  std::string broken(model::Json value, int depth) {
    switch (random_.below(depth < 2 ? 40 : 14)) {
      case 0:
        return R"({"oddKey":"odd value","emptyOne":{}})";
      case 1:
        return concat("[", plain(value, depth), ",[", plain(value, depth), "]]");
      case 2:
        return "null";
      case 3:
        return R"("a text instead")";
      case 4:
        return "[]";
      case 5:
        return "-12.5";
      default:
        return plain(value, depth);
    }
  }

 private:
  std::string plain(model::Json value, int depth) {
    std::string out;
    if (value.is_object()) {
      for (const auto [key, member] : simdjson::dom::object(value)) {
        append_to(out, out.empty() ? "{" : ",", "\"", key, "\":", broken(member, depth + 1));
      }
      if (random_.chance(0.1)) {
        append_to(out, out.empty() ? "{" : ",", R"("surplus)", random_.below(1000),
                  R"(":["unheard of",{"deeper":true}])");
      }
      return out.empty() ? "{}" : out + "}";
    }
    if (value.is_array()) {
      for (model::Json entry : simdjson::dom::array(value)) {
        append_to(out, out.empty() ? "[" : ",", broken(entry, depth + 1));
      }
      return out.empty() ? "[]" : out + "]";
    }
    return simdjson::minify(value);
  }
  Random random_;
};

TEST(Outline, HoldsEveryScalarOfRealRecordsBrokenAtRandom) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  model::StudyParser parser;
  std::uint64_t seed = 0;
  for (const std::string& line : testing::lines_of(testing::read_zst_file(path))) {
    if (++seed % 6 != 0 || line.size() > 100'000) {
      continue;
    }
    auto study = parser.parse(line);
    ASSERT_OK(study);
    const std::string broken = Breaker(seed).broken(study->json(), 0);
    if (broken.front() == '{') {
      EXPECT_THAT(missing_of(broken), ::testing::IsEmpty()) << "seed " << seed;
    }
  }
}

TEST(Outline, KeepsTheTargetOfALinkInMarkup) {
  const std::string text = text_of_json(
      R"x({"protocolSection":{"descriptionModule":{"briefSummary":"See [the site](http://lost.example/path) \\> 5"}}})x");
  EXPECT_THAT(text, ::testing::HasSubstr("http://lost.example/path"));
}

TEST(Outline, SaysNotProvidedForTheMainFactsAlone) {
  const std::string text = text_of_json(R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}})");
  EXPECT_THAT(text, ::testing::HasSubstr("Acronym: not provided"));
  EXPECT_THAT(text, ::testing::HasSubstr("Minimum Age: not provided"));
  EXPECT_THAT(text, ::testing::HasSubstr("Delayed Posting: no "));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("None")));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("Facility")));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("Masking Description")));
}

TEST(Outline, SaysNotStoppedOnlyOfStudiesThatAreNot) {
  const auto with_status = [](std::string_view status) {
    return text_of_json(concat(R"({"protocolSection":{"statusModule":{"overallStatus":")", status, R"("}}})"));
  };
  EXPECT_THAT(with_status("RECRUITING"), ::testing::HasSubstr("Why Stopped: not stopped"));
  EXPECT_THAT(with_status("TERMINATED"), ::testing::HasSubstr("Why Stopped: not provided"));
}

TEST(Outline, PutsRemarksBehindTheirValues) {
  const std::string text =
      text_of_json(R"({"protocolSection":{"statusModule":{"startDateStruct":{"date":"2020-05","type":"ACTUAL"}},)"
                   R"("designModule":{"enrollmentInfo":{"count":60,"type":"ESTIMATED"}},)"
                   R"("sponsorCollaboratorsModule":{"collaborators":[{"name":"A","class":"INDUSTRY"},{"name":"B"}]}},)"
                   R"("derivedSection":{"conditionBrowseModule":{"meshes":[{"id":"D001249","term":"Asthma"}]}}})");
  EXPECT_THAT(text, ::testing::HasSubstr("Study Start: 2020-05 (Actual)"));
  EXPECT_THAT(text, ::testing::HasSubstr("Enrollment: 60 (Estimated)"));
  EXPECT_THAT(text, ::testing::HasSubstr("Collaborators: A (Industry)\nB ()"));
  EXPECT_THAT(text, ::testing::HasSubstr("Asthma (D001249)"));
}

constexpr std::string_view kResults = R"({"resultsSection":{"participantFlowModule":{
  "groups":[{"id":"FG000","title":"Drug"},{"id":"FG001","title":"Placebo"}],
  "periods":[{"title":"Overall Study","milestones":[{"type":"STARTED","achievements":[
     {"groupId":"FG000","numSubjects":"10"},{"groupId":"FG001","numSubjects":"11"}]}],
   "dropWithdraws":[{"type":"Death","reasons":[{"groupId":"FG001","numSubjects":"1"}]}]}]},
 "adverseEventsModule":{"eventGroups":[{"id":"EG000","title":"Drug","deathsNumAffected":1,"deathsNumAtRisk":8}],
   "seriousEvents":[{"term":"Fall","organSystem":"Injury","stats":[{"groupId":"EG000","numEvents":3,"numAffected":2,"numAtRisk":8}]}]}}})";

const Table* find_table(const std::vector<Item>& items, std::string_view column) {
  for (const Item& item : items) {
    const Table* table = std::get_if<Table>(&item.content);
    if (table != nullptr && table->columns.front().title == column) {
      return table;
    }
    if (const Group* group = std::get_if<Group>(&item.content)) {
      if (const Table* below = find_table(group->items, column)) {
        return below;
      }
    }
  }
  return nullptr;
}

const Section& find_section(const Outline& outline, std::string_view id) {
  for (const Section& section : outline.sections) {
    if (section.id == id) {
      return section;
    }
  }
  ADD_FAILURE() << "no section " << id;
  return outline.sections.front();
}

TEST(Outline, GivesEachGroupOfParticipantsItsOwnColumn) {
  model::StudyParser parser;
  const Outline outline = outline_of(parser, kResults);
  const Table* flow = find_table(find_section(outline, "results").items, "Milestone");
  ASSERT_NE(flow, nullptr);
  EXPECT_EQ(flow->title, "Overall Study");
  ASSERT_EQ(flow->columns.size(), 3u);
  EXPECT_EQ(flow->columns[2].title, "Placebo");
  EXPECT_EQ(flow->columns[2].note, "FG001");
  ASSERT_EQ(flow->rows.size(), 3u);
  EXPECT_EQ(flow->rows[0].cells[0][0].text, "Started");
  EXPECT_EQ(flow->rows[0].cells[1][0].text, "10");
  EXPECT_TRUE(flow->rows[1].is_heading);
  EXPECT_TRUE(flow->rows[2].cells[1].empty());
  EXPECT_EQ(flow->rows[2].cells[2][0].text, "1");
}

TEST(Outline, CountsEventsWithinTheirGroup) {
  model::StudyParser parser;
  const Outline outline = outline_of(parser, kResults);
  const Table* events = find_table(find_section(outline, "results").items, "Event");
  ASSERT_NE(events, nullptr);
  ASSERT_EQ(events->rows.size(), 2u);
  EXPECT_EQ(events->rows[0].cells[0][0].text, "Injury");
  EXPECT_EQ(events->rows[1].cells[1][0].text, "2 / 8");
  EXPECT_EQ(events->rows[1].cells[1][0].note, "25.00%");
  EXPECT_EQ(events->rows[1].cells[1][1].text, "3 events");
}

void collect_links(const std::vector<Item>& items, std::vector<std::string>& links) {
  const auto add = [&](const Cell& cell) {
    for (const Value& value : cell) {
      if (!value.link.empty()) {
        links.push_back(value.link);
      }
    }
  };
  for (const Item& item : items) {
    if (const Fact* fact = std::get_if<Fact>(&item.content)) {
      add(fact->values);
    } else if (const Table* table = std::get_if<Table>(&item.content)) {
      for (const Row& row : table->rows) {
        std::for_each(row.cells.begin(), row.cells.end(), add);
      }
    } else {
      collect_links(std::get<Group>(item.content).items, links);
    }
  }
}

TEST(Outline, LinksOnlyWhatIsSafeToFollow) {
  model::StudyParser parser;
  const Outline outline = outline_of(
      parser,
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT00000012"},"referencesModule":{)"
      R"("references":[{"pmid":"123","citation":"c"},{"pmid":"1/../2","citation":"d"}],)"
      R"x("seeAlsoLinks":[{"url":"javascript:alert(1)"},{"url":"HTTPS://a.example/x?y=1"},{"url":"ftp://a.example"},)x"
      R"({"url":"https://a b"}]},)"
      R"("contactsLocationsModule":{"centralContacts":[{"email":"a@b.example"},{"email":"a@b.example?cc=d@e.example"}]}},)"
      R"("documentSection":{"largeDocumentModule":{"largeDocs":[{"filename":"Prot_000.pdf"},{"filename":"../../x"}]}}})");
  std::vector<std::string> links;
  for (const Section& section : outline.sections) {
    collect_links(section.items, links);
  }
  EXPECT_THAT(links, ::testing::ElementsAre("mailto:a@b.example", "https://pubmed.ncbi.nlm.nih.gov/123",
                                            "HTTPS://a.example/x?y=1",
                                            "https://cdn.clinicaltrials.gov/large-docs/12/NCT00000012/Prot_000.pdf"));
}

TEST(Outline, GivesEachSectionAnIdOfItsOwn) {
  model::StudyParser parser;
  std::vector<std::string> ids;
  for (const Section& section : outline_of(parser, kResults).sections) {
    EXPECT_THAT(section.id, ::testing::MatchesRegex("[a-z-]+"));
    ids.push_back(section.id);
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

}  // namespace
}  // namespace trialkeep::formats
