// The past of a registry: as of any day against a slow twin, the change feed, values over time, copies, and a store
// that an older program wrote.

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/instant.h"
#include "base/random.h"
#include "base/strings.h"
#include "engine/changes.h"
#include "engine/history.h"
#include "engine/load.h"
#include "engine/registry.h"
#include "engine/track.h"
#include "store/sqlite.h"
#include "store/writer.h"
#include "support/support.h"

namespace trialkeep::testing::past_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Days are counted from a Tuesday long ago.
Instant day(int number) { return Instant{1'600'000'000'000 / kDayMs * kDayMs + number * kDayMs}; }
Instant end_of(int number) { return Instant{day(number).unix_ms + kDayMs - 1}; }

struct Facts {
  int number;
  std::string title;
  std::string status = "RECRUITING";
  std::string outcome = "Survival";
  std::string updated = {};  // its own date of its last update
  int enrollment = 10;
  std::string completed = "2021-05";
};

std::string record(const Facts& facts) {
  return concat(
      "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"",
      NctNumber::from_value(static_cast<std::uint32_t>(facts.number)).text(), "\",\"briefTitle\":\"", facts.title,
      "\"},\"statusModule\":{\"overallStatus\":\"", facts.status,
      "\",\"startDateStruct\":{\"date\":\"2020-09-20\"},\"primaryCompletionDateStruct\":{\"date\":\"", facts.completed,
      "\",\"type\":\"ACTUAL\"},\"lastUpdateSubmitDate\":\"", facts.updated.empty() ? "2020-09-01" : facts.updated,
      "\"},\"designModule\":{\"studyType\":\"INTERVENTIONAL\",\"enrollmentInfo\":{\"count\":", facts.enrollment,
      "}},\"outcomesModule\":{\"primaryOutcomes\":[{\"measure\":\"", facts.outcome, "\"}]}},\"hasResults\":false}\n");
}

class Past : public ::testing::Test {
 protected:
  engine::LoadSummary load(const std::string& bytes, int on_day, bool complete = false) {
    write_text_file(folder_ / "input.json", bytes.empty() ? "[]" : bytes);
    engine::LoadOptions options;
    options.observed = day(on_day);
    options.complete = complete;
    options.threads = 1;
    auto summary = engine::load(data(), {folder_ / "input.json"}, options);
    EXPECT_OK(summary);
    return summary.ok() ? *summary : engine::LoadSummary();
  }
  std::string data() const { return folder_ / "data"; }
  std::unique_ptr<engine::Registry> open() {
    auto registry = engine::Registry::open(data());
    EXPECT_OK(registry);
    return registry.ok() ? *std::move(registry) : nullptr;
  }
  static std::set<std::uint32_t> find(engine::Registry& registry, const std::string& query, engine::Moment moment) {
    engine::SearchRequest request;
    if (!query.empty()) request.parts = {{"term", query}};
    request.size = 100;
    request.moment = moment;
    const auto result = registry.search(request);
    EXPECT_OK(result);
    std::set<std::uint32_t> found;
    for (const auto& hit : result->hits) found.insert(hit.nct.value());
    EXPECT_EQ(result->total, found.size());
    return found;
  }
  TemporaryFolder folder_;
};

// What is known of a study from a load: its title, or that a complete source lacked it.
struct Known {
  int on_day;
  std::optional<std::string> title;
};

TEST_F(Past, as_of_any_day_is_what_had_been_observed_by_then_in_whatever_order_it_came) {
  int removed_somewhere = 0;
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::filesystem::remove_all(data());
    // The registry as it truly was: each study comes at some day, its title changes now and then, it may be gone for a
    // while.
    constexpr int kDays = 14;
    constexpr int kStudies = 5;
    std::map<std::pair<int, int>, std::optional<std::string>> truth;
    for (int study = 1; study <= kStudies; ++study) {
      int version = 0;
      const int begins = static_cast<int>(random.below(5));
      const int gone = static_cast<int>(random.below(kDays));
      const int back = gone + static_cast<int>(random.below(5));
      for (int on = 0; on < kDays; ++on) {
        version += random.chance(0.3) ? 1 : 0;
        if (on >= begins && !(on >= gone && on < back)) truth[{study, on}] = concat("word", version);
      }
    }
    std::map<int, std::vector<Known>> known;
    std::vector<int> order(kDays);
    for (int i = 0; i < kDays; ++i) order[static_cast<std::size_t>(i)] = i;
    for (std::size_t i = order.size(); i > 1; --i) {
      if (random.chance(0.4)) std::swap(order[i - 1], order[random.below(i)]);
    }
    int latest = -1;
    for (const int on : order) {
      const bool complete = on > latest && random.chance(0.5);
      std::string input;
      for (int study = 1; study <= kStudies; ++study) {
        const auto title = truth.find({study, on}) == truth.end() ? std::nullopt : truth[{study, on}];
        if (title && (complete || random.chance(0.6))) {
          input += record({study, *title});
          known[study].push_back({on, title});
        } else if (complete) {
          known[study].push_back({on, std::nullopt});
        }
      }
      latest = std::max(latest, on);
      load(input, on, complete);
    }
    const auto registry = open();
    EXPECT_THAT(registry->verify(nullptr)->faults, IsEmpty());
    for (int on = 0; on <= kDays; ++on) {
      SCOPED_TRACE(concat("day ", on));
      std::map<std::string, std::set<std::uint32_t>> expected;
      std::set<std::uint32_t> all;
      std::set<std::uint32_t> gone;
      for (auto& [study, seen] : known) {
        std::sort(seen.begin(), seen.end(), [](const Known& a, const Known& b) { return a.on_day < b.on_day; });
        std::optional<std::string> title;
        bool was_seen = false;
        bool is_there = false;
        for (const Known& one : seen) {
          if (one.on_day > on) break;
          was_seen = was_seen || one.title.has_value();
          is_there = one.title.has_value();
          if (one.title) title = one.title;
        }
        const auto number = static_cast<std::uint32_t>(study);
        if (is_there) {
          expected[*title].insert(number);
          all.insert(number);
        } else if (was_seen) {
          gone.insert(number);
          ++removed_somewhere;
        }
      }
      EXPECT_EQ(find(*registry, "", {end_of(on), false}), all);
      for (int word = 0; word < 8; ++word) {
        const std::string title = concat("word", word);
        EXPECT_EQ(find(*registry, title, {end_of(on), false}), expected[title]);
      }
      for (const std::uint32_t number : gone) {
        const auto study = *registry->study(NctNumber::from_value(number), {end_of(on), true});
        ASSERT_TRUE(study.has_value());
        EXPECT_TRUE(study->removed.has_value());
      }
      if (on == kDays) {
        EXPECT_EQ(find(*registry, "", {}), all) << "as of the last day is now";
        std::set<std::uint32_t> both = all;
        both.insert(gone.begin(), gone.end());
        EXPECT_EQ(find(*registry, "", {std::nullopt, true}), both);
      }
    }
  }
  EXPECT_GT(removed_somewhere, 30);
}

TEST_F(Past, complete_loads_are_refused_out_of_order_and_mark_nothing_when_not_whole) {
  load(record({1, "one"}) + record({2, "two"}), 5, true);
  write_text_file(folder_ / "older.json", record({1, "one"}));
  engine::LoadOptions options;
  options.observed = day(3);
  options.complete = true;
  const auto late = engine::load(data(), {folder_ / "older.json"}, options);
  EXPECT_EQ(late.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(late.status().message()), HasSubstr("without --complete"));
  const auto broken = load(record({1, "one"}) + "{\"broken\":1}\n", 6, true);
  EXPECT_EQ(broken.counts.refused, 1u);
  EXPECT_EQ(broken.counts.removed, 0u);
  EXPECT_THAT(broken.nothing_marked_because, HasSubstr("not the whole of a complete source"));
  EXPECT_EQ(load(record({1, "one"}), 7, true).counts.removed, 1u);
  EXPECT_EQ(load(record({2, "two"}), 8).counts.returned, 1u);
}

TEST_F(Past, a_page_of_a_list_is_no_complete_source_unless_the_user_insists) {
  load(record({1, "one"}) + record({2, "two"}) + record({3, "three"}), 1, true);
  const auto page = [](std::string_view head, const std::string& records, std::string_view tail) {
    return concat("{", head, "\"studies\":[", records, "]", tail, "}");
  };
  const auto by_total = load(page("\"totalCount\":3,", record({1, "one"}), ""), 2, true);
  EXPECT_EQ(by_total.counts.removed, 0u);
  EXPECT_THAT(by_total.nothing_marked_because, HasSubstr("there are 3 studies (totalCount), and 1 record was read"));
  const auto by_token = load(page("", record({1, "one"}), ",\"nextPageToken\":\"abc\""), 3, true);
  EXPECT_EQ(by_token.counts.removed, 0u);
  EXPECT_THAT(by_token.nothing_marked_because, HasSubstr("another page follows (nextPageToken)"));
  EXPECT_FALSE(open()->loads()->back().is_complete);

  const std::string all_pages =
      page("\"totalCount\":2,", record({1, "one"}), ",\"nextPageToken\":\"abc\"") + page("", record({2, "two"}), "");
  EXPECT_EQ(load(all_pages, 4, true).counts.removed, 1u) << "together they are the whole";
  engine::LoadOptions forced;
  forced.observed = day(5);
  forced.complete = true;
  forced.force_complete = true;
  write_text_file(folder_ / "input.json", page("\"totalCount\":3,", record({1, "one"}), ""));
  EXPECT_EQ(engine::load(data(), {folder_ / "input.json"}, forced)->counts.removed, 1u);
}

TEST_F(Past, a_complete_load_does_not_remove_more_than_a_fifth_unless_the_user_insists) {
  const auto studies = [](int count) {
    std::string records;
    for (int number = 1; number <= count; ++number) records += record({number, "study"});
    return records;
  };
  load(studies(510), 1, true);
  const auto refused = load(studies(300), 2, true);
  EXPECT_EQ(refused.counts.removed, 0u);
  EXPECT_THAT(refused.nothing_marked_because, HasSubstr("lacks 210 of the 510 studies"));
  EXPECT_THAT(refused.nothing_marked_because, HasSubstr("--force-complete"));
  EXPECT_EQ(load(studies(408), 3, true).counts.removed, 102u) << "a fifth and no more";
  EXPECT_EQ(load(studies(308), 4, true).counts.removed, 100u) << "more than a fifth, no more than a hundred";
}

TEST_F(Past, removals_that_a_dying_load_did_not_announce_show_in_a_running_registry) {
  load(record({1, "one"}) + record({2, "two"}), 1, true);
  const auto registry = open();
  ASSERT_EQ(find(*registry, "", {}), (std::set<std::uint32_t>{1, 2}));
  const std::uint64_t generation = registry->generation();
  {
    const auto writer = *store::Writer::open(data() + "/store.db");
    ASSERT_OK(writer->begin_batch());
    const auto id = *writer->begin_load("dies", day(2), "0", day(2), true);
    ASSERT_EQ(*writer->mark_absent([](store::StudyNumber study) { return study == 1; }, id, day(2)), 1u);
    ASSERT_OK(writer->commit_batch());
  }
  ASSERT_OK(registry->refresh());
  EXPECT_EQ(find(*registry, "", {}), (std::set<std::uint32_t>{1}));
  EXPECT_GT(registry->generation(), generation) << "or a page token would go on over other studies";
  const std::uint64_t after = registry->generation();
  ASSERT_OK(registry->refresh());
  EXPECT_EQ(registry->generation(), after);
}

// A study that carries obsolete numbers.
std::string carrier(int number, const std::string& obsolete) {
  std::string text = record({number, "carrier"});
  return text.replace(text.find(",\"briefTitle\""), 0, concat(",\"nctIdAliases\":[", obsolete, "]"));
}

TEST_F(Past, an_obsolete_number_leads_on_though_it_has_a_record_of_its_own_unless_that_is_newer) {
  const auto successor = [&](std::uint32_t number) {
    const auto found = *open()->successor(NctNumber::from_value(number));
    return found ? found->value() : 0;
  };
  load(record({1, "one"}) + record({2, "two"}), 1);
  load(carrier(2, "\"NCT00000001\",\"NCT00000002\""), 2);
  EXPECT_EQ(successor(1), 2u);
  EXPECT_EQ(successor(2), 0u) << "its own number among the obsolete ones leads nowhere";
  load(carrier(3, "\"NCT00000002\""), 3);
  EXPECT_EQ(successor(1), 3u) << "by way of the second";
  load(record({1, "one", "COMPLETED", "Survival", "2020-10-01"}), 4);
  EXPECT_EQ(successor(1), 0u) << "seen later, and newer by its own dates";
  load(carrier(2, "\"NCT00000001\"") + carrier(3, "\"NCT00000002\""), 5, true);
  EXPECT_EQ(successor(1), 3u) << "removed";
  load(carrier(1, "\"NCT00000003\"") + carrier(2, "\"NCT00000001\"") + carrier(3, "\"NCT00000002\""), 6);
  for (const std::uint32_t number : {1u, 2u, 3u}) EXPECT_EQ(successor(number), 0u) << "a ring leads nowhere";
}

TEST_F(Past, an_old_export_that_nobody_dated_does_not_become_the_newest_version) {
  load(record({1, "new", "RECRUITING", "Survival", "2020-09-10"}) + record({2, "two"}), 5);
  // NCT 3 is dated before its own update: there is no place before it.
  load(record({3, "odd", "RECRUITING", "Survival", "2020-08-02"}), -60);
  write_text_file(folder_ / "old.json", record({1, "old", "RECRUITING", "Survival", "2020-09-03"}) +
                                            record({2, "later", "RECRUITING", "Survival", "2020-09-02"}) +
                                            record({3, "older", "RECRUITING", "Survival", "2020-08-01"}));
  engine::LoadOptions undated;
  undated.threads = 1;
  const auto old = *engine::load(data(), {folder_ / "old.json"}, undated);
  EXPECT_EQ(old.counts.changed, 3u);
  EXPECT_EQ(old.older, 2u);
  EXPECT_EQ(old.older_but_newest, 1u);
  EXPECT_THAT(old.notes, ::testing::Contains(
                             ::testing::AllOf(HasSubstr("2 of the records are older"), HasSubstr("--observed DATE"))));
  const auto registry = open();
  EXPECT_THAT(registry->study(NctNumber::from_value(1)).value()->json, HasSubstr("\"new\""));
  EXPECT_THAT(registry->study(NctNumber::from_value(2)).value()->json, HasSubstr("\"later\""));
  EXPECT_THAT(registry->study(NctNumber::from_value(3)).value()->json, HasSubstr("\"older\""));
  const auto versions = registry->history(NctNumber::from_value(1))->versions;
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].first_observed.date_text(), "2020-09-03");
  EXPECT_EQ(engine::load(data(), {folder_ / "old.json"}, undated)->counts.unchanged, 3u) << "the same again";
  // The user's word overrules what the record says of itself.
  EXPECT_EQ(load(record({1, "old", "RECRUITING", "Survival", "2020-09-03"}), 9).older, 0u);
  EXPECT_THAT(open()->study(NctNumber::from_value(1)).value()->json, HasSubstr("\"old\""));
  EXPECT_THAT(open()->verify(nullptr)->faults, IsEmpty());
}

TEST_F(Past, the_change_feed_can_be_read_in_any_pieces_and_goes_on_after_late_arrivals) {
  load(record({1, "one"}) + record({2, "two"}) + record({3, "three"}), 1, true);
  load(record({1, "one", "COMPLETED"}) + record({2, "two"}), 2, true);
  load(record({1, "one", "COMPLETED"}) + record({2, "two", "RECRUITING", "Survival", "", 20}) + record({3, "three"}),
       3);
  const auto registry = open();
  const auto all = *engine::changes(*registry, {});
  std::vector<std::string> texts;
  for (const auto& event : all.events) texts.push_back(concat(engine::name_of(event.kind), " ", event.nct.value()));
  EXPECT_THAT(texts, ElementsAre("new 1", "new 2", "new 3", "changed 1", "removed 3", "changed 2", "returned 3"));
  EXPECT_FALSE(all.has_more);

  std::vector<std::string> in_pieces;
  engine::ChangesRequest one_by_one;
  one_by_one.size = 1;
  for (bool more = true; more;) {
    const auto page = *engine::changes(*registry, one_by_one);
    for (const auto& event : page.events)
      in_pieces.push_back(concat(engine::name_of(event.kind), " ", event.nct.value()));
    EXPECT_EQ(engine::FeedPosition::parse(page.next.text()), page.next);
    one_by_one.after = page.next;
    more = page.has_more;
  }
  EXPECT_EQ(in_pieces, texts);

  engine::ChangesRequest of_status;
  of_status.pieces = {model::piece::OverallStatus};
  const auto statuses = *engine::changes(*registry, of_status);
  ASSERT_EQ(statuses.events.size(), 1u);
  ASSERT_EQ(statuses.events[0].difference.size(), 1u);
  EXPECT_EQ(statuses.events[0].difference[0].older.text, "RECRUITING");
  EXPECT_EQ(statuses.events[0].difference[0].newer.text, "COMPLETED");
  engine::ChangesRequest since;
  since.since = day(3);
  since.parts = {{"term", "three"}};
  EXPECT_EQ(engine::changes(*registry, since)->events.size(), 1u);

  engine::ChangesRequest later;
  later.after = all.next;
  EXPECT_THAT(engine::changes(*registry, later)->events, IsEmpty());
  load(record({1, "zero", "NOT_YET_RECRUITING"}), 0);
  const auto reopened = open();
  const auto news = *engine::changes(*reopened, later);
  ASSERT_EQ(news.events.size(), 1u) << "what came late is news too";
  EXPECT_EQ(news.events[0].kind, engine::EventKind::kNew);
  EXPECT_FALSE(engine::FeedPosition::parse("1.2"));
  EXPECT_FALSE(engine::FeedPosition::parse("1.9.3"));
  EXPECT_FALSE(engine::FeedPosition::parse("1.2.3x"));
}

TEST_F(Past, values_are_tracked_over_time_and_the_two_questions_answered) {
  load(record({1, "one", "RECRUITING", "Survival", "2020-09-01", 10}), 1);
  load(record({1, "one", "RECRUITING", "Survival", "2020-10-01", 10}), 20);
  load(record({1, "one", "COMPLETED", "Tumour size", "2020-11-01", 25}), 40);
  const auto registry = open();
  std::vector<std::string> rows;
  const auto keep = [&](const engine::Row& row) {
    std::string line;
    for (const std::string& cell : row) append_to(line, line.empty() ? "" : ";", cell);
    rows.push_back(line);
    return absl::OkStatus();
  };
  ASSERT_OK(engine::track_piece(*registry, {}, model::piece::EnrollmentCount, keep));
  ASSERT_EQ(rows.size(), 2u) << "the second version says the same";
  EXPECT_THAT(rows[0], HasSubstr(";2020-09-01;10"));
  EXPECT_THAT(rows[1], HasSubstr("NCT00000001;2;"));
  rows.clear();
  ASSERT_OK(engine::outcomes_changed(*registry, {}, keep));
  ASSERT_FALSE(rows.empty());
  EXPECT_THAT(rows[0], HasSubstr("NCT00000001;2020-09-20;0;2020-09-01;true;2;2020-11-01"));
  EXPECT_THAT(rows, ::testing::Contains(HasSubstr("Tumour size")));
  rows.clear();
  ASSERT_OK(engine::results_due(*registry, {}, *parse_instant("2022-06-10"), keep));
  EXPECT_THAT(rows, ElementsAre(HasSubstr("COMPLETED;2021-05;ACTUAL;2022-05-31;10;")));
  rows.clear();
  ASSERT_OK(engine::results_due(*registry, {}, *parse_instant("2022-05-30"), keep));
  EXPECT_THAT(rows, IsEmpty());
  const auto complaint = engine::track_piece(*registry, {{{"term", "(("}}, std::nullopt}, 0, keep);
  ASSERT_OK(complaint);
  EXPECT_FALSE(complaint->complaints.empty());
}

TEST_F(Past, results_are_never_due_after_the_last_year_of_the_calendar) {
  std::string records;
  int number = 0;
  for (const char* completed : {"9999", "9999-12", "9999-12-31", "2021-05"}) {
    Facts facts = {++number, "one"};
    facts.completed = completed;
    records += record(facts);
  }
  load(records, 1);
  std::vector<std::string> due;
  const auto keep = [&](const engine::Row& row) {
    due.push_back(row.front());
    return absl::OkStatus();
  };
  ASSERT_OK(engine::results_due(*open(), {}, *parse_instant("2022-06-10"), keep));
  EXPECT_THAT(due, ElementsAre("NCT00000004"));
}

TEST_F(Past, versions_are_numbered_as_the_registry_would) {
  const auto info = [](const char* own_date, std::optional<std::uint32_t> registry_number = std::nullopt) {
    store::VersionInfo one;
    one.own_date = own_date;
    one.registry_number = registry_number;
    return one;
  };
  const auto numbers = [](const std::vector<store::VersionInfo>& versions) {
    std::vector<std::string> found;
    for (const auto& one : engine::registry_numbering(versions)) found.push_back(concat(one.index, "=", one.number));
    return found;
  };
  EXPECT_THAT(numbers({info("2020-01-01"), info("2020-01-01"), info("2020-02-01")}), ElementsAre("1=0", "2=1"));
  EXPECT_THAT(numbers({info(""), info("")}), ElementsAre("0=0", "1=1"));
  EXPECT_THAT(numbers({info("2020-01-01", 4), info("2020-02-01", 5), info("2020-02-01"), info("2020-03-01")}),
              ElementsAre("0=4", "1=5", "3=6"));
  EXPECT_THAT(numbers({info("2019-12-01"), info("2020-01-01", 0), info("2020-02-01", 1)}), ElementsAre("1=0", "2=1"));
}

TEST_F(Past, a_copy_without_a_name_is_refused_before_anything_is_copied) {
  load(record({1, "one"}), 1);
  const auto registry = open();
  for (const char* named : {"", "/", "//"}) {
    const Status status = registry->backup(named);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << named << status;
    EXPECT_FALSE(std::filesystem::exists(".unfinished")) << named;
  }
}

TEST_F(Past, a_copy_is_a_data_folder_of_its_own) {
  load(record({1, "one"}) + "{}\n", 1);
  const auto registry = open();
  const std::string copy = folder_ / "copy";
  ASSERT_OK(registry->backup(copy));
  EXPECT_EQ(registry->backup(copy).code(), absl::StatusCode::kAlreadyExists);
  load(record({1, "changed"}), 2);
  auto copied = engine::Registry::open(copy);
  ASSERT_OK(copied);
  EXPECT_THAT((*copied)->verify(nullptr)->faults, IsEmpty());
  EXPECT_EQ(find(**copied, "one", {}), std::set<std::uint32_t>{1});
  EXPECT_FALSE(std::filesystem::is_empty(copy + "/rejects"));
}

// The tables of format 1, as trialkeep wrote them.
constexpr char kFormat1[] =
    "PRAGMA application_id=1414219088; PRAGMA journal_mode=WAL;"
    "CREATE TABLE loads (id INTEGER PRIMARY KEY, source TEXT NOT NULL, started_ms INTEGER NOT NULL, finished_ms "
    "INTEGER,"
    " state TEXT NOT NULL, program_version TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0, fresh INTEGER NOT NULL"
    " DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL"
    " DEFAULT 0, size_bytes INTEGER NOT NULL DEFAULT 0, fingerprint BLOB) STRICT;"
    "CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE versions (sequence INTEGER PRIMARY KEY, study INTEGER NOT NULL, number INTEGER NOT NULL,"
    " first_observed_ms INTEGER NOT NULL, last_observed_ms INTEGER NOT NULL, first_load INTEGER NOT NULL REFERENCES"
    " loads(id), last_load INTEGER NOT NULL REFERENCES loads(id), hash BLOB NOT NULL, stamp TEXT NOT NULL, size_bytes"
    " INTEGER NOT NULL, UNIQUE (study, number)) STRICT;"
    "CREATE TABLE bodies (sequence INTEGER PRIMARY KEY REFERENCES versions(sequence), dictionary INTEGER NOT NULL"
    " REFERENCES dictionaries(id), packed BLOB NOT NULL) STRICT;"
    "CREATE TABLE studies (study INTEGER PRIMARY KEY, newest INTEGER NOT NULL REFERENCES versions(sequence)) STRICT;"
    "PRAGMA user_version=1;";

TEST_F(Past, a_store_of_the_first_format_is_brought_up_to_date) {
  load(record({1, "one"}) + record({2, "two"}), 1);
  load(record({2, "two again"}), 2);
  // The same content in the old tables.
  std::filesystem::create_directories(folder_ / "old");
  const std::string path = folder_ / "old" + "/store.db";
  {
    auto database = *store::Database::open(path, store::Access::kCreate);
    ASSERT_OK(database->execute(kFormat1));
    ASSERT_OK(database->execute(concat("ATTACH '", data(), "/store.db' AS new").c_str()));
    ASSERT_OK(database->execute(
        "INSERT INTO loads SELECT id, source, started_ms, finished_ms, state, program_version, read, fresh, changed,"
        " unchanged, refused, size_bytes, fingerprint FROM new.loads;"
        "INSERT INTO dictionaries SELECT id, bytes FROM new.dictionaries;"
        "INSERT INTO versions SELECT sequence, study, sequence, first_observed_ms, last_observed_ms, first_load,"
        " last_load, hash, stamp, size_bytes FROM new.versions;"
        "INSERT INTO bodies SELECT sequence, dictionary, packed FROM new.bodies WHERE base IS NULL;"
        "DELETE FROM versions WHERE sequence NOT IN (SELECT sequence FROM bodies);"
        "INSERT INTO studies SELECT study, newest FROM new.studies"));
  }
  auto upgraded = engine::Registry::open(folder_ / "old");
  ASSERT_OK(upgraded);
  EXPECT_THAT((*upgraded)->verify(nullptr)->faults, IsEmpty());
  EXPECT_EQ(find(**upgraded, "again", {}), std::set<std::uint32_t>{2});
  EXPECT_EQ((*upgraded)->loads()->size(), 2u);
}

}  // namespace
}  // namespace trialkeep::testing::past_test
