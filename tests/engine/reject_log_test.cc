// What a load refused: any flipped bit in it is found.

#include "engine/reject_log.h"

#include "base/strings.h"
#include "os/memory_file_system.h"
#include "support/support.h"

namespace trialkeep::engine::reject_log_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Rejects : public ::testing::Test {
 protected:
  void SetUp() override {
    RejectLog log(*files_, "rejects", 3);
    ASSERT_OK(log.add("{\"a\":\n1", "a\tname.json", 0, "it is cut off,\nsay\tfetch it again"));
    ASSERT_OK(log.add("", "other.json", 7, "it is empty"));
    ASSERT_OK(log.sync());
    records_ = *files_->read_file("rejects/load-000003.records", 1000);
    table_ = *files_->read_file("rejects/load-000003.tsv", 1000);
  }

  const std::unique_ptr<os::FileSystem> files_ = os::make_memory_file_system();
  std::string records_;
  std::string table_;
};

TEST_F(Rejects, are_whole_as_they_were_written) {
  EXPECT_THAT(check_rejects(*files_, "rejects", 3, 2, LoadEnd::kWhole), IsEmpty());
  EXPECT_THAT(table_, HasSubstr("a name.json\t0\tit is cut off, say fetch it again\t"));
  EXPECT_THAT(check_rejects(*files_, "rejects", 4, 2, LoadEnd::kWhole), IsEmpty()) << "both files thrown away";
  EXPECT_THAT(check_reject_table("", "offset\tsize\tsource\tsource_offset\treason\nx", 2, LoadEnd::kWhole, "n"),
              IsEmpty())
      << "older";
}

TEST_F(Rejects, with_any_flipped_bit_are_damaged) {
  for (std::string* file : {&records_, &table_}) {
    for (std::size_t bit = 0; bit < file->size() * 8; ++bit) {
      (*file)[bit / 8] = static_cast<char>((*file)[bit / 8] ^ (1 << bit % 8));
      EXPECT_THAT(check_reject_table(records_, table_, 2, LoadEnd::kWhole, "n"), SizeIs(1)) << bit;
      (*file)[bit / 8] = static_cast<char>((*file)[bit / 8] ^ (1 << bit % 8));
    }
  }
}

TEST_F(Rejects, cut_off_anywhere_or_lacking_a_file_are_damaged) {
  for (std::size_t size = 0; size < records_.size(); ++size) {
    EXPECT_THAT(check_reject_table(records_.substr(0, size), table_, 2, LoadEnd::kWhole, "n"),
                ::testing::Not(IsEmpty()))
        << size;
  }
  for (std::size_t size = 0; size < table_.size(); ++size) {
    EXPECT_THAT(check_reject_table(records_, table_.substr(0, size), 2, LoadEnd::kWhole, "n"),
                ::testing::Not(IsEmpty()))
        << size;
  }
  EXPECT_THAT(check_reject_table(records_ + "x", table_, 2, LoadEnd::kWhole, "n"), SizeIs(1));
  ASSERT_OK(files_->remove("rejects/load-000003.tsv"));
  EXPECT_THAT(check_rejects(*files_, "rejects", 3, 2, LoadEnd::kWhole), SizeIs(1));
}

TEST_F(Rejects, of_a_load_that_gave_up_are_whole_as_far_as_they_count) {
  EXPECT_THAT(check_reject_table(records_ + "torn", table_ + "21\t10", 2, LoadEnd::kGivenUp, "n"), IsEmpty());
  EXPECT_THAT(check_reject_table(records_, table_, 1, LoadEnd::kGivenUp, "n"), IsEmpty());
  EXPECT_THAT(check_reject_table(records_ + "torn", table_, 3, LoadEnd::kGivenUp, "n"), SizeIs(1));
  records_[3] = 'x';
  EXPECT_THAT(check_reject_table(records_ + "torn", table_, 2, LoadEnd::kGivenUp, "n"), SizeIs(1));
}

TEST_F(Rejects, of_a_batch_that_was_given_up_are_cut_off) {
  RejectLog log(*files_, "rejects", 5);
  const RejectLog::Place nowhere = log.place();
  ASSERT_OK(log.add("first", "a.json", 0, "it is bad"));
  ASSERT_OK(log.sync());
  const RejectLog::Place first = log.place();
  ASSERT_OK(log.add("second", "a.json", 6, "it is bad too"));
  log.cut_back_to(first);
  EXPECT_EQ(*files_->read_file("rejects/load-000005.records", 1000), "first\n");
  ASSERT_OK(log.add("third", "a.json", 13, "it is bad as well"));
  EXPECT_EQ(*files_->read_file("rejects/load-000005.records", 1000), "first\nthird\n");
  EXPECT_THAT(check_rejects(*files_, "rejects", 5, 2, LoadEnd::kWhole), IsEmpty());
  log.cut_back_to(nowhere);
  EXPECT_EQ(log.path(), "");
  EXPECT_EQ(*files_->kind("rejects/load-000005.records"), os::EntryKind::kNone);
  EXPECT_EQ(*files_->kind("rejects/load-000005.tsv"), os::EntryKind::kNone);
}

}  // namespace
}  // namespace trialkeep::engine::reject_log_test
