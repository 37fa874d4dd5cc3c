// links: query
// Any text as a query: it always gives a tree, whose printed form parses to the same tree without complaint, and a
// bound query that a search can trust. The same for the parameters that become queries or places.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/limits.h"
#include "query/agg_filters.h"
#include "query/bound.h"
#include "query/geo_filter.h"
#include "query/parser.h"

namespace {

using namespace trialkeep::query;

// Knows a phrase of every second length.
class EveryOther final : public Thesaurus {
 public:
  std::vector<Synonym> synonyms_of(std::string_view phrase) const override {
    return phrase.size() % 2 == 0 ? std::vector<Synonym>{{{"other", "words"}, 2}} : std::vector<Synonym>();
  }
  std::size_t longest_phrase_words() const override { return 3; }
};

void check_complaints(const std::vector<Complaint>& complaints, const std::string& text) {
  CHECK(complaints.size() <= trialkeep::limits::kQueryComplaints);
  for (const Complaint& one : complaints) {
    CHECK(one.span.begin <= one.span.end && one.span.end <= text.size());
    CHECK(!one.message.empty() && !one.registry_text.empty() && !show_complaint(text, one).empty());
  }
}

void check_round_trip(const Node& tree) {
  const std::string printed = print(tree);
  if (printed.size() <= trialkeep::limits::kQueryBytes) {
    const ParsedQuery again = parse(printed);
    CHECK(again.complaints.empty() && same_tree(again.tree, tree) && print(again.tree) == printed);
  }
}

void check_forms(const std::vector<Form>& forms) {
  for (const Form& form : forms) {
    CHECK(!form.slots.empty() && form.similarity > 0 && form.similarity <= 1);
    for (const auto& slot : form.slots) {
      CHECK(!slot.empty() && !slot.front().word.empty() && slot.front().similarity == 1);
    }
  }
}

// What stands in bound.h and nowhere in its types.
void check_bound(const BoundNode& node) {
  const bool has_one =
      node.kind == BoundKind::kNot || node.kind == BoundKind::kElement || node.kind == BoundKind::kTilt;
  const bool has_many = node.kind == BoundKind::kAnd || node.kind == BoundKind::kOr;
  CHECK(has_one ? node.children.size() == 1 : has_many ? node.children.size() > 1 : node.children.empty());
  CHECK((node.kind == BoundKind::kText) == !node.text.whole.empty());
  CHECK((node.kind == BoundKind::kText) == !node.text.fields.empty());
  CHECK((node.kind == BoundKind::kExact) == !node.exact.empty());
  CHECK((node.kind == BoundKind::kNumbers || node.kind == BoundKind::kSize) == !node.ranges.empty());
  CHECK(node.fields.empty() ==
        (node.kind != BoundKind::kDistance && node.kind != BoundKind::kMissing && node.kind != BoundKind::kTilt));
  CHECK((node.kind == BoundKind::kElement) == (node.element_of != trialkeep::model::kNoField));
  check_forms(node.text.whole);
  for (const Segment& segment : node.text.apart) {
    check_forms(segment.forms);
    for (const auto& word : segment.words) {
      CHECK(!word.empty());
      check_forms(word);
    }
    CHECK(!segment.forms.empty() || !segment.words.empty());
  }
  for (const BoundNode& child : node.children) {
    check_bound(child);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ParsedQuery parsed = parse(text);
  check_complaints(parsed.complaints, text);
  check_round_trip(parsed.tree);
  const BoundQuery bound = bind(parsed.tree, area_of_parameter("term"), EveryOther());
  check_complaints(bound.complaints, text);
  check_bound(bound.root);

  const AggFilters filters = parse_agg_filters(text);
  check_complaints(filters.complaints, text);
  check_round_trip(filters.tree);
  check_bound(bind(filters.tree, area_of_parameter("advanced")).root);
  if (const auto filter = parse_geo_filter(text)) {
    CHECK(filter->radius_m >= 0);
  }
  if (const auto decay = parse_geo_decay(text)) {
    CHECK(decay->factor(0) == 1 && decay->factor(1e6) <= 1);
  }
  return 0;
}
