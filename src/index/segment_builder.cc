#include "index/segment_builder.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "base/check.h"
#include "index/columns.h"

namespace trialkeep::index {
namespace {

constexpr std::size_t kPageBytes = 1 << 18;
constexpr int kFieldBits = 16;
constexpr std::size_t kAhead = 8;  // lists asked for before they are needed
// What a term or list costs beside its own bytes: its share of the hash tables and vectors.
constexpr std::size_t kTermOverheadBytes = 48;
constexpr std::size_t kListOverheadBytes = 40;

}  // namespace

DocId SegmentBuilder::begin_document(std::uint32_t external_id, std::uint64_t sequence) {
  CHECK(pending_.empty());
  documents_.external_ids.push_back(external_id);
  documents_.sequences.push_back(sequence);
  memory_bytes_ += 12;
  return document_count() - 1;
}

std::uint32_t SegmentBuilder::term_number(std::string_view term) {
  if (const auto found = term_numbers_.find(term); found != term_numbers_.end()) {
    return found->second;
  }
  if (term.size() > page_left_) {
    const std::size_t size = std::max(kPageBytes, term.size());
    pages_.push_back(std::make_unique<char[]>(size));
    page_at_ = pages_.back().get();
    page_left_ = size;
  }
  std::memcpy(page_at_, term.data(), term.size());
  const std::string_view kept(page_at_, term.size());
  page_at_ += term.size();
  page_left_ -= term.size();
  const auto number = static_cast<std::uint32_t>(terms_.size());
  terms_.push_back(kept);
  term_numbers_.emplace(kept, number);
  memory_bytes_ += term.size() + kTermOverheadBytes;
  return number;
}

void SegmentBuilder::add_term(FieldNumber field, std::string_view term, const Occurrence& occurrence) {
  pending_.push_back({static_cast<std::uint64_t>(term_number(term)) << kFieldBits | field, occurrence});
}

void SegmentBuilder::mark_value_end(std::size_t terms) {
  CHECK(pending_.size() >= terms);
  for (auto one = pending_.end() - static_cast<std::ptrdiff_t>(terms); one != pending_.end(); ++one) {
    one->occurrence.ends_value = true;
  }
}

void SegmentBuilder::add_number(FieldNumber field, std::uint32_t element, std::int32_t number) {
  CHECK(number != kNoNumber);
  numbers_[field].push_back({document_count() - 1, element, number});
  memory_bytes_ += sizeof(NumberEntry);
}

void SegmentBuilder::add_point(FieldNumber field, std::uint32_t element, std::int32_t latitude,
                               std::int32_t longitude) {
  constexpr auto kDegree = static_cast<std::int32_t>(kPointUnits);
  CHECK(std::abs(latitude) <= 90 * kDegree && std::abs(longitude) <= 180 * kDegree);
  points_[field].push_back({document_count() - 1, element, latitude, longitude});
  memory_bytes_ += sizeof(PointEntry);
}

std::uint32_t SegmentBuilder::list_number(std::uint64_t key) {
  const auto [found, fresh] = list_numbers_.try_emplace(key, static_cast<std::uint32_t>(lists_.size()));
  if (fresh) {
    lists_.emplace_back();
    list_keys_.push_back(key);
    memory_bytes_ += sizeof(PostingWriter) + kListOverheadBytes;
  }
  return found->second;
}

void SegmentBuilder::end_document() {
  std::sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
    if (a.list != b.list) {
      return a.list < b.list;
    }
    return a.occurrence.element != b.occurrence.element ? a.occurrence.element < b.occurrence.element
                                                        : a.occurrence.position < b.occurrence.position;
  });
  groups_.clear();
  for (std::size_t begin = 0; begin < pending_.size();) {
    std::size_t end = begin;
    while (end < pending_.size() && pending_[end].list == pending_[begin].list) {
      ++end;
    }
    groups_.push_back({pending_[begin].list, begin, end, 0});
    begin = end;
  }
  // A document touches a thousand lists that are not in the processor's cache: ask for them ahead.
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (i + kAhead < groups_.size()) {
      list_numbers_.prefetch(groups_[i + kAhead].key);
    }
    groups_[i].list = list_number(groups_[i].key);
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (i + kAhead < groups_.size()) {
      __builtin_prefetch(&lists_[groups_[i + kAhead].list], 1);
    }
    add_group(groups_[i]);
  }
  pending_.clear();
}

void SegmentBuilder::add_group(const Group& group) {
  scratch_.clear();
  for (std::size_t i = group.begin; i < group.end; ++i) {
    scratch_.push_back(pending_[i].occurrence);
  }
  PostingWriter& list = lists_[group.list];
  const std::size_t before = list.memory_bytes();
  list.add(document_count() - 1, scratch_);
  memory_bytes_ += list.memory_bytes() - before;
}

StatusOr<SegmentSummary> SegmentBuilder::write(os::FileSystem& files, const std::string& path) {
  CHECK(pending_.empty());
  // Terms in byte order; the lists of a term by field.
  std::vector<std::uint32_t> rank(terms_.size());
  std::vector<std::uint32_t> order(terms_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return terms_[a] < terms_[b]; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = static_cast<std::uint32_t>(i);
  }
  std::vector<std::pair<std::uint64_t, std::uint32_t>> lists(lists_.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const std::uint64_t key = list_keys_[i];
    const std::uint64_t field = key & 0xffff;
    lists[i] = {static_cast<std::uint64_t>(rank[key >> kFieldBits]) << kFieldBits | field,
                static_cast<std::uint32_t>(i)};
  }
  std::sort(lists.begin(), lists.end());

  ASSIGN_OR_RETURN(auto writer, SegmentWriter::create(files, path));
  for (std::size_t begin = 0; begin < lists.size();) {
    const std::uint64_t term = lists[begin].first >> kFieldBits;
    std::size_t end = begin;
    while (end < lists.size() && lists[end].first >> kFieldBits == term) {
      ++end;
    }
    writer->begin_term(terms_[order[term]], static_cast<std::uint32_t>(end - begin));
    for (; begin < end; ++begin) {
      RETURN_IF_ERROR(
          writer->add_list(static_cast<FieldNumber>(lists[begin].first & 0xffff), lists_[lists[begin].second]));
    }
  }
  RETURN_IF_ERROR(write_columns(*writer));
  auto summary = writer->finish(documents_);
  std::destroy_at(this);
  std::construct_at(this);
  return summary;
}

Status SegmentBuilder::write_columns(SegmentWriter& writer) {
  for (auto& [field, entries] : numbers_) {
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    RETURN_IF_ERROR(writer.add_numbers(field, entries, document_count()));
  }
  for (auto& [field, entries] : points_) {
    std::stable_sort(entries.begin(), entries.end(), [](const PointEntry& a, const PointEntry& b) {
      return a.doc != b.doc ? a.doc < b.doc : a.element < b.element;
    });
    RETURN_IF_ERROR(writer.add_points(field, entries));
  }
  return absl::OkStatus();
}

}  // namespace trialkeep::index
