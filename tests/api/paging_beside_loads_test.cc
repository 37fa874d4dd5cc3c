// Pages by every order there is, while loads run beside them: each study once, none twice. TRIALKEEP_SEEDS says how
// many of the orders, of 300 parts: under sanitizers a few show how pages and loads meet, and all of them only take
// longer.

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <regex>
#include <set>
#include <thread>

#include "api/loaded_registry.h"
#include "engine/search_words.h"
#include "model/catalogue.h"

namespace trialkeep::api {
namespace {

using testing::LoadedRegistry;
using testing::next_page_token;

constexpr std::uint32_t kMadeUpFrom = 90'000'000;  // far above the numbers of real studies
constexpr std::uint32_t kMadeUp = 300;

// Many have equal dates and counts, and some have none.
std::string made_up_record(std::uint32_t number, int round) {
  const std::string nct = NctNumber::from_value(kMadeUpFrom + number).text();
  const std::string date = concat("2019-0", 1 + (number + static_cast<std::uint32_t>(round)) % 9, "-15");
  return concat(R"({"protocolSection":{"identificationModule":{"nctId":")", nct, R"(","briefTitle":"Round )", round,
                R"("},"statusModule":{"overallStatus":"COMPLETED")",
                number % 3 == 0 ? std::string()
                                : concat(R"(,"startDateStruct":{"date":")", date,
                                         R"("},"lastUpdatePostDateStruct":{"date":")", date, R"("})"),
                R"(},"conditionsModule":{"conditions":["Gout"]},"designModule":{"studyType":"INTERVENTIONAL")",
                number % 4 == 0 ? std::string()
                                : concat(R"(,"enrollmentInfo":{"count":)",
                                         (number * 7 + static_cast<std::uint32_t>(round)) % 50, "}"),
                R"(}},"hasResults":false})", "\n");
}

// Loads on a thread of its own, each time that it is asked to, and changes what pages are sorted by.
class Loader {
 public:
  // `changing` are records whose dates and counts are changed too.
  Loader(LoadedRegistry& registry, std::vector<std::string> changing)
      : registry_(registry), changing_(std::move(changing)), thread_([this] { run(); }) {}
  ~Loader() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  // One more load; those that have not begun yet become one.
  void ask() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    wake_.notify_all();
  }
  // Until all that was asked for is there to be searched.
  void wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return loaded_ == asked_; });
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return ended_ || loaded_ < asked_; });
      if (ended_) {
        return;
      }
      const int round = asked_;
      lock.unlock();
      registry_.load(records_of(round));
      CHECK(registry_.registry().refresh().ok());
      lock.lock();
      loaded_ = round;
      wake_.notify_all();
    }
  }

  std::string records_of(int round) const {
    std::string out;
    for (std::uint32_t i = 0; i < 20; ++i) {
      out += made_up_record((static_cast<std::uint32_t>(round) * 13 + i * 7) % kMadeUp, round);
    }
    out += made_up_record(kMadeUp + static_cast<std::uint32_t>(round), round);  // a new one
    static const std::regex kDay(R"re("date":"20\d\d-(\d\d)-\d\d")re");
    static const std::regex kCount(R"re("count":\d+)re");
    for (std::size_t i = 0; i < std::min<std::size_t>(5, changing_.size()); ++i) {
      const std::string& record = changing_[(static_cast<std::size_t>(round) * 31 + i) % changing_.size()];
      const std::string moved = std::regex_replace(record, kDay, concat("\"date\":\"2021-$1-1", round % 10, "\""));
      out += std::regex_replace(moved, kCount, concat("\"count\":", round)) + "\n";
    }
    return out;
  }

  LoadedRegistry& registry_;
  const std::vector<std::string> changing_;
  std::mutex mutex_;
  std::condition_variable wake_;
  int asked_ = 0;  // guarded by mutex_, as are the next two
  int loaded_ = 0;
  bool ended_ = false;
  std::thread thread_;
};

// Every field that can be sorted by, and the orders that are not of a field.
enum class Directions { kBoth, kAlternating };
std::vector<std::string> all_orders(Directions directions) {
  std::vector<std::string> orders = {"", "sort=@relevance", "query.term=gout+OR+study&sort=@relevance:asc"};
  for (const model::Field& field : model::fields()) {
    if (engine::parse_sort_key(field.piece).ok()) {
      const bool is_even = orders.size() % 2 == 0;
      if (directions == Directions::kBoth || is_even) {
        orders.push_back(concat("sort=", field.piece, ":asc"));
      }
      if (directions == Directions::kBoth || !is_even) {
        orders.push_back(concat("sort=", field.piece, ":desc,@relevance"));
      }
    }
  }
  return orders;
}

std::uint64_t total_of(std::string_view body) {
  constexpr std::string_view kStart = "{\"totalCount\":";
  return body.starts_with(kStart) ? std::strtoull(body.data() + kStart.size(), nullptr, 10) : 0;
}

std::vector<std::string> numbers_of(const std::string& body) {
  static const std::regex kNumber("NCT[0-9]{8}");
  return {std::sregex_token_iterator(body.begin(), body.end(), kNumber), std::sregex_token_iterator()};
}

// Of one order, with a load that ends between the first page and the second, and one beside the pages after it.
void check_order(LoadedRegistry& registry, Loader& loader, const std::string& order, std::size_t page_size,
                 const std::set<std::string>& always_there) {
  SCOPED_TRACE(order);
  std::set<std::string> met;
  std::uint64_t total = 0;
  std::string token;
  std::size_t page = 0;
  do {
    const http::Response response = registry.get(
        concat("/api/v2/studies?fields=NCTId&countTotal=true&pageSize=", page_size, "&", order, "&pageToken=", token));
    ASSERT_EQ(response.status, 200) << response.body;
    total = page == 0 ? total_of(response.body) : total;
    token = next_page_token(response.body);
    for (std::string& number : numbers_of(response.body.substr(0, response.body.rfind(']')))) {
      EXPECT_TRUE(met.insert(number).second) << number << " is met twice";
    }
    if (page < 2) {
      loader.ask();
    }
    if (page == 0) {
      loader.wait();
    }
    ++page;
  } while (!token.empty());
  EXPECT_GE(page, 3u);
  EXPECT_EQ(met.size(), total);
  if (!order.starts_with("query")) {
    EXPECT_TRUE(std::includes(met.begin(), met.end(), always_there.begin(), always_there.end()));
  }
  loader.wait();
}

void check_all_orders(const std::string& records, std::vector<std::string> changing, std::size_t page_size,
                      Directions directions) {
  std::set<std::string> always_there;
  for (const std::string& line : ::trialkeep::testing::lines_of(records)) {
    constexpr std::string_view kStart = "\"nctId\":\"";
    always_there.insert(line.substr(line.find(kStart) + kStart.size(), 11));
  }
  LoadedRegistry registry(records);
  Loader loader(registry, std::move(changing));
  const std::vector<std::string> orders = all_orders(directions);
  ASSERT_GT(orders.size(), 30u);
  const auto checked = static_cast<std::size_t>(::trialkeep::testing::share_of(static_cast<int>(orders.size())));
  for (std::size_t i = 0; i < checked; ++i) {  // spread over all of them
    check_order(registry, loader, orders[i * orders.size() / checked], page_size, always_there);
  }
}

TEST(PagingBesideLoads, MadeUpStudiesAreMetOnceByEveryOrder) {
  std::string records;
  for (std::uint32_t i = 0; i < kMadeUp; ++i) {
    records += made_up_record(i, 0);
  }
  check_all_orders(records, {}, 100, Directions::kBoth);
}

TEST(PagingBesideLoads, RealStudiesAreMetOnceByEveryOrder) {
  SHARED_OR_SKIP(path, "data/studies/v2.ndjson.zst");
  const std::string real = ::trialkeep::testing::read_zst_file(path);
  std::string records = real;
  for (std::uint32_t i = 0; i < kMadeUp; ++i) {
    records += made_up_record(i, 0);
  }
  check_all_orders(records, ::trialkeep::testing::lines_of(real), 700, Directions::kAlternating);
}

}  // namespace
}  // namespace trialkeep::api
