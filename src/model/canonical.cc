#include "model/canonical.h"

#include <algorithm>
#include <cstring>
#include <simdjson.h>
#include <vector>

#include "base/limits.h"
#include "base/strings.h"
#include "model/catalogue.h"
#include "model/json_text.h"

namespace trialkeep::model {
namespace {

constexpr std::uint32_t kUnknownRank = 0x10000;

// One member of an object that is being written: where its bytes lie in the output.
struct WrittenMember {
  std::uint32_t rank;  // the child's place in the catalogue, or kUnknownRank
  std::string key;     // for unknown keys only
  std::size_t begin;
  std::size_t end;
};

// Rewrites JSON that simdjson has already found valid, so it only needs to find its way.
class Rewriter {
 public:
  Rewriter(std::string_view json, std::string& out) : at_(json.data()), end_(json.data() + json.size()), out_(out) {}

  Status run() {
    skip_blanks();
    return value(kNoField, false);
  }
  std::uint64_t unknown_keys() const { return unknown_keys_; }

 private:
  void skip_blanks() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }

  // `parent` is the field whose value this is (kNoField: the record), `lost` that no catalogue field is.
  Status value(FieldId parent, bool lost) {
    switch (*at_) {
      case '{':
        return object(parent, lost);
      case '[':
        return array(parent, lost);
      case '"':
        return append_canonical_string(at_, end_, out_);
      default:
        while (at_ < end_ && *at_ != ',' && *at_ != '}' && *at_ != ']' && static_cast<unsigned char>(*at_) > ' ') {
          out_.push_back(*at_++);
        }
        return absl::OkStatus();
    }
  }

  Status array(FieldId parent, bool lost) {
    out_.push_back(*at_++);
    skip_blanks();
    while (*at_ != ']') {
      RETURN_IF_ERROR(value(parent, lost));
      skip_blanks();
      if (*at_ == ',') {
        out_.push_back(*at_++);
        skip_blanks();
      }
    }
    out_.push_back(*at_++);
    return absl::OkStatus();
  }

  Status object(FieldId parent, bool lost) {
    std::vector<WrittenMember> members;
    ++at_;
    out_.push_back('{');
    const std::size_t begin = out_.size();
    skip_blanks();
    bool in_order = true;
    while (*at_ != '}') {
      RETURN_IF_ERROR(member(parent, lost, members));
      if (members.size() > 1 && !(members[members.size() - 2].rank < members.back().rank)) {
        in_order = false;
      }
      skip_blanks();
      if (*at_ == ',') {
        ++at_;
        out_.push_back(',');
        skip_blanks();
      }
    }
    ++at_;
    if (!in_order) {
      RETURN_IF_ERROR(reorder(begin, members));
    }
    out_.push_back('}');
    return absl::OkStatus();
  }

  Status member(FieldId parent, bool lost, std::vector<WrittenMember>& members) {
    WrittenMember member;
    member.begin = out_.size();
    RETURN_IF_ERROR(append_canonical_string(at_, end_, out_));
    const std::string_view key(out_.data() + member.begin + 1, out_.size() - member.begin - 2);
    const bool in_point = parent != kNoField && !lost && field(parent).kind == ValueKind::kGeoPoint;
    FieldId child = kNoField;
    if (in_point) {
      const auto known = std::find(std::begin(kGeoPointKeys), std::end(kGeoPointKeys), key);
      member.rank = known == std::end(kGeoPointKeys) ? kUnknownRank
                                                     : static_cast<std::uint32_t>(known - std::begin(kGeoPointKeys));
    } else {
      child = lost ? kNoField : find_child(parent, key);
      member.rank = child == kNoField ? kUnknownRank : child;
    }
    if (member.rank == kUnknownRank) {
      member.key = key;
      ++unknown_keys_;
    }
    skip_blanks();
    ++at_;  // the colon
    out_.push_back(':');
    skip_blanks();
    RETURN_IF_ERROR(value(child, child == kNoField));
    member.end = out_.size();
    members.push_back(std::move(member));
    return absl::OkStatus();
  }

  Status reorder(std::size_t begin, std::vector<WrittenMember>& members) {
    std::stable_sort(members.begin(), members.end(), [](const WrittenMember& a, const WrittenMember& b) {
      return a.rank != b.rank ? a.rank < b.rank : a.key < b.key;
    });
    std::string sorted;
    sorted.reserve(out_.size() - begin);
    for (std::size_t i = 0; i < members.size(); ++i) {
      const WrittenMember& member = members[i];
      if (i > 0 && members[i - 1].rank == member.rank && members[i - 1].key == member.key) {
        const std::string_view text = std::string_view(out_).substr(member.begin, member.end - member.begin);
        return absl::InvalidArgumentError(concat("an object names the key ", text.substr(0, text.find(':')), " twice"));
      }
      if (i > 0) {
        sorted.push_back(',');
      }
      sorted.append(out_, member.begin, member.end - member.begin);
    }
    out_.replace(begin, std::string::npos, sorted);
    return absl::OkStatus();
  }

  const char* at_;
  const char* end_;
  std::string& out_;
  std::uint64_t unknown_keys_ = 0;
};

// A reason that a person can act on, for simdjson's codes.
std::string reason(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return "the text is not UTF-8";
    case simdjson::DEPTH_ERROR:
      return concat("it is nested deeper than ", limits::kRecordDepth, " levels");
    case simdjson::NUMBER_ERROR:
      return "a number is malformed or too large to keep exactly";
    case simdjson::UNCLOSED_STRING:
      return "a text is not closed";
    case simdjson::EMPTY:
      return "it is empty";
    default:
      return concat("it is not JSON (", simdjson::error_message(code), ")");
  }
}

// `"derivedSection":{"miscInfoModule":{"versionHolder":"`, spelled from the catalogue.
const std::string& stamp_mark() {
  static const std::string mark =
      concat("\"", field(piece::DerivedSection).key, "\":{\"", field(piece::MiscInfoModule).key, "\":{\"",
             field(piece::VersionHolder).key, "\":\"");
  return mark;
}

// What text.rfind(mark) gives, which compares at every byte and costs a hundred times as much.
std::size_t last_place_of(std::string_view mark, std::string_view text) {
  constexpr std::size_t kStretch = 4096;
  for (std::size_t end = text.size(); end > 0;) {
    const std::size_t begin = end - std::min(end, kStretch);
    // Places that begin in the stretch, though they may end behind it.
    std::string_view rest = text.substr(begin, end - begin + mark.size() - 1);
    const char* last = nullptr;
    while (const void* found = ::memmem(rest.data(), rest.size(), mark.data(), mark.size())) {
      last = static_cast<const char*>(found);
      rest.remove_prefix(static_cast<std::size_t>(last - rest.data()) + 1);
    }
    if (last != nullptr) {
      return static_cast<std::size_t>(last - text.data());
    }
    end = begin;
  }
  return std::string_view::npos;
}

}  // namespace

struct Canonicalizer::State {
  simdjson::dom::parser parser;
  std::string padded;
};

Canonicalizer::Canonicalizer() : state_(new State) {}
Canonicalizer::~Canonicalizer() { delete state_; }

StatusOr<CanonicalRecord> Canonicalizer::read(std::string_view raw) {
  if (raw.size() > limits::kRecordBytes) {
    return absl::InvalidArgumentError(concat("it is larger than ", limits::kRecordBytes >> 20, " MiB"));
  }
  std::string& padded = state_->padded;
  padded.assign(raw);
  padded.append(simdjson::SIMDJSON_PADDING, '\0');
  if (padded.size() > state_->parser.capacity()) {
    const std::size_t capacity = std::max<std::size_t>(padded.size() + padded.size() / 2, 1 << 20);
    if (state_->parser.allocate(capacity, limits::kRecordDepth) != simdjson::SUCCESS) {
      return absl::ResourceExhaustedError("there is no memory to parse it");
    }
  }
  simdjson::dom::element root;
  if (const auto error = state_->parser.parse(padded.data(), raw.size(), false).get(root)) {
    return absl::InvalidArgumentError(reason(error));
  }
  if (!root.is_object()) {
    return absl::InvalidArgumentError("it is JSON, but not a study: not an object");
  }
  std::string_view typed;
  const auto found =
      root[field(piece::ProtocolSection).key][field(piece::IdentificationModule).key][field(piece::NCTId).key];
  if (found.get(typed) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(concat("it has no NCT number (", field(piece::NCTId).path, ")"));
  }
  const auto nct = NctNumber::from_canonical(typed);
  if (!nct) {
    return absl::InvalidArgumentError(
        concat("\"", typed.substr(0, 40), "\" is not an NCT number (NCT and eight digits)"));
  }
  CanonicalRecord record{*nct, {}, 0};
  record.json.reserve(raw.size());
  Rewriter rewriter(std::string_view(padded.data(), raw.size()), record.json);
  RETURN_IF_ERROR(rewriter.run());
  record.unknown_keys = rewriter.unknown_keys();
  return record;
}

std::string_view release_stamp(std::string_view canonical_json) {
  // The mark cannot stand inside a text, where its quotes would carry backslashes. It lies near the end.
  const std::size_t at = last_place_of(stamp_mark(), canonical_json);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::size_t begin = at + stamp_mark().size();
  const std::string_view stamp = canonical_json.substr(begin, canonical_json.find('"', begin) - begin);
  // A text with escapes is no date of a release, and could not be replaced byte by byte.
  return stamp.find('\\') == std::string_view::npos ? stamp : std::string_view();
}

std::string with_release_stamp(std::string_view canonical_json, std::string_view stamp) {
  std::string out(canonical_json);
  replace_release_stamp(out, 0, stamp);
  return out;
}

void replace_release_stamp(std::string& out, std::size_t start, std::string_view stamp) {
  const std::string_view old = release_stamp(std::string_view(out).substr(start));
  if (!old.empty() && !stamp.empty() && stamp.find_first_of("\"\\") == std::string_view::npos) {
    out.replace(static_cast<std::size_t>(old.data() - out.data()), old.size(), stamp);
  }
}

Hash128 content_hash(std::string_view canonical_json) {
  const std::string_view stamp = release_stamp(canonical_json);
  if (stamp.empty()) {
    return hash128({canonical_json});
  }
  const auto begin = static_cast<std::size_t>(stamp.data() - canonical_json.data());
  return hash128({canonical_json.substr(0, begin), canonical_json.substr(begin + stamp.size())});
}

}  // namespace trialkeep::model
