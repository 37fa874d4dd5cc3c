// Scripts in the query language: tests/golden/*.test. A script lists records and says what queries find, by hand, from
// docs/reference/query-language.md. Records are made up. A block ends with a blank line.
//
//   record {...}              one JSON record a line
//   synonym A = B             what the thesaurus knows
//   # a comment
//   query PARAMETER TEXT      the hits, one NCT number a line in order; or complaints: lines that begin with "! "
//   find PARAMETER TEXT       the same by number, where the order says nothing
//   count PARAMETER TEXT      how many
//   worth PARAMETER TEXT      the hits in order with their scores
//     + filter TEXT             behind the first line of these four: a filter in the query language
//     + aggFilters TEXT         a filter as the registry's aggFilters
//     + sort FIELD:desc         or :asc
//   rising                    queries, one "PARAMETER TEXT" a line; each finds what the one above does, and more
//   within                    the same, or no more
//   same                      each finds the same
//   ratio LOW HIGH            two queries; the first finds between LOW and HIGH times as many as the second
//
// Every query without filters and order is also held against the slow evaluator. TRIALKEEP_REWRITE_GOLDEN=1 rewrites
// what queries find (`make golden`); the diff is the review.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <set>

#include "base/strings.h"
#include "query/agg_filters.h"
#include "search/world.h"

namespace trialkeep::testing {
namespace {

std::pair<std::string, std::string> cut_at_blank(const std::string& line) {
  const std::size_t blank = line.find(' ');
  return blank == std::string::npos ? std::pair(line, std::string())
                                    : std::pair(line.substr(0, blank), line.substr(blank + 1));
}

class Script {
 public:
  Script(std::string path, std::size_t segment_records) : path_(std::move(path)) {
    lines_ = lines_of(read_text_file(path_));
    ListedThesaurus thesaurus;
    std::vector<std::string> records;
    for (const std::string& line : lines_) {
      if (line.starts_with("record ")) records.push_back(line.substr(7));
      if (line.starts_with("synonym ")) {
        const std::size_t equals = line.find(" = ");
        thesaurus.add(line.substr(8, equals - 8), line.substr(equals + 3), 5);
      }
    }
    world_ = std::make_unique<World>(std::move(thesaurus));
    for (std::size_t i = 0; i < records.size(); i += segment_records) {
      const auto begin = records.begin() + static_cast<std::ptrdiff_t>(i);
      const std::size_t size = std::min(segment_records, records.size() - i);
      world_->add_segment({begin, begin + static_cast<std::ptrdiff_t>(size)});
    }
    world_->open();
  }

  // Returns the script as it would have to be for all to be right.
  std::string run(bool rewrite) {
    std::string rewritten;
    for (std::size_t i = 0; i < lines_.size();) {
      const std::string& head = lines_[i++];
      rewritten += head + "\n";
      const auto [verb, rest] = cut_at_blank(head);
      if (verb == "query" || verb == "find" || verb == "count" || verb == "worth") {
        std::vector<std::string> options;
        for (; i < lines_.size() && lines_[i].starts_with("+ "); ++i) {
          options.push_back(lines_[i].substr(2));
          rewritten += lines_[i] + "\n";
        }
        std::string expected;
        while (i < lines_.size() && !lines_[i].empty()) expected += lines_[i++] + "\n";
        const std::string found = answer(verb, rest, options);
        if (!rewrite) {
          EXPECT_EQ(found, expected) << path_ << ": " << head << (options.empty() ? "" : " + " + options.front());
        }
        rewritten += found;
        ++queries_;
      } else if (verb == "rising" || verb == "within" || verb == "same" || verb == "ratio") {
        std::vector<std::string> queries;
        for (; i < lines_.size() && !lines_[i].empty(); ++i) {
          queries.push_back(lines_[i]);
          rewritten += lines_[i] + "\n";
        }
        relate(verb, rest, queries);
        queries_ += queries.size();
      } else if (!verb.empty() && verb != "#" && verb != "record" && verb != "synonym") {
        ADD_FAILURE() << path_ << ": not understood: " << head;
      }
    }
    return rewritten;
  }

  std::size_t queries() const { return queries_; }

 private:
  static std::string number_of(const search::Hit& hit) { return NctNumber::from_value(hit.external_id).text(); }

  std::string answer(const std::string& verb, const std::string& asked, const std::vector<std::string>& options) {
    const auto [parameter, text] = cut_at_blank(asked);
    std::vector<Asked> parts = {{parameter, text}};
    std::vector<search::SortKey> sort;
    for (const std::string& option : options) {
      const auto [name, value] = cut_at_blank(option);
      if (name == "filter") {
        parts.push_back({"advanced", value, true});
      } else if (name == "aggFilters") {
        const query::AggFilters filters = query::parse_agg_filters(value);
        if (!filters.complaints.empty()) return concat("! ", filters.complaints.front().registry_text, "\n");
        parts.push_back({"advanced", query::print(filters.tree), true});
      } else {
        const std::size_t colon = value.find(':');
        sort.push_back({model::find_piece(value.substr(0, colon)), value.substr(colon + 1) == "desc"});
        EXPECT_NE(*sort.back().field, model::kNoField) << path_ << ": " << option;
      }
    }
    if (options.empty()) check_against_slow(parameter, text);
    Answer answer = world_->answer(parts, sort);
    std::string out;
    for (const query::Complaint& complaint : answer.complaints) append_to(out, "! ", complaint.registry_text, "\n");
    if (!answer.complaints.empty()) return out;
    if (verb == "count") return concat(answer.hits.size(), "\n");
    if (verb == "find") {
      std::sort(answer.hits.begin(), answer.hits.end(),
                [](const search::Hit& a, const search::Hit& b) { return a.external_id < b.external_id; });
    }
    for (const search::Hit& hit : answer.hits) {
      append_to(out, number_of(hit), verb == "worth" ? fmt::format(" {:.4f}", search::score_of(hit.evidence)) : "",
                "\n");
    }
    return out;
  }

  void check_against_slow(const std::string& parameter, const std::string& text) {
    const auto difference = world_->difference(parameter, text);
    EXPECT_FALSE(difference) << path_ << ": " << parameter << " " << text << "\n  " << difference->what << "\n  "
                             << difference->record;
  }

  std::set<std::string> found_by(const std::string& query) {
    const auto [parameter, text] = cut_at_blank(query);
    check_against_slow(parameter, text);
    std::set<std::string> found;
    const Answer answer = world_->answer({{parameter, text}});
    EXPECT_TRUE(answer.complaints.empty()) << path_ << ": " << query;
    for (const search::Hit& hit : answer.hits) found.insert(number_of(hit));
    return found;
  }

  void relate(const std::string& verb, const std::string& bounds, const std::vector<std::string>& queries) {
    ASSERT_GE(queries.size(), 2u) << path_ << ": " << verb;
    std::vector<std::set<std::string>> found;
    for (const std::string& query : queries) found.push_back(found_by(query));
    if (verb == "ratio") {
      const auto [low, high] = cut_at_blank(bounds);
      const double ratio = static_cast<double>(found[0].size()) / static_cast<double>(found[1].size());
      EXPECT_GE(ratio, std::stod(low)) << path_ << ": " << queries[0];
      EXPECT_LE(ratio, std::stod(high)) << path_ << ": " << queries[0];
      return;
    }
    for (std::size_t i = 0; i + 1 < found.size(); ++i) {
      SCOPED_TRACE(concat(path_, ": ", queries[i], " | ", queries[i + 1]));
      EXPECT_TRUE(std::includes(found[i + 1].begin(), found[i + 1].end(), found[i].begin(), found[i].end()));
      if (verb == "rising") {
        EXPECT_LT(found[i].size(), found[i + 1].size());
      } else if (verb == "same") {
        EXPECT_EQ(found[i], found[i + 1]);
      }
    }
  }

  const std::string path_;
  std::vector<std::string> lines_;
  std::unique_ptr<World> world_;
  std::size_t queries_ = 0;
};

TEST(Golden, EveryScriptFindsWhatItSays) {
  const bool rewrite = std::getenv("TRIALKEEP_REWRITE_GOLDEN") != nullptr;
  std::size_t queries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(testing::source_path("tests/golden"))) {
    if (entry.path().extension() != ".test") continue;
    for (const std::size_t segment_records : {1, 3, 100}) {
      Script script(entry.path(), segment_records);
      const std::string rewritten = script.run(rewrite);
      if (rewrite) write_text_file(entry.path(), rewritten);
      queries += script.queries();
    }
  }
  EXPECT_GE(queries / 3, 300u);
}

}  // namespace
}  // namespace trialkeep::testing
