// A data folder on a disk whose power fails. Each seed makes up a scenario of loads and backups, counts its operations
// on an undisturbed disk, cuts the power at one of them on another disk, throws away what was not synced as that seed
// says, and looks: `verify` is clean, all that was acknowledged is there, and nothing else. Then it goes on to the end,
// perhaps through more cuts, and must arrive where the undisturbed run did. TRIALKEEP_SEEDS says how many seeds,
// TRIALKEEP_SEED names the first.

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>

#include "base/instant.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/strings.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "os/environment.h"
#include "os/fault_file_system.h"
#include "support/fault_driver.h"
#include "support/support.h"

namespace trialkeep::testing::power_loss_test {
namespace {

constexpr std::int64_t kFirstDayMs = 1'700'000'000'000;
constexpr std::uint32_t kStudies = 8;
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
const std::string kData = "/home/data";
const std::string kRefused = R"({"no":"number"})";

struct Step {
  bool is_backup = false;
  std::vector<std::string> records;
  Instant now;
  std::optional<Instant> observed;
  bool complete = false;
};

std::string record(std::uint32_t number, std::uint64_t title, const std::string& padding) {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"(","briefTitle":"title)", title, R"("},"descriptionModule":{"briefSummary":")", padding,
                R"("}},"hasResults":false})");
}

// Text that does not pack well, so that it fills pages.
std::string padding_of(std::uint64_t seed, std::size_t size) {
  Random random(seed);
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += static_cast<char>('a' + random.below(26));
  }
  return out;
}

Step make_load(Random& random, int day, bool is_tiny) {
  Step step;
  step.now = {kFirstDayMs + day * kDayMs};
  step.complete = random.chance(0.25);
  if (!step.complete && random.chance(0.25)) {
    step.observed = Instant{step.now.unix_ms - random.between(1, 5) * kDayMs / 2};
  }
  const double share = is_tiny ? 0.15 : 0.6;
  for (std::uint32_t number = 1; number <= kStudies; ++number) {
    if (random.chance(share)) {
      const std::uint64_t title = random.below(3);
      const std::size_t size = number == 1 && !is_tiny ? 20'000 : number * 100;
      step.records.push_back(record(number, title, padding_of(number * 10 + title, size)));
    }
  }
  if (random.chance(0.2)) {
    step.records.insert(step.records.begin() + static_cast<std::ptrdiff_t>(random.below(step.records.size() + 1)),
                        kRefused);
  }
  return step;
}

std::vector<Step> make_scenario(Random& random) {
  // Enough loads for the index to be merged, or few with more in them.
  const bool is_tiny = random.chance(0.15);
  const std::int64_t loads = is_tiny ? random.between(10, 12) : random.between(1, 4);
  std::vector<Step> steps;
  for (int day = 0; day < loads; ++day) {
    steps.push_back(make_load(random, day, is_tiny));
    if (random.chance(is_tiny ? 0.05 : 0.2)) {
      Step backup;
      backup.is_backup = true;
      backup.now = steps.back().now;
      steps.push_back(backup);
    }
  }
  if (random.chance(0.02)) {  // more than one batch
    for (std::uint32_t i = 0; i < limits::kBatchRecords; ++i) {
      steps.front().records.push_back(record(1'000 + i, 0, ""));
    }
  }
  return steps;
}

class Records final : public ingest::RecordSource {
 public:
  explicit Records(const std::vector<std::string>& records) : records_(records) {}
  StatusOr<std::optional<ingest::RawRecord>> next() override {
    if (next_ == records_.size()) {
      return std::optional<ingest::RawRecord>();
    }
    ingest::RawRecord raw;
    raw.bytes = records_[next_++];
    raw.origin.source = "made up";
    return std::optional(std::move(raw));
  }
  ingest::SourceProgress progress() const override { return {}; }
  std::vector<std::string> notes() const override { return {}; }

 private:
  const std::vector<std::string>& records_;
  std::size_t next_ = 0;
};

class FixedClock final : public os::Clock {
 public:
  explicit FixedClock(Instant instant) : instant_(instant) {}
  Instant now() const override { return instant_; }
  std::int64_t monotonic_us() const override { return 0; }

 private:
  const Instant instant_;
};

void describe(const std::vector<engine::SearchHit>& hits, std::string& out) {
  for (const engine::SearchHit& hit : hits) {
    append_to(out, " ", hit.nct.value());
  }
  append_to(out, "\n");
}

// Every answer that a registry gives about its studies, now and in the past; empty for none. Faults are an error.
StatusOr<std::string> describe(os::FileSystem& files, const std::string& folder, int days) {
  auto opened = engine::Registry::open(folder, files);
  if (absl::IsNotFound(opened.status())) {
    return std::string();
  }
  RETURN_IF_ERROR(opened.status());
  engine::Registry& registry = **opened;
  ASSIGN_OR_RETURN(const auto report, registry.verify(nullptr));
  if (!report.faults.empty()) {
    return absl::DataLossError(concat("verify: ", report.faults.front()));
  }
  std::string out = concat(report.studies, " studies, ", report.versions, " versions\n");
  ASSIGN_OR_RETURN(const auto everything, registry.search_all({.parts = {}, .only_numbers = {}, .moment = {}}));
  describe(everything.hits, out);
  for (int half_day = 0; half_day <= 2 * days; ++half_day) {
    const Instant at{kFirstDayMs + half_day * kDayMs / 2};
    ASSIGN_OR_RETURN(const auto then,
                     registry.search_all({.parts = {{"titles", "title1"}},
                                          .only_numbers = {},
                                          .moment = {.as_of = at, .with_removed = half_day % 2 == 0}}));
    describe(then.hits, out);
  }
  for (std::uint32_t number = 1; number <= kStudies; ++number) {
    ASSIGN_OR_RETURN(const auto history, registry.history(NctNumber::from_value(number)));
    for (const store::VersionInfo& version : history.versions) {
      ASSIGN_OR_RETURN(const auto study, registry.version(NctNumber::from_value(number), version.number));
      append_to(out, number, " from ", version.first_observed.text(), " to ", version.last_observed.text(), " ",
                study->json, "\n");
    }
    for (const store::Removal& removal : history.removals) {
      append_to(out, number, " removed ", removal.removed.text(), " returned ",
                removal.returned ? removal.returned->text() : "never", "\n");
    }
  }
  return report.versions == 0 ? std::string() : out;
}

// The first lines that differ; empty for none.
std::string first_difference(std::string_view found, std::string_view expected) {
  const auto line = [](std::string_view& text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), first.size() + 1));
    return first.substr(0, 300);
  };
  while (!found.empty() || !expected.empty()) {
    const std::string_view a = line(found);
    const std::string_view b = line(expected);
    if (a != b) {
      return concat("found: ", a, "\nshould be: ", b);
    }
  }
  return {};
}

// Carries a scenario out on one disk, and keeps account of what was acknowledged.
class Run {
 public:
  // What is told when something has been acknowledged, before the run goes on.
  using Acknowledge = std::function<void()>;

  explicit Run(bool keeps_neighbours) : driver_(files_, keeps_neighbours) { EXPECT_OK(files_.make_folders("/home")); }
  os::FaultFileSystem& files() { return files_; }

  Status perform(const Step& step, const Acknowledge& acknowledge) {
    return step.is_backup ? backup(acknowledge) : load(step, acknowledge);
  }

  struct Backup {
    std::string path;
    bool is_acknowledged = false;
  };
  const std::vector<Backup>& backups() const { return backups_; }

  // What was acknowledged beside the studies and is not there.
  std::vector<std::string> missing() {
    std::vector<std::string> out;
    for (const auto& [path, bytes] : rejects_) {
      const auto found = files_.read_file(path, std::size_t{1} << 30);
      if (!found.ok() || !found->starts_with(bytes)) {
        out.push_back(path);
      }
    }
    std::size_t done = 0;
    if (loads_done_ > 0) {
      const auto registry = engine::Registry::open(kData, files_);
      const auto loads = registry.ok() ? (*registry)->loads() : registry.status();
      for (std::size_t i = 0; loads.ok() && i < loads->size(); ++i) {
        done += (*loads)[i].state == "done" ? 1 : 0;
      }
    }
    if (done < loads_done_) {
      out.push_back(concat(loads_done_ - done, " loads"));
    }
    return out;
  }

 private:
  Status load(const Step& step, const Acknowledge& acknowledge) {
    const FixedClock clock(step.now);
    std::uint64_t read = 0;
    engine::LoadOptions options;
    options.complete = step.complete;
    options.observed = step.observed;
    options.threads = 1;
    options.clock = &clock;
    options.on_progress = [&](const engine::LoadProgress& progress) {
      if (progress.counts.read > read) {
        read = progress.counts.read;
        note_rejects();
        acknowledge();
      }
    };
    RETURN_IF_ERROR(
        engine::load_from(kData, std::make_unique<Records>(step.records), "made up", options, files_).status());
    ++loads_done_;
    acknowledge();
    return absl::OkStatus();
  }

  Status backup(const Acknowledge& acknowledge) {
    ASSIGN_OR_RETURN(const auto registry, engine::Registry::open(kData, files_));
    backups_.push_back({concat("/home/backup", backups_.size())});
    RETURN_IF_ERROR(registry->backup(backups_.back().path));
    backups_.back().is_acknowledged = true;
    acknowledge();
    return absl::OkStatus();
  }

  void note_rejects() {
    const std::string folder = engine::DataFolder{kData}.rejects();
    const auto names = files_.list(folder);
    for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
      const std::string path = os::join_path(folder, (*names)[i]);
      rejects_[path] = files_.read_file(path, std::size_t{1} << 30).value_or("");
    }
  }

  os::FaultFileSystem files_;
  FaultDriver driver_;
  std::map<std::string, std::string> rejects_;
  std::size_t loads_done_ = 0;
  std::vector<Backup> backups_;
};

// The undisturbed run: what there is after each acknowledgement, first of all nothing.
struct Reference {
  std::vector<std::string> states = {""};
  std::vector<std::size_t> begins;  // of each step: the state it starts from
  std::uint64_t operations = 0;
};

std::string describe_copy(os::FaultFileSystem& files, int days) {
  const auto copy = files.copy();
  const FaultDriver driver(*copy);
  const auto state = describe(*copy, kData, days);
  EXPECT_OK(state);
  return state.value_or("unreadable");
}

Reference run_undisturbed(const std::vector<Step>& steps) {
  Reference reference;
  Run run(true);
  for (const Step& step : steps) {
    reference.begins.push_back(reference.states.size() - 1);
    EXPECT_OK(run.perform(
        step, [&] { reference.states.push_back(describe_copy(run.files(), static_cast<int>(steps.size()))); }));
  }
  reference.operations = run.files().operations();
  return reference;
}

class PowerLoss {
 public:
  explicit PowerLoss(std::uint64_t seed) : random_(seed), steps_(make_scenario(random_)), run_(seed % 2 == 0) {}

  int cuts() const { return cuts_; }

  void check() {
    reference_ = run_undisturbed(steps_);
    run_.files().power_off_after(random_.below(reference_.operations + 1));
    for (step_ = 0; step_ < steps_.size() && !::testing::Test::HasFailure();) {
      std::size_t told = reference_.begins[step_];
      const Status status = run_.perform(steps_[step_], [&] { reached_ = std::max(reached_, ++told); });
      if (status.ok()) {
        ++step_;
      } else if (run_.files().has_power()) {
        FAIL() << "step " << step_ << ": " << status;
      } else {
        recover();
      }
    }
    if (!run_.files().has_power()) {  // it went with what comes after the last acknowledgement
      recover();
    }
    run_.files().power_off_after(kNever);
    if (!::testing::Test::HasFailure()) {
      look("at the end");
      EXPECT_EQ(reached_, reference_.states.size() - 1);
    }
  }

 private:
  // The power is back, perhaps not for long.
  void recover() {
    ++cuts_;
    run_.files().crash(random_);
    if (random_.chance(0.3)) {
      run_.files().power_off_after(random_.below(30));
      const Status status = describe(run_.files(), kData, 1).status();
      if (!run_.files().has_power()) {
        recover();
        return;
      }
      EXPECT_OK(status);
      run_.files().power_off_after(kNever);
    }
    look(concat("after cut ", cuts_, " in step ", step_));
    if (random_.chance(0.3)) {
      run_.files().power_off_after(run_.files().operations() + random_.below(80));
    }
  }

  void look(const std::string& when) {
    SCOPED_TRACE(when);
    const int days = static_cast<int>(steps_.size());
    const auto found = describe(run_.files(), kData, days);
    ASSERT_OK(found);
    // What was acknowledged last, or what was under way and nobody had been told of.
    const std::size_t end = step_ + 1 < steps_.size() ? reference_.begins[step_ + 1] : reference_.states.size() - 1;
    if (*found != reference_.states[reached_] && reached_ < end) {
      ++reached_;
    }
    EXPECT_EQ(first_difference(*found, reference_.states[reached_]), "");
    EXPECT_THAT(run_.missing(), ::testing::IsEmpty());
    for (const Run::Backup& backup : run_.backups()) {
      const auto kind = run_.files().kind(backup.path);
      ASSERT_OK(kind);
      EXPECT_TRUE(*kind == os::EntryKind::kFolder || !backup.is_acknowledged) << backup.path;
      if (*kind == os::EntryKind::kFolder) {
        const auto copied = describe(run_.files(), backup.path, days);
        ASSERT_OK(copied);
        EXPECT_NE(std::find(reference_.states.begin(), reference_.states.end(), *copied), reference_.states.end())
            << backup.path << " is of no state that there was";
      }
    }
  }

  Random random_;
  const std::vector<Step> steps_;
  Run run_;
  Reference reference_;
  std::size_t step_ = 0;
  std::size_t reached_ = 0;  // of the states: the last that is sure to be there
  int cuts_ = 0;
};

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const auto text = os::environment_variable(name);
  return text ? std::strtoull(text->c_str(), nullptr, 10) : otherwise;
}

TEST(PowerLoss, keeps_all_that_was_acknowledged_wherever_it_strikes) {
  const std::uint64_t first = number_from_environment("TRIALKEEP_SEED", 1);
  const std::uint64_t count = number_from_environment("TRIALKEEP_SEEDS", 300);
  std::uint64_t cuts = 0;
  for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
    SCOPED_TRACE(concat("TRIALKEEP_SEED=", seed));
    PowerLoss one(seed);
    one.check();
    cuts += static_cast<std::uint64_t>(one.cuts());
  }
  EXPECT_TRUE(cuts > count / 2 || count < 10) << cuts << " cuts";
  RecordProperty("cuts", static_cast<int>(cuts));
}

}  // namespace
}  // namespace trialkeep::testing::power_loss_test
