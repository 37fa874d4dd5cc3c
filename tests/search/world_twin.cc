#include <algorithm>

#include "base/strings.h"
#include "model/partial_date.h"
#include "query/parser.h"
#include "search/world.h"

namespace trialkeep::testing {

void World::add_segment(const std::vector<std::string>& records) {
  index::SegmentBuilder builder;
  engine::StudyIndexer indexer(builder);
  for (const std::string& raw : records) {
    const auto record = canonicalizer_.read(raw);
    ASSERT_OK(record);
    const auto study = parser_.parse(record->json);
    ASSERT_OK(study);
    indexer.add(record->nct, ++last_sequence_, *study);
    remove(record->nct);
    const auto date = model::parse_partial_date(study->text(model::piece::LastUpdatePostDate));
    studies_.push_back({record->nct, last_sequence_, date ? date->first_day : index::kNoNumber, record->json,
                        read_slowly(*study, vocabulary_)});
  }
  const std::string name = concat("s", ++last_name_);
  const auto summary = builder.write(*files_, concat("index/", name));
  ASSERT_OK(summary);
  manifest_.segments.push_back({name, summary->documents, summary->size_bytes});
}

void World::remove(NctNumber nct) {
  std::erase_if(studies_, [&](const LiveStudy& study) { return study.nct == nct; });
}

void World::merge(std::size_t first, std::size_t count) {
  open();
  std::vector<const index::SnapshotSegment*> parts;
  for (std::size_t i = first; i < first + count; ++i) parts.push_back(&snapshot_->segments()[i]);
  const std::string name = concat("s", ++last_name_);
  const auto summary = index::merge_segments(*files_, parts, concat("index/", name));
  ASSERT_OK(summary);
  const auto begin = manifest_.segments.begin() + static_cast<std::ptrdiff_t>(first);
  manifest_.segments.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  manifest_.segments.insert(manifest_.segments.begin() + static_cast<std::ptrdiff_t>(first),
                            {name, summary->documents, summary->size_bytes});
}

void World::open() {
  ++manifest_.generation;
  ASSERT_OK(index::write_manifest(*files_, "index", manifest_));
  const auto find_live = [&](std::uint64_t) -> StatusOr<index::SequenceSet> {
    index::SequenceSet live(last_sequence_);
    for (const LiveStudy& study : studies_) live.add(study.sequence);
    return live;
  };
  auto snapshot = index::Snapshot::open(*files_, "index", snapshot_.get(), find_live);
  ASSERT_OK(snapshot);
  snapshot_ = *snapshot;
  for (const auto& part : snapshot_->segments()) ASSERT_OK(part.segment->verify());
  extents_.clear();
  for (const LiveStudy& study : studies_) {
    for (const auto& [field, values] : study.slow.values) {
      for (const SlowValue& value : values) {
        if (!value.number) continue;
        const auto [at, is_new] = extents_.emplace(field, std::pair(*value.number, *value.number));
        at->second.first = std::min(at->second.first, *value.number);
        at->second.second = std::max(at->second.second, *value.number);
      }
    }
  }
}

Answer World::answer(const std::vector<Asked>& parts, const std::vector<search::SortKey>& sort, std::uint64_t size) {
  Answer answer;
  query::BoundNode all;
  all.kind = query::BoundKind::kAnd;
  for (const Asked& part : parts) {
    query::ParsedQuery parsed = query::parse(part.text);
    query::BoundQuery bound = query::bind(parsed.tree, query::area_of_parameter(part.parameter), thesaurus_);
    for (auto* complaints : {&parsed.complaints, &bound.complaints}) {
      answer.complaints.insert(answer.complaints.end(), complaints->begin(), complaints->end());
    }
    bound.root.is_filter = part.is_filter;
    all.children.push_back(std::move(bound.root));
  }
  if (!answer.complaints.empty()) return answer;
  const query::BoundNode& root = all.children.size() == 1 ? all.children.front() : all;
  const auto page = search::run(
      *snapshot_, root,
      {.from = 0, .size = size, .sort = sort, .tie_field = model::piece::LastUpdatePostDate, .scored_first = 0},
      nullptr, &kept_);
  EXPECT_OK(page);
  if (page.ok()) {
    answer.hits = page->hits;
    EXPECT_EQ(std::min(page->total, size), page->hits.size());
  }
  return answer;
}

std::vector<World::Row> World::slow_rows(const query::Node& tree, const std::string& parameter) {
  const auto area = fields_of_parameter(parameter);
  std::uint64_t words = 0;
  for (const LiveStudy& study : studies_) words += study.slow.length;
  const SlowWorld world{vocabulary_, thesaurus_, extents_, studies_.size(),
                        studies_.empty() ? 0 : static_cast<double>(words) / static_cast<double>(studies_.size())};
  AlternativeCounts counts;
  for (const LiveStudy& study : studies_) count_alternatives(tree, area, study.slow, world, counts);
  std::vector<Row> rows;
  for (const LiveStudy& study : studies_) {
    const Match match = evaluate(tree, area, study.slow, world, counts);
    if (match.matches) rows.push_back({match.evidence, study.updated, study.nct.value(), study.sequence});
  }
  // kNoNumber is the least of days.
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.evidence != b.evidence ? a.evidence > b.evidence
           : a.updated != b.updated ? a.updated > b.updated
                                    : a.nct < b.nct;
  });
  return rows;
}

Difference World::differs(const std::string& what, std::uint32_t nct) const {
  for (const LiveStudy& study : studies_) {
    if (study.nct.value() == nct) return {concat(what, ", at ", study.nct.text()), study.record};
  }
  return {concat(what, ", at a study that is not live, number ", nct), {}};
}

std::optional<Difference> World::difference(const std::string& parameter, const std::string& text) {
  const Answer answer = this->answer({{parameter, text}});
  if (!answer.complaints.empty()) return std::nullopt;
  const std::vector<Row> expected = slow_rows(query::parse(text).tree, parameter);
  ++answered_;
  found_ += expected.empty() ? 0 : 1;
  for (std::size_t i = 0; i < std::max(expected.size(), answer.hits.size()); ++i) {
    if (i == answer.hits.size()) return differs(concat("the index lacks hit ", i), expected[i].nct);
    const search::Hit& hit = answer.hits[i];
    if (i == expected.size()) return differs(concat("the index has one hit too many, ", i), hit.external_id);
    if (hit.external_id != expected[i].nct) {
      const bool is_known =
          std::any_of(expected.begin(), expected.end(), [&](const Row& row) { return row.nct == hit.external_id; });
      return differs(
          concat("hit ", i, " is ", is_known ? "another one" : "none", " of the slow evaluator's, which has ",
                 expected[i].nct, " worth ", expected[i].evidence, " against ", hit.evidence),
          hit.external_id);
    }
    if (hit.evidence != expected[i].evidence || hit.sequence != expected[i].sequence) {
      return differs(concat("hit ", i, " is worth ", hit.evidence, " instead of ", expected[i].evidence),
                     hit.external_id);
    }
  }
  return first_page_difference(parameter, text, answer);
}

// A page of the first few is made in another way than one of all: not every hit is scored.
std::optional<Difference> World::first_page_difference(const std::string& parameter, const std::string& text,
                                                       const Answer& whole) {
  const Answer page = this->answer({{parameter, text}}, {}, kFirstPage);
  for (std::size_t i = 0; i < page.hits.size(); ++i) {
    const search::Hit& hit = page.hits[i];
    if (hit.external_id != whole.hits[i].external_id || hit.evidence != whole.hits[i].evidence) {
      return differs(concat("hit ", i, " of a first page is not that of the whole"), hit.external_id);
    }
  }
  return std::nullopt;
}

}  // namespace trialkeep::testing
