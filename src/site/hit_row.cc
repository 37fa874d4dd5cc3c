#include "site/hit_row.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/strings.h"
#include "base/utf8.h"
#include "model/catalogue.h"
#include "site/location.h"
#include "site/parts.h"
#include "text/plain.h"
#include "text/words.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;

constexpr std::size_t kNamesShown = 4;    // conditions and interventions of a hit
constexpr std::size_t kReasonsShown = 3;  // fields in which a hit was found
constexpr std::size_t kReasonBytes = 60;  // of the words that were found in one of them
constexpr std::size_t kMarkedPhrases = 2'000;

std::vector<std::string> shown_texts(const model::Study& study, model::FieldId id) {
  std::vector<std::string> out;
  const model::Field& field = model::field(id);
  for (std::string_view text : study.texts(id)) {
    out.emplace_back(field.enum_type == model::kNoEnum ? text : model::enum_label(field.enum_type, text));
  }
  return out;
}

std::string name_of_site(model::Json site) {
  std::string out;
  for (const model::FieldId id :
       {piece::LocationFacility, piece::LocationCity, piece::LocationState, piece::LocationCountry}) {
    if (const std::string_view part = location_text(site, id); !part.empty()) {
      append_to(out, out.empty() ? "" : ", ", part);
    }
  }
  return out;
}

std::optional<double> distance_from(model::Json site, const query::GeoFilter& place) {
  const auto point = location_point(site);
  return point ? std::optional(distance_m({place.latitude, place.longitude}, *point)) : std::nullopt;
}

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> out;
  for (text::WordReader reader(text); reader.next();) {
    out.emplace(reader.word());
  }
  return out;
}

Html hit_fact(std::string_view label, const std::string& value, bool is_wide = false) {
  if (value.empty()) {
    return {};
  }
  return fact(label, text(value), is_wide ? "wide" : "");
}

}  // namespace

std::string studies(std::uint64_t number) { return counted(number, "study", "studies"); }

std::string some_names(const std::vector<std::string>& names) {
  const std::size_t count = std::min(names.size(), kNamesShown);
  std::string out = joined({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count)}, "; ");
  if (names.size() > count) {
    append_to(out, "; and ", names.size() - count, " more");
  }
  return out;
}

HitRow make_hit_row(const model::Study& study) {
  HitRow row;
  row.nct = study.text(piece::NCTId);
  row.title = study.text(piece::BriefTitle);
  if (row.title.empty()) {
    row.title = row.nct;
  }
  row.status = joined(shown_texts(study, piece::OverallStatus), ", ");
  row.conditions = shown_texts(study, piece::Condition);
  row.interventions = shown_texts(study, piece::InterventionName);
  row.phase = joined(shown_texts(study, piece::Phase), ", ");
  if (const auto count = study.integer(piece::EnrollmentCount)) {
    const std::string kind = joined(shown_texts(study, piece::EnrollmentType), ", ");
    row.enrolment = concat(*count, kind.empty() ? "" : " (", kind, kind.empty() ? "" : ")");
  }
  row.sponsor = study.text(piece::LeadSponsorName);
  row.start = study.text(piece::StartDate);
  row.completion = study.text(piece::CompletionDate);
  row.last_update = study.text(piece::LastUpdatePostDate);
  return row;
}

std::string nearest_site(const model::Study& study, const AskedPlace& place) {
  const auto list = study.value(piece::Location);
  simdjson::dom::array sites;
  if ((!place.near && place.words.empty()) || !list || list->get_array().get(sites) != simdjson::SUCCESS) {
    return {};
  }
  const std::set<std::string> wanted = words_of(place.words);
  std::optional<model::Json> best;
  double best_worth = 0;  // the greatest wins, the first of equal ones
  for (const model::Json site : sites) {
    double worth = 0;
    if (place.near) {
      const auto distance = distance_from(site, *place.near);
      worth = distance ? 1.0 / (1.0 + *distance) : 0;
    } else {
      const std::set<std::string> words = words_of(name_of_site(site));
      worth = static_cast<double>(
          std::count_if(wanted.begin(), wanted.end(), [&](const std::string& word) { return words.contains(word); }));
    }
    if (worth > best_worth) {
      best_worth = worth;
      best = site;
    }
  }
  if (!best) {
    return {};
  }
  std::string out = name_of_site(*best);
  if (place.near) {
    append_to(out, " (", std::llround(distance_from(*best, *place.near).value_or(0) / 1000), " km)");
  }
  return out;
}

std::string found_in(std::vector<search::ScorePart> parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.evidence > b.evidence; });
  std::vector<std::string> reasons;
  for (const search::ScorePart& part : parts) {
    const std::string_view found = whole_characters(part.found, kReasonBytes);
    const std::string reason = concat(model::field(part.field).label, ": ", found, found == part.found ? "" : "…");
    if (reasons.size() < kReasonsShown && std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
      reasons.push_back(reason);
    }
  }
  return joined(reasons, "; ");
}

MarkedWords::MarkedWords(const std::vector<query::PhraseExpansion>& expansions) {
  for (const query::PhraseExpansion& one : expansions) {
    add(one.phrase);
    for (const auto* more : {&one.variants, &one.compounds, &one.synonyms}) {
      for (const std::string& phrase : *more) {
        add(phrase);
      }
    }
  }
  std::stable_sort(phrases_.begin(), phrases_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void MarkedWords::add(std::string_view phrase) {
  std::vector<std::string> words;
  for (text::WordReader reader(phrase); reader.next();) {
    words.emplace_back(reader.word());
  }
  if (!words.empty() && phrases_.size() < kMarkedPhrases) {
    phrases_.push_back(std::move(words));
  }
}

Html MarkedWords::mark(std::string_view title) const {
  struct Word {
    std::string folded;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Word> words;
  for (text::WordReader reader(title); reader.next();) {
    words.push_back({std::string(reader.word()), reader.begin(), reader.end()});
  }
  const auto stands_at = [&](const std::vector<std::string>& phrase, std::size_t at) {
    return at + phrase.size() <= words.size() &&
           std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(at),
                      [](const std::string& a, const Word& b) { return a == b.folded; });
  };
  Html out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < words.size();) {
    const auto phrase =
        std::find_if(phrases_.begin(), phrases_.end(), [&](const auto& one) { return stands_at(one, i); });
    if (phrase == phrases_.end()) {
      ++i;
      continue;
    }
    const std::size_t end = words[i + phrase->size() - 1].end;
    out += text(title.substr(done, words[i].begin - done));
    out += element("mark", text(title.substr(words[i].begin, end - words[i].begin)));
    done = end;
    i += phrase->size();
  }
  return out + text(title.substr(done));
}

Html hit_html(const HitRow& row, const MarkedWords& marked, const std::string& as_of) {
  Html line = element("span", {{"class", "nct"}}, text(row.nct));
  if (!row.status.empty()) {
    line += text(" ") + element("span", {{"class", "status"}}, text(row.status));
  }
  Html out = element("h2", link(StudyAddress{row.nct, as_of}.page(), marked.mark(row.title)));
  out += element("p", {{"class", "eyebrow"}}, line);
  Html facts = hit_fact("Conditions", some_names(row.conditions), true);
  facts += hit_fact("Interventions", some_names(row.interventions), true);
  facts += hit_fact("Phase", row.phase);
  facts += hit_fact("Enrollment", row.enrolment);
  facts += hit_fact("Sponsor", row.sponsor);
  facts += hit_fact("Start", row.start);
  facts += hit_fact("Completion", row.completion);
  facts += hit_fact("Last update", row.last_update);
  facts += hit_fact("Nearest site", row.nearest_site, true);
  facts += hit_fact("Found in", row.found_in, true);
  out += element("dl", facts);
  return element("li", out);
}

}  // namespace trialkeep::site
