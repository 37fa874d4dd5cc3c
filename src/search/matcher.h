#pragma once
// A bound query over one segment, evaluated window by window (window.h). Matchers form a tree as the query does; the
// leaves read posting lists and columns, the inner nodes join windows.

#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "index/segment.h"
#include "query/bound.h"
#include "search/found_cache.h"
#include "search/window.h"

namespace trialkeep::search {

// What is asked of a window: documents [begin, end), at most kWindowDocs of them, begin a multiple of kWindowDocs.
struct Ask {
  DocId begin;
  DocId end;
  WindowPool& pool;
  const WindowBits* wanted = nullptr;  // only these are of interest; nullptr: all
  bool few_wanted = false;             // so few that each is better sought by itself
  bool is_scored = true;               // evidence is of interest
};

// One part of a study's score: words or a value found in a field.
struct ScorePart {
  model::FieldId field;
  std::string found;        // the words of the form, or the value, for people
  std::uint32_t count = 1;  // occurrences
  Evidence evidence = 0;    // of all of them
};

inline Evidence evidence_of_all(const std::vector<ScorePart>& parts) {
  Evidence sum = 0;
  for (const ScorePart& part : parts) {
    sum += part.evidence;
  }
  return sum;
}

// Adds parts whose evidence becomes something else as a whole. `weigh` says what the first of them are worth together,
// by their evidence before: the whole is rounded once, and the parts still add up to it.
template <typename Weigh>
void add_weighed(std::vector<ScorePart>& found, std::vector<ScorePart>& parts, const Weigh& weigh) {
  Evidence before = 0;
  Evidence after = 0;
  for (ScorePart& part : found) {
    before += part.evidence;
    const Evidence sum = weigh(before);
    part.evidence = sum - after;
    after = sum;
  }
  std::move(found.begin(), found.end(), std::back_inserter(parts));
}

// That many of a window are better sought one by one than passed by.
inline constexpr DocId kFewWanted = kWindowDocs / 16;

class Matcher {
 public:
  virtual ~Matcher() = default;
  // Adds the matching documents of the window to `out`, with their evidence when it is asked for. Documents that are
  // not wanted may be left out or added. Windows are asked for in ascending order, some may be left out.
  virtual void match(const Ask& ask, Window& out) = 0;
  // About how much is read for the whole segment.
  virtual std::uint64_t cost() const = 0;
  // No document before it and not before `from` matches; kNoMoreDocs: none does. For leaving out windows.
  virtual DocId possible_from(DocId from) { return from; }
  // True once bytes of the index turned out damaged; the matches are then incomplete.
  virtual bool damaged() const { return false; }
  // Whether `doc` matches, and what its evidence is made of. Documents are asked for in ascending order, on a matcher
  // that nothing else is asked of.
  virtual bool explain(DocId doc, std::vector<ScorePart>& parts) = 0;
};

// Bounds of the values of each kTilt node's field in the registry.
struct TiltBounds {
  std::int32_t low;
  std::int32_t high;
};
using Tilts = std::map<const query::BoundNode*, TiltBounds>;

// What is known of the whole registry when evidence is weighed.
struct Weighing {
  Tilts tilts;                                         // of every kTilt node of the query
  std::map<const query::BoundNode*, double> rarities;  // of alternatives (alternatives.h); absent: not weighed
  double mean_length = 0;                              // of studies, in words
};

// The documents of each alternative in one segment.
using FoundAlternatives = std::map<const query::BoundNode*, std::shared_ptr<const Found>>;

// The posting lists of a segment, looked up once however often a query asks for them. REQUIRES: the segment outlives
// it.
class TermLists {
 public:
  explicit TermLists(const index::Segment& segment) : segment_(segment) {}
  const index::Segment& segment() const { return segment_; }
  // The lists of a term, ascending by field. Valid as long as this.
  const std::vector<index::ListEntry>& find(const std::string& term);

 private:
  const index::Segment& segment_;
  std::unordered_map<std::string, std::vector<index::ListEntry>> found_;
};

// What the matchers of one query over one segment are made with.
class MatchContext {
 public:
  // REQUIRES: both outlive the context.
  MatchContext(TermLists& terms, const Weighing& weighing) : terms_(terms), weighing_(weighing) {}

  const index::Segment& segment() const { return terms_.segment(); }
  const Weighing& weighing() const { return weighing_; }
  // Where the alternatives are. With `is_enough` they are taken from there, worth nothing, and not looked for; else
  // only there. REQUIRES: it outlives the matchers that are made from now on.
  void use_found(const FoundAlternatives& found, bool is_enough) {
    found_ = &found;
    found_is_enough_ = is_enough;
  }
  // Of an alternative; nullptr when it is not known.
  const Found* found(const query::BoundNode& node) const;
  bool found_is_enough() const { return found_is_enough_; }

  // The posting list of a term in a field; nullptr where it does not occur. Valid as long as the term lists.
  const index::ListEntry* find(const std::string& term, model::FieldId field);
  // The posting lists of a term, ascending by field.
  const std::vector<index::ListEntry>& find(const std::string& term) { return terms_.find(term); }
  void count_postings(std::uint64_t postings) { postings_ += postings; }
  // Documents in all the lists that are read.
  std::uint64_t postings() const { return postings_; }

 private:
  TermLists& terms_;
  const Weighing& weighing_;
  const FoundAlternatives* found_ = nullptr;
  bool found_is_enough_ = false;
  std::uint64_t postings_ = 0;
};

// REQUIRES: the segment outlives the matcher; context and node need not. Never nullptr.
std::unique_ptr<Matcher> make_matcher(MatchContext& context, const query::BoundNode& node);

// Matches what every child matches, what any child matches. An empty list matches nothing.
std::unique_ptr<Matcher> all_of(std::vector<std::unique_ptr<Matcher>> children);
std::unique_ptr<Matcher> any_of(std::vector<std::unique_ptr<Matcher>> children);
std::unique_ptr<Matcher> none_of(DocId documents, std::unique_ptr<Matcher> child);
std::unique_ptr<Matcher> every_document();

// The documents of one posting list; `part` is what one occurrence (by_occurrence) or one document is worth.
std::unique_ptr<Matcher> make_list_matcher(const index::ListEntry& list, ScorePart part, bool by_occurrence);

// The kinds of leaves, each in its source.
std::unique_ptr<Matcher> make_text_matcher(MatchContext& context, const query::TextQuery& text);
std::unique_ptr<Matcher> make_exact_matcher(MatchContext& context, const std::vector<query::ExactTerm>& exact);
std::unique_ptr<Matcher> make_numbers_matcher(MatchContext& context, const std::vector<query::NumberRange>& ranges);
std::unique_ptr<Matcher> make_size_matcher(MatchContext& context, const std::vector<query::NumberRange>& ranges);
std::unique_ptr<Matcher> make_distance_matcher(MatchContext& context, const query::BoundNode& node);
std::unique_ptr<Matcher> make_missing_matcher(MatchContext& context, const std::vector<query::WeightedField>& fields);
std::unique_ptr<Matcher> make_element_matcher(MatchContext& context, const query::BoundNode& node);

// The list of one field among those of a term; nullptr when there is none.
const index::ListEntry* list_in(const std::vector<index::ListEntry>& lists, model::FieldId field);

}  // namespace trialkeep::search
