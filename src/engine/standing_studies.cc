#include "engine/standing_studies.h"

#include <utility>

namespace trialkeep::engine {
namespace {

constexpr std::size_t kEntryBytes = 512;  // about, beside the record

}  // namespace

void StandingStudies::Part::forget(std::list<Entry>::iterator entry) {
  size_bytes -= entry->size_bytes;
  by_number.erase(entry->nct.value());
  entries.erase(entry);
}

std::shared_ptr<const StandingStudy> StandingStudies::find(NctNumber nct, const DataMark& mark) {
  Part& part = part_of(nct);
  const std::lock_guard lock(part.mutex);
  const auto found = part.by_number.find(nct.value());
  if (found == part.by_number.end()) {
    return nullptr;
  }
  if (found->second->mark != mark) {
    part.forget(found->second);
    return nullptr;
  }
  part.entries.splice(part.entries.begin(), part.entries, found->second);
  return found->second->standing;
}

void StandingStudies::keep(NctNumber nct, const DataMark& mark, std::shared_ptr<const StandingStudy> standing) {
  const std::size_t size = kEntryBytes + (standing->study ? standing->study->json.capacity() : 0);
  Part& part = part_of(nct);
  const std::lock_guard lock(part.mutex);
  if (const auto found = part.by_number.find(nct.value()); found != part.by_number.end()) {
    part.forget(found->second);
  }
  if (size > part_bytes_max_) {
    return;
  }
  while (part.size_bytes + size > part_bytes_max_) {
    part.forget(std::prev(part.entries.end()));
  }
  part.entries.push_front({nct, mark, std::move(standing), size});
  part.by_number[nct.value()] = part.entries.begin();
  part.size_bytes += size;
}

std::size_t StandingStudies::size_bytes() const {
  std::size_t size = 0;
  for (const Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    size += part.size_bytes;
  }
  return size;
}

}  // namespace trialkeep::engine
