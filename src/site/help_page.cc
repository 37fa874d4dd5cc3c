#include "site/help_page.h"

#include "base/strings.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

constexpr HelpExample kWords[] = {
    {"asthma", "studies that speak of asthma, in whatever part of the record; the best fits first"},
    {"breast cancer", "both words, together or apart; together is worth more"},
    {"\"breast cancer\"", "the words side by side"},
    {"tumor", "“tumour” and “tumors” too: spellings and plurals count as the same word"},
    {"NCT06416709", "the study of that number; typed alone it leads straight to its page"},
};

constexpr HelpExample kOperators[] = {
    {"asthma AND placebo", "studies with both"},
    {"asthma OR eczema", "studies with either"},
    {"asthma NOT placebo", "studies with the one and without the other"},
    {"(asthma OR diabetes) AND placebo", "what is in brackets first"},
    {"ALL", "every study"},
};

constexpr HelpExample kFields[] = {
    {"AREA[OverallStatus]RECRUITING", "studies that are looking for participants"},
    {"AREA[Phase]PHASE3", "studies of phase 3"},
    {"AREA[ConditionSearch]asthma", "asthma among conditions, keywords and titles alone"},
    {"AREA[LeadSponsorName]university", "studies that a university leads"},
    {"AREA[OverallStatus](RECRUITING OR COMPLETED) AND AREA[Phase]PHASE2", "two fields at once"},
    {"AREA[WhyStopped]MISSING", "studies that give no reason for having stopped"},
};

constexpr HelpExample kRanges[] = {
    {"AREA[StartDate]RANGE[2020-01-01, 2022-12-31]", "studies that began in these three years"},
    {"AREA[LastUpdatePostDate]RANGE[2024, MAX]", "records that were updated in 2024 or later"},
    {"AREA[EnrollmentCount]RANGE[500, MAX]", "studies of 500 people or more"},
    {"(AREA[MinimumAge]RANGE[MIN, 12 years] OR AREA[MinimumAge]MISSING) AND "
     "(AREA[MaximumAge]RANGE[12 years, MAX] OR AREA[MaximumAge]MISSING)",
     "studies that take in children of twelve: neither limit of age, where there is one, leaves them out"},
    {"AREA[Condition:size]RANGE[3, MAX]", "studies of three conditions or more"},
};

constexpr HelpExample kPlaces[] = {
    {"AREA[LocationCountry]Germany", "studies with a site in Germany"},
    {"SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)",
     "studies with a site in Boston which itself is recruiting, not one here and one there"},
    {"AREA[LocationGeoPoint]DISTANCE[48.86, 2.35, 300 km]", "studies with a site within 300 km of Paris"},
};

constexpr HelpExample kExact[] = {
    {"AREA[Condition]COVERAGE[StartsWith]acute", "studies with a condition that begins so"},
    {"AREA[Condition]COVERAGE[FullMatch]asthma", "asthma as the whole of a condition, not a part of it"},
    {"EXPANSION[None]Asthma", "the word as it is typed, its capital letter included"},
    {"EXPANSION[Concept]\"heart attack\"", "what the thesaurus knows as the same, such as myocardial infarction"},
};

constexpr HelpTopic kTopics[] = {
    {"words", "Words",
     "Type what you look for. Upper and lower case, accents and hyphens do not count; words that a hyphen joins stay "
     "together.",
     kWords},
    {"operators", "AND, OR, NOT",
     "In capital letters; in small letters they are words. What stands side by side is joined by AND.", kOperators},
    {"fields", "Fields",
     "AREA and a name in square brackets looks in that field, or that group of fields, alone. Fields are named as in "
     "the "
     "registry’s data.",
     kFields},
    {"ranges", "Dates, numbers, ages", "RANGE takes both ends in; MIN and MAX leave an end open.", kRanges},
    {"places", "Places", "A study has many sites; SEARCH[Location] asks all its questions of the same site.", kPlaces},
    {"exact", "Looser and stricter", "How a text is matched can be said for each part of a query.", kExact},
};

// The text with the number of a study that is kept here.
std::string with_study(std::string_view words, std::string_view study) {
  std::string out(words);
  const std::size_t at = out.find(kHelpStudy);
  return study.empty() || at == std::string::npos ? out : out.replace(at, kHelpStudy.size(), study);
}

Html example_html(const HelpExample& example, std::string_view study) {
  const std::string query = with_study(example.query, study);
  const std::string address = with_parameter("/", "q", query);
  return fact(link(address, element("code", text(query))), text(concat("Finds ", example.finds, ".")));
}

Html topic_html(const HelpTopic& topic, std::string_view study) {
  Html list;
  for (const HelpExample& example : topic.examples) {
    list += example_html(example, study);
  }
  return section(topic.id, topic.title, element("p", text(topic.words)) + element("dl", {{"class", "help"}}, list));
}

Html pages_html(std::string_view study, std::string_view day) {
  struct Way {
    std::string_view path;
    std::string_view what;
  };
  constexpr Way kWays[] = {
      {"/study/NCT06416709", "a study: the whole record"},
      {"/study/NCT06416709/history", "its history: every version, what changed when, any two to compare"},
      {"/study/NCT06416709/diff", "its last change; from= and to= name two versions"},
      {"/study/NCT06416709?asOf=", "the study as it was known on a day"},
      {"/compare?ids=NCT06416709", "studies side by side; ids= names up to six, fields= what is compared"},
      {"/loads", "when records came in"},
      {"/about", "what is here, and under which licences"},
  };
  Html list;
  for (const Way& way : kWays) {
    std::string path = with_study(way.path, study);
    if (path.ends_with('=')) {
      path.append(day);
    }
    list += fact(link(path, element("code", text(path))), text(way.what));
  }
  return section("addresses", "Addresses",
                 element("p", text("Every page has an address that stays, for bookmarks and for other programs.")) +
                     element("dl", {{"class", "help"}}, list));
}

}  // namespace

std::span<const HelpTopic> help_topics() { return kTopics; }

http::Response help_page(std::string_view study, std::string_view day) {
  Html main = element("h1", text("Help"));
  main += element("p", {{"class", "lead"}},
                  text("The search box takes plain words, NCT numbers and the registry’s whole query language. Each "
                       "example is a link that runs it. The key / goes to the search box."));
  for (const HelpTopic& topic : help_topics()) {
    main += topic_html(topic, study);
  }
  main += pages_html(study, day);
  return page(200, {.title = "Help", .search = {}, .has_large_box = false},
              element("article", {{"class", "past"}}, main));
}

}  // namespace trialkeep::site
