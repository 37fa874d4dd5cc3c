#include "generator/draft.h"

#include <algorithm>
#include <cmath>

#include "base/nct.h"
#include "base/strings.h"
#include "generator/made_up.h"
#include "generator/study_maker.h"

namespace trialkeep::bench {
namespace {

using model::FieldId;
namespace piece = model::piece;

constexpr double kSameCountry = 0.8;  // of the sites after the first
constexpr int kCountryTries = 12;

// The list whose entries say something of each group of participants.
bool lists_groups(FieldId id) {
  const auto members = model::children(id);
  return !members.empty() && rule_of(members.front()).form == Form::kGroupReference;
}

std::string_view group_prefix(FieldId list) {
  switch (list) {
    case piece::FlowGroup:
      return "FG";
    case piece::BaselineGroup:
      return "BG";
    case piece::EventGroup:
      return "EG";
    default:
      return "OG";
  }
}

bool is_group_list(FieldId id) {
  return id == piece::FlowGroup || id == piece::BaselineGroup || id == piece::EventGroup || id == piece::OutcomeGroup;
}

}  // namespace

Draft::Draft(const Plans& plans, std::uint64_t index, std::string& out)
    : plans_(plans),
      out_(out),
      random_(plans.options.seed * 0x9e3779b97f4a7c15ull + index),
      number_(plans.options.first + static_cast<std::uint32_t>(index)),
      stratum_(static_cast<std::size_t>(random_.chance(plans.options.results_share) ? Stratum::kWithResults
                                        : random_.chance(plans.observational_share) ? Stratum::kOther
                                                                                    : Stratum::kInterventional)),
      pace_(random_.unit()) {
  first_submitted_ = static_cast<std::int64_t>(draw(plans_.field(piece::StudyFirstSubmitDate).amounts));
  choose_topic();
}

void Draft::choose_topic() {
  const auto names = [&](FieldId list, Words words, std::vector<std::string>& into) {
    const auto count = std::max<std::size_t>(1, static_cast<std::size_t>(draw(plans_.field(list).lengths) + 0.5));
    for (std::size_t i = 0; i < count; ++i) {
      std::string name;
      plans_.language(words).append_name(random_, name);
      name[0] = static_cast<char>(name[0] >= 'a' && name[0] <= 'z' ? name[0] - 32 : name[0]);
      into.push_back(std::move(name));
    }
  };
  names(piece::Condition, Words::kCondition, conditions_);
  names(piece::Intervention, Words::kTreatment, treatments_);
  const auto arms =
      std::max<std::size_t>(1, static_cast<std::size_t>(draw(plans_.field(piece::ArmGroup).lengths) + 0.5));
  for (std::size_t i = 0; i < arms; ++i) {
    arms_.push_back(i < treatments_.size() ? treatments_[i] : concat("Arm ", i + 1));
  }
}

void Draft::write() { write_members(model::kNoField); }

double Draft::presence(FieldId id, const Plan& plan) const {
  switch (id) {
    case piece::HasResults:
    case piece::Condition:
    case piece::InterventionName:
      return 1;
    default:
      return plan.presence[stratum_];
  }
}

bool Draft::write_members(FieldId parent) {
  const std::size_t start = out_.size();
  out_ += '{';
  for (const FieldId id : model::children(parent)) {
    const Plan& plan = plans_.field(id);
    if (!random_.chance(presence(id, plan))) {
      continue;
    }
    const std::size_t before = out_.size();
    out_ += before > start + 1 ? "," : "";
    out_ += plan.key;
    if (!write_field(id)) {
      out_.resize(before);
    }
  }
  if (out_.size() == start + 1) {
    out_.resize(start);
    return false;
  }
  out_ += '}';
  return true;
}

bool Draft::write_field(FieldId id) { return plans_.field(id).lengths.empty() ? write_value(id) : write_list(id); }

std::size_t Draft::list_length(FieldId id, const Plan& plan) {
  if (id == piece::Condition) {
    return conditions_.size();
  }
  if (id == piece::Intervention) {
    return treatments_.size();
  }
  if (id == piece::ArmGroup) {
    return arms_.size();
  }
  if (lists_groups(id)) {
    return groups_;
  }
  const auto drawn = static_cast<std::size_t>(draw(plan.lengths) + 0.5);
  return plan.rule.form == Form::kGroupReference ? std::min(drawn, groups_) : drawn;
}

void Draft::choose_place() {
  const Place* const before = element_ == 0 ? nullptr : place_;
  const bool same = random_.chance(kSameCountry);
  for (int tries = 0; tries < kCountryTries; ++tries) {
    place_ = &plans_.places[plans_.place_chooser.draw(random_)];
    if (before == nullptr || !same || place_->country == before->country) {
      return;
    }
  }
}

bool Draft::write_list(FieldId id) {
  const Plan& plan = plans_.field(id);
  const std::size_t length = list_length(id, plan);
  const std::size_t outermost = outer_element_;
  const std::size_t outer = element_;
  outer_element_ = outer;
  if (is_group_list(id)) {
    group_prefix_ = group_prefix(id);
    groups_ = std::max<std::size_t>(length, 1);
  }
  const std::size_t start = out_.size();
  out_ += '[';
  if (plan.rule.form == Form::kEnum) {
    write_enum_list(id, plan, length);
  } else {
    for (element_ = 0; element_ < length; ++element_) {
      const std::size_t before = out_.size();
      out_ += before > start + 1 ? "," : "";
      if (id == piece::Location) {
        choose_place();
      }
      if (!write_value(id)) {
        out_.resize(before);
      }
    }
  }
  element_ = outer;
  outer_element_ = outermost;
  if (out_.size() == start + 1) {
    out_.resize(start);
    return false;
  }
  out_ += ']';
  return true;
}

bool Draft::write_value(FieldId id) {
  const Plan& plan = plans_.field(id);
  switch (plan.rule.form) {
    case Form::kStructure:
      return write_members(id);
    case Form::kPlace:
      return write_place(id);
    case Form::kEnum:
    case Form::kDuration:
    case Form::kBoolean:
      if (plan.values.empty()) {
        return false;
      }
      break;
    default:
      break;
  }
  write_scalar(id, plan);
  return true;
}

void Draft::write_scalar(FieldId id, const Plan& plan) {
  switch (plan.rule.form) {
    case Form::kEnum:
    case Form::kDuration:
      append_quoted(plan.values[std::min<std::size_t>(plan.chooser.draw(random_), plan.values.size() - 1)]);
      return;
    case Form::kBoolean:
      out_ += plan.values[std::min<std::size_t>(plan.chooser.draw(random_), plan.values.size() - 1)];
      return;
    case Form::kInteger:
      write_number(plan, false);
      return;
    case Form::kNumberText:
      write_number(plan, true);
      return;
    case Form::kDate:
      write_date(id, plan);
      return;
    case Form::kTermId:
      write_term_id(id);
      return;
    case Form::kGroup:
    case Form::kGroupReference: {
      const std::size_t group = std::min(element_, std::size_t{999});
      append_to(out_, "\"", group_prefix_, group < 10 ? "00" : group < 100 ? "0" : "", group, "\"");
      return;
    }
    case Form::kMadeUp:
      write_made_up(plan.rule.made_up);
      return;
    default:
      append_quoted(text_value(id, plan));
  }
}

void Draft::write_enum_list(FieldId id, const Plan& plan, std::size_t length) {
  std::vector<std::string_view> chosen;
  for (std::size_t tries = 0; tries < 4 * length && chosen.size() < length && !plan.values.empty(); ++tries) {
    const std::string_view value =
        plan.values[std::min<std::size_t>(plan.chooser.draw(random_), plan.values.size() - 1)];
    if (std::find(chosen.begin(), chosen.end(), value) == chosen.end()) {
      chosen.push_back(value);
    }
  }
  bool is_first = true;
  for (const model::EnumValue& value : model::enum_types()[model::field(id).enum_type].values) {
    if (std::find(chosen.begin(), chosen.end(), value.value) != chosen.end()) {
      out_ += std::exchange(is_first, false) ? "" : ",";
      append_quoted(value.value);
    }
  }
}

void Draft::write_number(const Plan& plan, bool quoted) {
  const double value = draw(plan.amounts);
  const std::string_view quote = quoted ? "\"" : "";
  if (plan.is_whole || std::abs(value) >= 100) {
    append_to(out_, quote, static_cast<std::int64_t>(value + (value < 0 ? -0.5 : 0.5)), quote);
    return;
  }
  const auto tenths = static_cast<std::int64_t>(std::abs(value) * 10 + 0.5);
  append_to(out_, quote, value < 0 && tenths > 0 ? "-" : "", tenths / 10, ".", tenths % 10, quote);
}

void Draft::write_date(FieldId id, const Plan& plan) {
  DateForm form = DateForm::kDay;
  if (!plan.chooser.empty()) {
    const std::size_t which = plan.chooser.draw(random_);
    const std::string_view name = which < plan.values.size() ? std::string_view(plan.values[which]) : "day";
    form = name == "day" ? DateForm::kDay : name == "month" ? DateForm::kMonth : DateForm::kYear;
  }
  const double share = std::clamp(pace_ + (random_.unit() - 0.5) * 0.1, 0.0, 0.999);
  const std::int64_t days = id == piece::StudyFirstSubmitDate
                                ? first_submitted_
                                : first_submitted_ + static_cast<std::int64_t>(value_at(plan.amounts, share));
  out_ += '"';
  append_date(days, form, out_);
  out_ += id == piece::LargeDocUploadDate ? "T10:30\"" : "\"";
}

bool Draft::write_place(FieldId id) {
  if (place_ == nullptr) {
    return false;
  }
  if (id == piece::LocationGeoPoint) {
    const auto append_degrees = [&](double degrees) {
      const auto parts = static_cast<std::int64_t>(std::abs(degrees) * 100'000 + 0.5);
      const std::string digits = std::to_string(100'000 + parts % 100'000).substr(1);
      append_to(out_, degrees < 0 ? "-" : "", parts / 100'000, ".", digits);
    };
    append_to(out_, "{\"", model::kGeoPointKeys[0], "\":");
    append_degrees(place_->latitude);
    append_to(out_, ",\"", model::kGeoPointKeys[1], "\":");
    append_degrees(place_->longitude);
    out_ += '}';
    return true;
  }
  const std::string& text = id == piece::LocationCity    ? place_->city
                            : id == piece::LocationState ? place_->state
                                                         : place_->country;
  if (!text.empty()) {
    append_quoted(text);
  }
  return !text.empty();
}

void StudyMaker::append_study(std::uint64_t index, std::string& out) const { Draft(plans_, index, out).write(); }

}  // namespace trialkeep::bench
