#include <algorithm>
#include <fmt/format.h>

#include "corpus/composer.h"
#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

constexpr std::string_view kReasons[] = {"Withdrawal by Subject",      "Lost to Follow-up",   "Adverse Event",
                                         "Physician Decision",         "Lack of Efficacy",    "Death",
                                         "Protocol Violation",         "Progressive disease", "Pregnancy",
                                         "Study Terminated by Sponsor"};
constexpr std::string_view kMilestones[] = {"Received At Least One Dose", "Week 4 Visit", "Week 12 Visit", "Treated",
                                            "Entered Follow-up"};

// One count for each group, under "FG000" and so on.
template <typename CountOf>
void write_achievements(JsonWriter& json, std::string_view key, std::size_t groups, Composer* comments, bool units,
                        CountOf&& count_of) {
  json.array(key, [&] {
    for (std::size_t i = 0; i < groups; ++i) {
      json.object([&] {
        json.text("groupId", group_id("FG", i));
        if (comments != nullptr && comments->random().chance(0.03)) {
          json.text("comment", comments->one(Pool::kComment));
        }
        json.text("numSubjects", fmt::format("{}", count_of(i)));
        if (units) {
          json.text("numUnits", fmt::format("{}", 2 * count_of(i)));
        }
      });
    }
  });
}

void write_drop_withdraws(JsonWriter& json, const std::vector<ResultGroup>& groups, bool comments, Composer& composer) {
  Random& random = composer.random();
  std::vector<int> left;
  int all = 0;
  for (const ResultGroup& group : groups) {
    left.push_back(group.started - group.completed);
    all += left.back();
  }
  if (all == 0) {
    return;
  }
  const auto kinds = static_cast<std::size_t>(std::min<std::int64_t>(random.between(1, 8), all));
  json.array("dropWithdraws", [&] {
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      std::vector<int> taken;
      for (int& rest : left) {
        const int count = kind + 1 == kinds ? rest : static_cast<int>(random.between(0, rest));
        rest -= count;
        taken.push_back(count);
      }
      json.object([&] {
        json.text("type", kReasons[kind]);
        if (comments && kind == 0) {
          json.text("comment", composer.one(Pool::kComment));
        }
        json.array("reasons", [&] {
          for (std::size_t i = 0; i < groups.size(); ++i) {
            json.object([&] {
              json.text("groupId", group_id("FG", i));
              if (comments && i == 0) {
                json.text("comment", composer.one(Pool::kComment));
              }
              json.text("numSubjects", fmt::format("{}", taken[i]));
            });
          }
        });
      });
    }
  });
}

void write_milestone(JsonWriter& json, std::string_view type, const std::string& comment, Composer* comments,
                     std::size_t groups, bool units, const std::vector<int>& counts) {
  json.object([&] {
    json.text("type", type);
    json.text("comment", comment);
    write_achievements(json, "achievements", groups, comments, units, [&](std::size_t i) { return counts[i]; });
  });
}

void write_period(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups,
                  std::string_view title, Composer& composer) {
  Random& random = composer.random();
  const bool units = facts.rarity == Rarity::kUnits;
  std::vector<int> started;
  std::vector<int> completed;
  std::vector<int> lost;
  for (const ResultGroup& group : groups) {
    started.push_back(group.started);
    completed.push_back(group.completed);
    lost.push_back(group.started - group.completed);
  }
  json.object([&] {
    json.text("title", title);
    json.array("milestones", [&] {
      write_milestone(json, "STARTED", random.chance(0.1) ? composer.one(Pool::kComment) : std::string(), &composer,
                      groups.size(), units, started);
      if (random.chance(0.3)) {
        write_milestone(json, random.pick(kMilestones), {}, &composer, groups.size(), units, completed);
      }
      write_milestone(json, "COMPLETED", {}, &composer, groups.size(), units, completed);
      write_milestone(json, "NOT COMPLETED", {}, nullptr, groups.size(), units, lost);
    });
    write_drop_withdraws(json, groups, facts.rarity == Rarity::kComments, composer);
  });
}

}  // namespace

std::string group_id(std::string_view prefix, std::size_t place) { return fmt::format("{}{:03}", prefix, place); }

std::vector<ResultGroup> result_groups(const StudyFacts& facts) {
  constexpr Quantile kLength[] = {{0, 50}, {500, 200}, {900, 520}, {1000, 1'050}};
  Composer composer(facts, Topic::kFlow);
  Random& random = composer.random();
  const auto count = static_cast<std::size_t>(std::max(1, facts.groups_in_results));
  const int share = std::max(1, facts.enrollment / static_cast<int>(count));
  std::vector<ResultGroup> groups;
  for (std::size_t i = 0; i < count; ++i) {
    ResultGroup group;
    group.arm_type = i < facts.arms.size() ? facts.arms[i].type : std::string_view();
    group.title = i < facts.arms.size() ? facts.arms[i].label : "All Participants";
    group.description = composer.paragraph(arm_pool(group.arm_type), static_cast<std::size_t>(draw(random, kLength)));
    group.started =
        std::max<int>(1, share - static_cast<int>(random.below(static_cast<std::uint64_t>(share / 10 + 1))));
    const auto lost = static_cast<int>(random.below(static_cast<std::uint64_t>(group.started * 3 / 10 + 1)));
    group.completed = group.started - lost;
    groups.push_back(std::move(group));
  }
  return groups;
}

void write_participant_flow(JsonWriter& json, const StudyFacts& facts, const std::vector<ResultGroup>& groups) {
  Composer composer(facts, Topic::kFlow, 1);
  Random& random = composer.random();
  json.object("participantFlowModule", [&] {
    if (random.chance(0.39)) {
      json.text("preAssignmentDetails",
                composer.paragraph(Pool::kPreAssignment, static_cast<std::size_t>(random.between(80, 380))));
    }
    if (random.chance(0.37)) {
      json.text("recruitmentDetails",
                composer.paragraph(Pool::kRecruitment, static_cast<std::size_t>(random.between(80, 300))));
    }
    if (facts.rarity == Rarity::kUnits) {
      json.text("typeUnitsAnalyzed", "eyes");
    }
    json.array("groups", [&] {
      for (std::size_t i = 0; i < groups.size(); ++i) {
        json.object([&] {
          json.text("id", group_id("FG", i));
          json.text("title", groups[i].title);
          json.text("description", groups[i].description);
        });
      }
    });
    json.array("periods", [&] {
      const int periods = random.chance(0.9) ? 1 : static_cast<int>(random.between(2, 4));
      write_period(json, facts, groups, periods == 1 ? "Overall Study" : "First Treatment Period", composer);
      std::vector<ResultGroup> later = groups;
      for (int period = 2; period <= periods; ++period) {
        for (ResultGroup& group : later) {
          group.started = group.completed;  // who finished one period enters the next
          group.completed -= static_cast<int>(random.below(static_cast<std::uint64_t>(group.completed / 10 + 1)));
        }
        write_period(json, facts, later,
                     period == 2 ? "Washout and Second Period" : fmt::format("Extension {}", period - 2), composer);
      }
    });
  });
}

}  // namespace trialkeep::corpus
