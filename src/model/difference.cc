#include "model/difference.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/strings.h"
#include "model/difference_identity.h"
#include "model/difference_match.h"

namespace trialkeep::model {
namespace {

// A place in the catalogue, or outside it.
struct Where {
  FieldId field = kNoField;  // kNoField: the record itself, or unknown
  FieldId known = kNoField;  // `field`, or the nearest known one above
  std::string path;

  Where child(std::string_view key) const {
    const FieldId id = field == kNoField && !path.empty() ? kNoField : find_child(field, key);
    return {id, id == kNoField ? known : id, concat(path, path.empty() ? "" : ".", key)};
  }
  bool is_section_or_module() const {
    return field != kNoField && model::field(field).kind == ValueKind::kStructure && !model::field(field).is_list &&
           (model::field(field).parent == kNoField || model::field(model::field(field).parent).parent == kNoField);
  }
};

bool is_scalar(Json value, const Where& where) {
  const bool is_point = where.field != kNoField && field(where.field).kind == ValueKind::kGeoPoint;
  return !value.is_array() && (!value.is_object() || is_point);
}

bool is_text(Json value) { return value.is_string(); }

// The text itself of a text, else the JSON.
std::string scalar_text(Json value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? std::string(text) : std::string(simdjson::minify(value));
}

void collect_facts(Json value, const Where& where, std::vector<ContentFact>& out) {
  if (is_scalar(value, where)) {
    out.push_back({where.field, where.path, is_text(value), scalar_text(value)});
  } else if (value.is_array()) {
    for (Json entry : simdjson::dom::array(value)) {
      collect_facts(entry, where, out);
    }
  } else {
    for (const auto [key, member] : simdjson::dom::object(value)) {
      collect_facts(member, where.child(key), out);
    }
  }
}

Content content_of(Json value, const Where& where) {
  Content out;
  if (is_scalar(value, where)) {
    out.shape = is_text(value) ? Content::Shape::kText : Content::Shape::kLiteral;
    out.text = scalar_text(value);
  } else {
    out.shape = Content::Shape::kStructure;
    out.text = simdjson::minify(value);
    collect_facts(value, where, out.facts);
  }
  return out;
}

// A member of an object that one version or both have.
struct ComparedMember {
  FieldId rank;  // unknown members come last
  std::string_view key;
  std::optional<Json> older;
  std::optional<Json> newer;
};

// In wire order. Of a key that an object names twice the first counts, as for every reader of a study.
std::vector<ComparedMember> members_of(std::optional<Json> older, std::optional<Json> newer, const Where& where) {
  std::vector<ComparedMember> all;
  const bool is_lost = where.field == kNoField && !where.path.empty();
  const auto add = [&](std::optional<Json> from, bool is_older) {
    if (!from) {
      return;
    }
    for (const auto [key, value] : simdjson::dom::object(*from)) {
      const std::optional<Json> json = value;
      all.push_back({is_lost ? kNoField : find_child(where.field, key), key, is_older ? json : std::nullopt,
                     is_older ? std::nullopt : json});
    }
  };
  add(older, true);
  add(newer, false);
  std::stable_sort(all.begin(), all.end(), [](const ComparedMember& a, const ComparedMember& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.key < b.key;
  });
  std::vector<ComparedMember> out;
  for (const ComparedMember& member : all) {
    if (out.empty() || out.back().key != member.key) {
      out.push_back(member);
      continue;
    }
    out.back().older = out.back().older ? out.back().older : member.older;
    out.back().newer = out.back().newer ? out.back().newer : member.newer;
  }
  return out;
}

// The first older entry from `from` on that both versions have in the same order.
std::size_t next_in_order(const Pairing& pairing, std::size_t from) {
  while (from < pairing.newer_of.size() &&
         (pairing.newer_of[from] == kUnpaired || pairing.has_moved[pairing.newer_of[from]])) {
    ++from;
  }
  return from;
}

class Comparer {
 public:
  void objects(Json older, Json newer, const Where& where) {
    for (const ComparedMember& member : members_of(older, newer, where)) {
      const Where inside = where.child(member.key);
      if (inside.field == piece::VersionHolder) {
        continue;
      }
      if (!member.newer) {
        one_sided(*member.older, inside, ChangeKind::kRemoved);
      } else if (!member.older) {
        one_sided(*member.newer, inside, ChangeKind::kAdded);
      } else {
        values(*member.older, *member.newer, inside);
      }
    }
  }

  Difference take() { return std::move(out_); }

 private:
  void values(Json older, Json newer, const Where& where) {
    if (older.is_array() && newer.is_array()) {
      lists(older, newer, where);
    } else if (older.is_object() && newer.is_object() && !is_scalar(older, where)) {
      objects(older, newer, where);
    } else if (is_text(older) != is_text(newer) || scalar_text(older) != scalar_text(newer)) {
      Change& change = add(ChangeKind::kChanged, where, false);
      change.older = content_of(older, where);
      change.newer = content_of(newer, where);
    }
  }

  void lists(Json older_array, Json newer_array, const Where& where) {
    const Entries older(older_array);
    const Entries newer(newer_array);
    const Pairing pairing = pair_entries(where.field, older, newer, words_);
    std::size_t next_older = 0;
    const auto tell_removed = [&](std::size_t end) {
      for (; next_older < end; ++next_older) {
        if (pairing.newer_of[next_older] == kUnpaired) {
          entry(older.values[next_older], next_older, where, ChangeKind::kRemoved);
        }
      }
    };
    for (std::size_t i = 0; i < newer.values.size(); ++i) {
      const std::uint32_t match = pairing.older_of[i];
      if (match == kUnpaired) {
        tell_removed(next_in_order(pairing, next_older));
        entry(newer.values[i], i, where, ChangeKind::kAdded);
        continue;
      }
      if (!pairing.has_moved[i]) {
        tell_removed(match + 1);
      }
      if (!pairing.has_moved[i] && older.texts[match] == newer.texts[i]) {
        continue;
      }
      place_.push_back(
          {where.field, entry_name(newer.values[i], where.field), match + 1, static_cast<std::uint32_t>(i + 1)});
      if (pairing.has_moved[i]) {
        moved(newer.values[i], where);
      }
      if (older.texts[match] != newer.texts[i]) {
        values(older.values[match], newer.values[i], where);
      }
      place_.pop_back();
    }
    tell_removed(older.values.size());
  }

  void moved(Json value, const Where& where) {
    Change& change = add(ChangeKind::kMoved, where, true);
    if (is_scalar(value, where)) {
      change.older = content_of(value, where);
      change.newer = change.older;
    }
  }

  // An entry that one version lacks.
  void entry(Json value, std::size_t index, const Where& where, ChangeKind kind) {
    const auto position = static_cast<std::uint32_t>(index + 1);
    const bool is_added = kind == ChangeKind::kAdded;
    place_.push_back({where.field, entry_name(value, where.field), is_added ? 0 : position, is_added ? position : 0});
    whole(value, where, kind, true);
    place_.pop_back();
  }

  // A member that one version lacks.
  void one_sided(Json value, const Where& where, ChangeKind kind) {
    if (value.is_array() && simdjson::dom::array(value).size() > 0) {
      std::size_t index = 0;
      for (Json one : simdjson::dom::array(value)) {
        entry(one, index++, where, kind);
      }
    } else if (value.is_object() && where.is_section_or_module() && simdjson::dom::object(value).size() > 0) {
      for (const ComparedMember& member : members_of(value, std::nullopt, where)) {
        const Where inside = where.child(member.key);
        if (inside.field != piece::VersionHolder) {
          one_sided(*member.older, inside, kind);
        }
      }
    } else {
      whole(value, where, kind, false);
    }
  }

  void whole(Json value, const Where& where, ChangeKind kind, bool is_entry) {
    Change& change = add(kind, where, is_entry);
    (kind == ChangeKind::kAdded ? change.newer : change.older) = content_of(value, where);
  }

  Change& add(ChangeKind kind, const Where& where, bool is_entry) {
    Change& change = out_.emplace_back();
    change.kind = kind;
    change.field = where.field;
    change.known = where.known;
    change.path = where.path;
    change.place = place_;
    change.is_entry = is_entry;
    return change;
  }

  std::vector<Step> place_;
  std::uint64_t words_ = kSimilarWordsMax;
  Difference out_;
};

}  // namespace

Difference compare(const Study& older, const Study& newer) {
  Comparer comparer;
  comparer.objects(older.json(), newer.json(), {});
  return comparer.take();
}

FieldId module_of(const Change& change) {
  FieldId at = change.known;
  FieldId below = kNoField;
  FieldId two_below = kNoField;
  for (; at != kNoField; at = field(at).parent) {
    two_below = below;
    below = at;
  }
  return two_below == kNoField ? below : two_below;
}

std::vector<FieldId> changed_modules(const Difference& difference) {
  std::set<FieldId> found;
  for (const Change& change : difference) {
    found.insert(module_of(change));
  }
  found.erase(kNoField);
  return {found.begin(), found.end()};
}

std::vector<FieldId> changed_pieces(const Difference& difference) {
  std::set<FieldId> found;
  for (const Change& change : difference) {
    found.insert(change.known);
  }
  found.erase(kNoField);
  return {found.begin(), found.end()};
}

bool concerns(const Change& change, FieldId id) {
  const auto holds = [&](const Content& content) {
    return std::any_of(content.facts.begin(), content.facts.end(),
                       [&](const ContentFact& fact) { return fact.field != kNoField && is_within(fact.field, id); });
  };
  return (change.field != kNoField && is_within(change.field, id)) || holds(change.older) || holds(change.newer);
}

}  // namespace trialkeep::model
