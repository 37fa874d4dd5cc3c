#pragma once
// A small world of studies, under the index and under the slow evaluator, that changes as a registry does: segments
// come, studies are replaced and leave, segments are merged.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/study_indexer.h"
#include "index/merge.h"
#include "index/snapshot.h"
#include "model/canonical.h"
#include "os/memory_file_system.h"
#include "query/bound.h"
#include "search/listed_thesaurus.h"
#include "search/run.h"
#include "search/slow_evaluator.h"
#include "support/support.h"

namespace trialkeep::testing {

// A study of the world as it is now.
struct LiveStudy {
  NctNumber nct;
  std::uint64_t sequence;
  std::int32_t updated;  // day of LastUpdatePostDate, kNoNumber without one
  std::string record;
  SlowStudy slow;
};

// What the index answers.
struct Answer {
  std::vector<query::Complaint> complaints;  // when there are any, nothing was searched
  std::vector<search::Hit> hits;             // all of them
};

// A part of a question: a text in the area of a request parameter.
struct Asked {
  std::string parameter;
  std::string text;
  bool is_filter = false;
};

// Where index and slow evaluator differ.
struct Difference {
  std::string what;
  std::string record;  // of the first study that differs, empty when only the total does
};

class World {
 public:
  static constexpr std::uint64_t kAllHits = 1'000'000;
  static constexpr std::uint64_t kFirstPage = 2;

  explicit World(ListedThesaurus thesaurus) : thesaurus_(std::move(thesaurus)) {}

  // A new segment of these records; those of a study that is there replace it.
  void add_segment(const std::vector<std::string>& records);
  void remove(NctNumber nct);
  // Makes one segment of `count` neighbouring ones.
  void merge(std::size_t first, std::size_t count);
  // Takes up what the functions above did. To be called before queries.
  void open();

  // The parts joined by AND.
  Answer answer(const std::vector<Asked>& parts, const std::vector<search::SortKey>& sort = {},
                std::uint64_t size = kAllHits);

  // nullopt when both agree on a query, or when it is refused.
  std::optional<Difference> difference(const std::string& parameter, const std::string& text);

  const std::vector<LiveStudy>& studies() const { return studies_; }
  std::size_t segment_count() const { return manifest_.segments.size(); }
  const ListedThesaurus& thesaurus() const { return thesaurus_; }
  // Of the queries so far: those that both answered, and those that found something.
  std::size_t answered() const { return answered_; }
  std::size_t found() const { return found_; }

 private:
  struct Row {
    std::int64_t evidence;
    std::int32_t updated;
    std::uint32_t nct;
    std::uint64_t sequence;
  };
  std::vector<Row> slow_rows(const query::Node& tree, const std::string& parameter);
  std::optional<Difference> first_page_difference(const std::string& parameter, const std::string& text,
                                                  const Answer& whole);
  Difference differs(const std::string& what, std::uint32_t nct) const;

  ListedThesaurus thesaurus_;
  std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
  model::Canonicalizer canonicalizer_;
  model::StudyParser parser_;
  Vocabulary vocabulary_;
  index::Manifest manifest_;
  std::uint64_t last_sequence_ = 0;
  std::uint64_t last_name_ = 0;
  std::vector<LiveStudy> studies_;
  std::map<model::FieldId, std::pair<std::int32_t, std::int32_t>> extents_;
  std::shared_ptr<const index::Snapshot> snapshot_;
  search::FoundCache kept_{std::size_t{1} << 20};  // small, so that all states of it are met
  std::size_t answered_ = 0;
  std::size_t found_ = 0;
};

}  // namespace trialkeep::testing
