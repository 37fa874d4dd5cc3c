#pragma once
// A data folder for tests of the change feed: loads of given days, also such as do not end, and events as texts.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/nct.h"
#include "base/strings.h"
#include "engine/changes.h"
#include "engine/load.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::testing::change_feed {

inline Instant day(int number) { return Instant{1'600'000'000'000 / kDayMs * kDayMs + number * kDayMs}; }

inline std::string record(std::uint32_t number, std::string_view title, std::string_view status = "RECRUITING") {
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", NctNumber::from_value(number).text(),
                R"(","briefTitle":")", title, R"("},"statusModule":{"overallStatus":")", status, R"("}}})", "\n");
}

// "new 1", "removed 2"
inline std::vector<std::string> texts_of(const engine::ChangesPage& page) {
  std::vector<std::string> texts;
  for (const auto& event : page.events) texts.push_back(concat(engine::name_of(event.kind), " ", event.nct.value()));
  return texts;
}

class ChangeFeedFixture : public ::testing::Test {
 protected:
  void load(const std::string& records, int on_day, bool complete = false) {
    write_text_file(folder_ / "input.ndjson", records);
    engine::LoadOptions options;
    options.observed = day(on_day);
    options.complete = complete;
    options.threads = 1;
    ASSERT_OK(engine::load(data(), {folder_ / "input.ndjson"}, options));
  }
  std::string data() const { return folder_ / "data"; }

  TemporaryFolder folder_;
};

// A load of a day without its process.
class LoadUnderWay {
 public:
  LoadUnderWay(const std::string& data, int on_day)
      : writer_(*store::Writer::open(concat(data, "/store.db"))),
        at_(day(on_day)),
        load_(*writer_->begin_load("under way", at_, "0", at_, false)) {}
  void observe(std::uint32_t number, const std::string& body) {
    store::Observation seen;
    seen.study = number;
    seen.at = at_;
    seen.hash = hash128({body});
    seen.body = body;
    ASSERT_OK(writer_->begin_batch());
    ASSERT_OK(writer_->observe(seen, load_));
    ASSERT_OK(writer_->commit_batch());
  }
  // A study is found to be missing where one is given.
  void end(std::optional<std::uint32_t> missing = {}) {
    ASSERT_OK(writer_->begin_batch());
    ASSERT_OK(writer_->mark_absent([&](std::uint32_t study) { return study != missing; }, load_, at_));
    ASSERT_OK(writer_->end_load(load_, {"done", {}, {}, {}, at_, false}));
    ASSERT_OK(writer_->commit_batch());
  }

 private:
  const std::unique_ptr<store::Writer> writer_;
  const Instant at_;
  const store::LoadId load_;
};

}  // namespace trialkeep::testing::change_feed
