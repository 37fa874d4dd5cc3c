#include "index/document_terms.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"

namespace trialkeep::index {
namespace {

constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: fields differ in all bits

bool is_before(const Occurrence& a, const Occurrence& b) {
  return a.element != b.element ? a.element < b.element : a.position < b.position;
}

}  // namespace

std::size_t DocumentTerms::slot_of(std::uint64_t hash, FieldNumber field, std::string_view text) const {
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) {
    const Group& group = groups_[slots_[slot] - 1];
    if (group.hash == hash && group.field == field && term(group) == text) {
      break;
    }
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

void DocumentTerms::grow() {
  slots_.assign(2 * slots_.size(), 0);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    std::size_t slot = groups_[i].hash & (slots_.size() - 1);
    while (slots_[slot] != 0) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

std::uint32_t DocumentTerms::group_of(FieldNumber field, std::string_view text) {
  const std::uint64_t hash = hash64(text) ^ field * kSpread;
  std::size_t slot = slot_of(hash, field, text);
  if (slots_[slot] == 0) {
    if (2 * groups_.size() >= slots_.size()) {
      grow();
      slot = slot_of(hash, field, text);
    }
    groups_.push_back({hash, field, static_cast<std::uint32_t>(text.size()), text_.size(), 0, 0});
    text_.append(text);
    slots_[slot] = static_cast<std::uint32_t>(groups_.size());
  }
  return slots_[slot] - 1;
}

void DocumentTerms::add(FieldNumber field, std::string_view text, const Occurrence& occurrence) {
  const std::uint32_t group = group_of(field, text);
  ++groups_[group].count;
  added_.push_back({group, occurrence});
}

void DocumentTerms::mark_value_end(std::size_t terms) {
  CHECK(added_.size() >= terms);
  for (auto one = added_.end() - static_cast<std::ptrdiff_t>(terms); one != added_.end(); ++one) {
    one->occurrence.ends_value = true;
  }
}

void DocumentTerms::group() {
  std::size_t begin = 0;
  for (Group& group : groups_) {
    group.begin = begin;
    begin += group.count;
    group.count = 0;
  }
  occurrences_.resize(added_.size());
  for (const Added& one : added_) {
    Group& group = groups_[one.group];
    occurrences_[group.begin + group.count++] = one.occurrence;
  }
  // Texts are read in order, so that there is nearly always nothing to sort.
  for (const Group& group : groups_) {
    const std::span all = std::span(occurrences_).subspan(group.begin, group.count);
    if (!std::is_sorted(all.begin(), all.end(), is_before)) {
      std::stable_sort(all.begin(), all.end(), is_before);
    }
  }
}

void DocumentTerms::clear() {
  if (slots_.size() > kSlotsKept) {
    slots_ = std::vector<std::uint32_t>(kSlotsMin);
  } else {
    std::fill(slots_.begin(), slots_.end(), 0);
  }
  added_.clear();
  groups_.clear();
  text_.clear();
  occurrences_.clear();
}

}  // namespace trialkeep::index
