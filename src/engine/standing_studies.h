#pragma once
// What stands for the numbers that are asked for most, kept unpacked within a number of bytes. Each entry carries a
// mark of the data that it was read from and is forgotten where the data are not those any longer, so that nothing
// older than the data is ever given out. What was not asked for longest gives way. Safe to use from several threads,
// which rarely meet: numbers are spread over parts with a lock each.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "base/hash.h"
#include "base/nct.h"
#include "base/recently_used.h"
#include "engine/stored_study.h"

namespace trialkeep::engine {

// What stands for a number.
struct StandingStudy {
  std::optional<NctNumber> successor;  // the study that does, where it is another one (Registry::successor)
  std::optional<StoredStudy> study;    // under the number itself; not read where there is a successor
  Hash128 json_hash;                   // of the study's JSON
};

// Names a state of the data.
struct DataMark {
  std::int64_t store = 0;  // store::ChangeWatch
  std::uint64_t view = 0;  // of the index
  friend bool operator==(const DataMark&, const DataMark&) = default;
};

class StandingStudies {
 public:
  explicit StandingStudies(std::size_t bytes_max);

  // What was kept of these data; null when there is nothing.
  std::shared_ptr<const StandingStudy> find(NctNumber nct, const DataMark& mark);
  // `mark` was taken before `standing` was read. What is larger than a part may be is not kept.
  void keep(NctNumber nct, const DataMark& mark, std::shared_ptr<const StandingStudy> standing);

  // Of all that is kept, about.
  std::size_t size_bytes() const;

 private:
  static constexpr std::size_t kParts = 16;
  struct Entry {
    DataMark mark;
    std::shared_ptr<const StandingStudy> standing;
  };
  struct Part {
    explicit Part(std::size_t bytes_max) : kept(bytes_max) {}
    mutable std::mutex mutex;
    RecentlyUsed<std::uint32_t, Entry> kept;  // by number; guarded by mutex
  };
  Part& part_of(NctNumber nct) { return *parts_[nct.value() % kParts]; }

  std::array<std::unique_ptr<Part>, kParts> parts_;
};

}  // namespace trialkeep::engine
