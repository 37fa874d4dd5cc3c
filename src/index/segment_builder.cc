#include "index/segment_builder.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "index/columns.h"

namespace trialkeep::index {
namespace {
// Lists are asked for so many before they are needed: first where they are noted, then what is noted.
constexpr std::size_t kSlotsAhead = 16;
constexpr std::size_t kKeysAhead = 8;
}  // namespace

DocId SegmentBuilder::begin_document(std::uint32_t external_id, std::uint64_t sequence) {
  CHECK(terms_.empty());
  documents_.external_ids.push_back(external_id);
  documents_.sequences.push_back(sequence);
  columns_bytes_ += 12;
  return document_count() - 1;
}

std::size_t SegmentBuilder::memory_bytes() const {
  return columns_bytes_ + log_.memory_bytes() + lists_.memory_bytes() + lists_.size() * sizeof(ListTable::Entry);
}

void SegmentBuilder::add_term(FieldNumber field, std::string_view term, const Occurrence& occurrence) {
  terms_.add(field, term, occurrence);
}

void SegmentBuilder::mark_value_end(std::size_t terms) { terms_.mark_value_end(terms); }

void SegmentBuilder::add_number(FieldNumber field, std::uint32_t element, std::int32_t number) {
  CHECK(number != kNoNumber);
  numbers_[field].push_back({document_count() - 1, element, number});
  columns_bytes_ += sizeof(NumberEntry);
}

void SegmentBuilder::add_point(FieldNumber field, std::uint32_t element, std::int32_t latitude,
                               std::int32_t longitude) {
  constexpr auto kDegree = static_cast<std::int32_t>(kPointUnits);
  CHECK(std::abs(latitude) <= 90 * kDegree && std::abs(longitude) <= 180 * kDegree);
  points_[field].push_back({document_count() - 1, element, latitude, longitude});
  columns_bytes_ += sizeof(PointEntry);
}

void SegmentBuilder::end_document() {
  terms_.group();
  const auto& groups = terms_.groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + kSlotsAhead < groups.size()) {
      lists_.prefetch_slot(groups[i + kSlotsAhead].hash);
    }
    if (i + kKeysAhead < groups.size()) {
      lists_.prefetch_key(groups[i + kKeysAhead].hash);
    }
    const std::uint32_t list = lists_.number(groups[i].hash, groups[i].field, terms_.term(groups[i]));
    log_.add(list, document_count() - 1, terms_.occurrences(groups[i]));
  }
  terms_.clear();
}

StatusOr<SegmentSummary> SegmentBuilder::write(os::FileSystem& files, const std::string& path) {
  CHECK(terms_.empty());
  ASSIGN_OR_RETURN(auto writer, SegmentWriter::create(files, path));
  RETURN_IF_ERROR(write_lists(*writer));
  RETURN_IF_ERROR(write_columns(*writer));
  auto summary = writer->finish(documents_);
  std::destroy_at(this);
  std::construct_at(this);
  return summary;
}

Status SegmentBuilder::write_lists(SegmentWriter& writer) const {
  const std::vector<ListTable::Entry> lists = lists_.sorted();
  std::vector<std::uint32_t> order;
  order.reserve(lists.size());
  for (const ListTable::Entry& one : lists) {
    order.push_back(one.number);
  }
  PostingLog::Lists postings(log_, order);
  PostingWriter list;
  for (std::size_t begin = 0; begin < lists.size();) {
    std::size_t end = begin;
    while (end < lists.size() && lists[end].term == lists[begin].term) {
      ++end;
    }
    writer.begin_term(lists[begin].term, static_cast<std::uint32_t>(end - begin));
    for (; begin < end; ++begin) {
      postings.take(list);
      RETURN_IF_ERROR(writer.add_list(lists[begin].field, list));
    }
  }
  return absl::OkStatus();
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
