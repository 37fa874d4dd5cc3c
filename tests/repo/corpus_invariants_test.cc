// What holds for every real record (spec/API.md section 7) holds for the made-up ones, before and after updates.

#include <set>

#include "repo/corpus_support.h"

namespace trialkeep::corpus {
namespace {

class CorpusInvariantsTest : public CorpusTest {};

int age_days(const std::string& text, int otherwise) {
  if (text.empty()) {
    return otherwise;
  }
  const int count = std::stoi(text);
  const std::string unit = text.substr(text.find(' ') + 1);
  return unit[0] == 'Y' ? count * 365 : unit[0] == 'M' ? count * 30 : unit[0] == 'W' ? count * 7 : count;
}

TEST_F(CorpusInvariantsTest, AgeGroupsFollowTheAgeLimits) {
  for_each([](element root) {
    const int low = age_days(text_of(root, "/protocolSection/eligibilityModule/minimumAge"), 0);
    const int high = age_days(text_of(root, "/protocolSection/eligibilityModule/maximumAge"), INT32_MAX);
    EXPECT_LT(low, high);
    std::string expected;
    expected += low < 18 * 365 ? "CHILD " : "";
    expected += low < 65 * 365 && high >= 18 * 365 ? "ADULT " : "";
    expected += high >= 65 * 365 ? "OLDER_ADULT " : "";
    std::string found;
    for (element group : list_of(root, "/protocolSection/eligibilityModule/stdAges")) {
      found += std::string(std::string_view(group)) + " ";
    }
    EXPECT_EQ(found, expected);
  });
}

void check_status(element root) {
  const std::string status = text_of(root, "/protocolSection/statusModule/overallStatus");
  const std::string last_known = text_of(root, "/protocolSection/statusModule/lastKnownStatus");
  EXPECT_EQ(!last_known.empty(), status == "UNKNOWN");
  const bool results = bool(root["hasResults"]);
  EXPECT_EQ(has(root, "/resultsSection"), results);
  EXPECT_EQ(has(root, "/protocolSection/statusModule/resultsFirstSubmitDate"), results);
  EXPECT_EQ(text_of(root, "/protocolSection/designModule/studyType") == "INTERVENTIONAL",
            has(root, "/protocolSection/designModule/phases"));
  if (has(root, "/protocolSection/statusModule/whyStopped")) {
    EXPECT_TRUE(status == "TERMINATED" || status == "WITHDRAWN" || status == "SUSPENDED");
  }
  for (element site : list_of(root, "/protocolSection/contactsLocationsModule/locations")) {
    EXPECT_EQ(has(site, "/status"), status == "RECRUITING" || last_known == "RECRUITING");
  }
}

void check_dates(element root) {
  const auto date = [&](const char* name) {
    return text_of(root, std::string("/protocolSection/statusModule/") + name);
  };
  const auto in_order = [&](std::vector<std::string> dates) {
    std::erase(dates, "");
    for (std::size_t i = 1; i < dates.size(); ++i) {
      // A month is in order with every day of it.
      const std::size_t length = std::min(dates[i - 1].size(), dates[i].size());
      EXPECT_LE(dates[i - 1].substr(0, length), dates[i].substr(0, length));
    }
  };
  const std::string today = text_of(root, "/derivedSection/miscInfoModule/versionHolder");
  in_order({date("startDateStruct/date"), date("primaryCompletionDateStruct/date"), date("completionDateStruct/date")});
  in_order({date("studyFirstSubmitDate"), date("studyFirstSubmitQcDate"), date("studyFirstPostDateStruct/date"),
            date("resultsFirstSubmitDate"), date("resultsFirstSubmitQcDate"), date("resultsFirstPostDateStruct/date"),
            date("lastUpdatePostDateStruct/date"), today});
  in_order({date("studyFirstSubmitDate"), date("lastUpdateSubmitDate"), date("lastUpdatePostDateStruct/date")});
  in_order({date("dispFirstSubmitDate"), date("dispFirstSubmitQcDate"), date("dispFirstPostDateStruct/date"), today});
  if (date("completionDateStruct/type") == "ACTUAL") {
    in_order({date("completionDateStruct/date"), today});
  }
}

void check_arms(element root) {
  std::set<std::string> labels;
  for (element arm : list_of(root, "/protocolSection/armsInterventionsModule/armGroups")) {
    EXPECT_TRUE(labels.insert(text_of(arm, "/label")).second);
  }
  std::set<std::string> names;
  for (element intervention : list_of(root, "/protocolSection/armsInterventionsModule/interventions")) {
    std::string type = text_of(intervention, "/type");
    for (std::size_t i = 1; i < type.size(); ++i) {
      type[i] = type[i] == '_' ? ' ' : type[i - 1] == ' ' ? type[i] : static_cast<char>(type[i] + 32);
    }
    names.insert(type + ": " + text_of(intervention, "/name"));
    for (element label : list_of(intervention, "/armGroupLabels")) {
      EXPECT_EQ(labels.count(std::string(std::string_view(label))), 1u);
    }
  }
  for (element arm : list_of(root, "/protocolSection/armsInterventionsModule/armGroups")) {
    for (element name : list_of(arm, "/interventionNames")) {
      EXPECT_EQ(names.count(std::string(std::string_view(name))), 1u) << std::string_view(name);
    }
  }
}

TEST_F(CorpusInvariantsTest, StatusDatesAndArmsAgreeWithEachOther) {
  for_each([](element root) {
    check_status(root);
    check_dates(root);
    check_arms(root);
  });
}

TEST_F(CorpusInvariantsTest, SitesHaveARealPlaceOrNone) {
  int sites = 0;
  int without_point = 0;
  for_each([&](element root) {
    for (element site : list_of(root, "/protocolSection/contactsLocationsModule/locations")) {
      ++sites;
      double latitude = 0;
      double longitude = 0;
      if (find(site, "/geoPoint/lat").get(latitude) != simdjson::SUCCESS) {
        ++without_point;
        continue;
      }
      ASSERT_EQ(find(site, "/geoPoint/lon").get(longitude), simdjson::SUCCESS);
      EXPECT_TRUE(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180);
    }
  });
  EXPECT_NEAR(static_cast<double>(without_point) / sites, 0.03, 0.01);
}

// The numbers under `groupId` of a list of counts.
std::map<std::string, std::int64_t> counts_of(const std::vector<element>& counts, const char* value) {
  std::map<std::string, std::int64_t> out;
  for (element count : counts) {
    out[text_of(count, "/groupId")] = std::stoll(text_of(count, value));
  }
  return out;
}

void check_flow(element root) {
  for (element period : list_of(root, "/resultsSection/participantFlowModule/periods")) {
    std::map<std::string, std::map<std::string, std::int64_t>> milestones;
    for (element milestone : list_of(period, "/milestones")) {
      milestones[text_of(milestone, "/type")] = counts_of(list_of(milestone, "/achievements"), "/numSubjects");
    }
    std::map<std::string, std::int64_t> reasons;
    for (element drop : list_of(period, "/dropWithdraws")) {
      for (const auto& [group, count] : counts_of(list_of(drop, "/reasons"), "/numSubjects")) {
        reasons[group] += count;
      }
    }
    for (const auto& [group, started] : milestones["STARTED"]) {
      const std::int64_t lost = milestones["NOT COMPLETED"][group];
      EXPECT_EQ(started, milestones["COMPLETED"][group] + lost);
      EXPECT_EQ(reasons[group], lost);
    }
  }
}

void check_events(element root) {
  std::map<std::string, std::int64_t> serious;
  std::map<std::string, std::int64_t> other;
  for (element group : list_of(root, "/resultsSection/adverseEventsModule/eventGroups")) {
    serious[text_of(group, "/id")] = number_of(group, "/seriousNumAffected");
    other[text_of(group, "/id")] = number_of(group, "/otherNumAffected");
    EXPECT_LE(serious[text_of(group, "/id")], number_of(group, "/seriousNumAtRisk"));
    EXPECT_LE(other[text_of(group, "/id")], number_of(group, "/otherNumAtRisk"));
  }
  for (const bool of_serious : {true, false}) {
    auto& totals = of_serious ? serious : other;
    for (element event : list_of(root, of_serious ? "/resultsSection/adverseEventsModule/seriousEvents"
                                                  : "/resultsSection/adverseEventsModule/otherEvents")) {
      for (element stat : list_of(event, "/stats")) {
        const std::int64_t affected = number_of(stat, "/numAffected");
        ASSERT_EQ(totals.count(text_of(stat, "/groupId")), 1u);
        EXPECT_LE(affected, totals[text_of(stat, "/groupId")]);
        EXPECT_LE(affected, number_of(stat, "/numAtRisk"));
      }
    }
  }
}

// Every groupId below `scope` is the id of one of its groups.
void check_group_ids(element scope, const char* groups) {
  std::set<std::string> ids;
  for (element group : list_of(scope, groups)) {
    EXPECT_TRUE(ids.insert(text_of(group, "/id")).second);
  }
  walk(scope, "", [&](const std::string& path, element value) {
    std::string_view id;
    if (path.size() >= 7 && path.substr(path.size() - 7) == "groupId" && value.get(id) == simdjson::SUCCESS) {
      EXPECT_EQ(ids.count(std::string(id)), 1u) << path << " " << id;
    }
  });
  for (element analysis : list_of(scope, "/analyses")) {
    for (element id : list_of(analysis, "/groupIds")) {
      EXPECT_EQ(ids.count(std::string(std::string_view(id))), 1u);
    }
  }
}

TEST_F(CorpusInvariantsTest, CountsOfResultsAddUpAndNameTheirGroups) {
  for_each([](element root) {
    if (!bool(root["hasResults"])) {
      return;
    }
    check_flow(root);
    check_events(root);
    const element results = root["resultsSection"];
    check_group_ids(results["participantFlowModule"], "/groups");
    check_group_ids(results["baselineCharacteristicsModule"], "/groups");
    check_group_ids(results["adverseEventsModule"], "/eventGroups");
    for (element measure : list_of(results, "/outcomeMeasuresModule/outcomeMeasures")) {
      check_group_ids(measure, "/groups");
    }
  });
}

TEST_F(CorpusInvariantsTest, DocumentsAreNamedAfterTheirKindAndPlace) {
  for_each([](element root) {
    int place = 0;
    for (element document : list_of(root, "/documentSection/largeDocumentModule/largeDocs")) {
      const std::string expected = text_of(document, "/typeAbbrev") + "_00" + std::to_string(place++) + ".pdf";
      EXPECT_EQ(text_of(document, "/filename"), expected);
    }
  });
}

TEST_F(CorpusInvariantsTest, DailyUpdatesChangeAFewStudiesAndMoveTheDataDate) {
  const Corpus month = make({.studies = kStudies, .days = 30});
  EXPECT_EQ(month.data_date(), "2026-04-01");
  std::vector<std::string> later;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < kStudies; ++i) {
    later.push_back(month.record(i));
    std::string undated = later.back();
    const std::size_t at = undated.find("\"versionHolder\":\"2026-04-01\"");
    ASSERT_NE(at, std::string::npos);
    undated.replace(at, 28, "\"versionHolder\":\"2026-03-02\"");
    changed += undated != (*records_)[i] ? 1 : 0;
  }
  EXPECT_TRUE(changed > 100 && changed < 260) << changed;  // about 30 times 0.3 %
  for_each_of(later, [](element root) {
    check_status(root);
    check_dates(root);
    check_arms(root);
    check_flow(root);
    check_events(root);
  });
}

}  // namespace
}  // namespace trialkeep::corpus
