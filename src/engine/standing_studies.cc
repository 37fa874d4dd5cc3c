#include "engine/standing_studies.h"

#include <utility>

namespace trialkeep::engine {
namespace {

constexpr std::size_t kEntryBytes = 512;  // about, beside the record

}  // namespace

StandingStudies::StandingStudies(std::size_t bytes_max) {
  for (auto& part : parts_) {
    part = std::make_unique<Part>(bytes_max / kParts);
  }
}

std::shared_ptr<const StandingStudy> StandingStudies::find(NctNumber nct, const DataMark& mark) {
  Part& part = part_of(nct);
  const std::lock_guard lock(part.mutex);
  const Entry* found = part.kept.find(nct.value());
  if (found != nullptr && found->mark != mark) {
    part.kept.forget(nct.value());
    found = nullptr;
  }
  return found == nullptr ? nullptr : found->standing;
}

void StandingStudies::keep(NctNumber nct, const DataMark& mark, std::shared_ptr<const StandingStudy> standing) {
  const std::size_t bytes = kEntryBytes + (standing->study ? standing->study->json.capacity() : 0);
  Part& part = part_of(nct);
  const std::lock_guard lock(part.mutex);
  part.kept.keep(nct.value(), {mark, std::move(standing)}, bytes);
}

std::size_t StandingStudies::size_bytes() const {
  std::size_t bytes = 0;
  for (const auto& part : parts_) {
    const std::lock_guard lock(part->mutex);
    bytes += part->kept.size_bytes();
  }
  return bytes;
}

}  // namespace trialkeep::engine
