#pragma once
// Records that are large in the store and small in the index, how much memory their answers take, and how one of them
// becomes unreadable.

#include <malloc.h>
#include <string>
#include <string_view>

#include "base/nct.h"
#include "base/random.h"
#include "base/strings.h"
#include "engine/registry.h"
#include "store/sqlite.h"
#include "support/support.h"

namespace trialkeep::api::testing {

inline constexpr std::size_t kMiB = 1u << 20;

inline std::string nct_of(std::size_t i) { return NctNumber::from_value(static_cast<std::uint32_t>(i + 1)).text(); }

// Its size is in a member that is kept and not indexed. The stamp is that of a release.
inline std::string big_record(std::size_t i, std::size_t bytes, std::string_view stamp = "2026-08-14") {
  Random random(i);
  std::string filling;
  while (filling.size() < bytes) {
    append_to(filling, random.next(), " ");
  }
  const std::string text = "* one \\\\> two\\n* three, \\\"four\\\"";
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", nct_of(i), R"(","briefTitle":"Study )", i,
                R"(","filling":")", filling, R"("},"statusModule":{"overallStatus":"COMPLETED"},)",
                R"("descriptionModule":{"briefSummary":")", text,
                R"("},"conditionsModule":{"conditions":["Asthma"]}},)",
                R"("derivedSection":{"miscInfoModule":{"versionHolder":")", stamp, R"("}},"hasResults":false})");
}

inline std::string big_records(std::size_t count, std::size_t bytes, std::string_view stamp = "2026-08-14") {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    append_to(out, big_record(i, bytes, stamp), "\n");
  }
  return out;
}

// Puts bytes that are no record in the place of a study's newest.
inline void damage_record(const engine::DataFolder& folder, NctNumber nct) {
  const auto store = store::Database::open(folder.store(), store::Access::kWrite);
  ASSERT_OK(store);
  const std::string sql =
      concat("UPDATE bodies SET packed = x'0000' WHERE sequence = (SELECT newest FROM studies WHERE ",
             "study = ", nct.value(), ")");
  ASSERT_OK((*store)->execute(sql.c_str()));
  EXPECT_EQ((*store)->integer("SELECT changes()").value(), 1);
}

// What the program holds on its heap.
inline std::size_t heap_bytes() {
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace trialkeep::api::testing
