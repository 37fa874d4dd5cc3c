#pragma once
// A store in a folder of its own, with a load under way.

#include <memory>
#include <string>

#include "store/store.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::store {

inline Instant day(int number) { return Instant{number * 86'400'000LL}; }

class StoreFixture : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Writer::open(path());
    ASSERT_OK(opened);
    writer_ = *std::move(opened);
    dictionary_ = *writer_->add_dictionary(kDictionary, 0);
    load_ = *writer_->begin_load("a folder", day(1), "0.1");
  }
  std::string path() const { return folder_ / "store.db"; }

  StatusOr<Observed> see(StudyNumber study, std::string_view body, Instant at, std::string_view stamp = "s1") {
    Observation seen;
    seen.study = study;
    seen.at = at;
    seen.hash = hash128({body});
    seen.stamp = stamp;
    seen.own_date = "2026-01-01";
    seen.body = body;
    return writer_->observe(seen, load_);
  }
  Observed add(StudyNumber study, std::string_view body, Instant at) {
    EXPECT_OK(writer_->begin_batch());
    const auto observed = see(study, body, at);
    EXPECT_OK(observed);
    EXPECT_OK(writer_->commit_batch());
    return observed.ok() ? *observed : Observed();
  }
  std::unique_ptr<Reader> reader() {
    auto opened = Reader::open(path());
    EXPECT_OK(opened);
    return *std::move(opened);
  }

  static constexpr std::string_view kDictionary = "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT";
  testing::TemporaryFolder folder_;
  std::unique_ptr<Writer> writer_;
  std::int64_t dictionary_ = 0;
  LoadId load_ = 0;
};

}  // namespace trialkeep::store
