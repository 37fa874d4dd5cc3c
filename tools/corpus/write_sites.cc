#include <algorithm>
#include <fmt/format.h>

#include "corpus/write.h"

namespace trialkeep::corpus {
namespace {

// Shares measured on real records and rounded; those of rare site states are raised so that all occur.
constexpr Share kSiteStates[] = {{"RECRUITING", 690}, {"NOT_YET_RECRUITING", 250},
                                 {"WITHDRAWN", 30},   {"ACTIVE_NOT_RECRUITING", 10},
                                 {"COMPLETED", 8},    {"SUSPENDED", 4},
                                 {"TERMINATED", 4},   {"ENROLLING_BY_INVITATION", 4}};
constexpr Share kOfficialRoles[] = {
    {"PRINCIPAL_INVESTIGATOR", 670}, {"STUDY_DIRECTOR", 223}, {"STUDY_CHAIR", 98}, {"SUB_INVESTIGATOR", 9}};
constexpr Quantile kOfficialCount[] = {{0, 1}, {880, 1}, {881, 2}, {960, 2}, {990, 5}, {1000, 16}};
constexpr double kNoPoint = 0.03;
constexpr double kFacility = 0.983;
constexpr double kZip = 0.86;
constexpr double kOfficials = 0.725;
constexpr double kPhone = 0.94;
constexpr double kExtension = 0.1;
constexpr double kEmail = 0.98;
constexpr double kOneCountry = 0.6;  // of studies with more than one site

void write_contact(JsonWriter& json, std::string_view role, bool reachable, Random& random) {
  const std::string name = make_person(random);
  const bool named = random.chance(0.97);
  const std::string phone = phone_number(random);
  const bool has_phone = random.chance(kPhone) && reachable;
  json.object([&] {
    json.text("name", named ? name : "Clinical Trials Information Desk");
    json.text("role", role);
    if (has_phone) {
      json.text("phone", phone);
      if (random.chance(kExtension)) {
        json.text("phoneExt", fmt::format("{}", random.between(1, 9999)));
      }
    }
    if (reachable && random.chance(kEmail)) {
      json.text("email", email_of(named ? name : "trials desk"));
    }
  });
}

void write_central_contacts(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kContacts, static_cast<std::uint64_t>(facts.contact_edition));
  const bool open = facts.is_status("RECRUITING") || facts.is_status("NOT_YET_RECRUITING") ||
                    facts.type == StudyType::kExpandedAccess;
  const bool was_open = facts.last_known_status == "RECRUITING" || facts.last_known_status == "NOT_YET_RECRUITING";
  if (!random.chance(open ? 0.97 : was_open ? 0.7 : 0.0)) {
    return;
  }
  json.array("centralContacts", [&] {
    const int count = random.chance(0.4) ? 2 : 1;
    for (int i = 0; i < count; ++i) {
      write_contact(json, "CONTACT", true, random);
    }
  });
}

void write_officials(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kOfficials);
  if (!random.chance(kOfficials)) {
    return;
  }
  constexpr std::string_view kDegrees[] = {", MD", ", MD, PhD", ", Prof. Dr.", "", "", ", MBBS", ", PhD"};
  json.array("overallOfficials", [&] {
    const int count = draw(random, kOfficialCount);
    for (int i = 0; i < count; ++i) {
      json.object([&] {
        std::string name = make_person(random);
        json.text("name", name.append(random.pick(kDegrees)));
        json.text("affiliation", random.chance(0.7) ? facts.sponsor.name : make_organization(random).name);
        json.text("role", pick_share(random, kOfficialRoles));
      });
    }
  });
}

std::string facility_name(const Place& place, Random& random) {
  const std::string_view pattern = random.pick(facility_patterns(place.language));
  const std::string_view name = random.chance(0.7) ? random.pick(invented_towns()) : random.pick(family_names());
  const std::size_t star = pattern.find('*');
  std::string out(pattern.substr(0, star));
  out.append(name).append(pattern.substr(star + 1));
  if (random.chance(0.25)) {
    constexpr std::string_view kDepartments[] = {" - Department of Cardiology", ", Oncology Unit", " /ID# ",
                                                 ", Building 4", " (Sample Site)"};
    const std::string_view department = random.pick(kDepartments);
    out.append(department);
    if (department.back() == ' ') {
      out.append(fmt::format("{}", random.between(100'000, 999'999)));
    }
  }
  return out;
}

std::string zip_code(std::string_view pattern, Random& random) {
  std::string zip(pattern);
  for (char& c : zip) {
    if (c == '#') {
      c = static_cast<char>('0' + random.below(10));
    } else if (c == '@') {
      c = static_cast<char>('A' + random.below(26));
    }
  }
  return zip;
}

// Degrees as the registry prints them: at least one decimal, no closing zeros.
std::string degrees_text(std::int32_t value) {
  std::string out =
      fmt::format("{}{}.{:05}", value < 0 ? "-" : "", std::abs(value) / 100'000, std::abs(value) % 100'000);
  while (out.back() == '0' && out[out.size() - 2] != '.') {
    out.pop_back();
  }
  return out;
}

void write_site_contacts(JsonWriter& json, const StudyFacts& facts, int site, std::string_view status) {
  const auto edition =
      static_cast<std::uint64_t>(site) + (site == 0 ? static_cast<std::uint64_t>(facts.contact_edition) * 1'000 : 0);
  Random random = facts.stream(Topic::kSiteContacts, edition);
  const double share = facts.sites > 10 ? 0.45 : 0.9;
  if (!random.chance(share) || status == "COMPLETED" || status == "WITHDRAWN") {
    return;
  }
  json.array("contacts", [&] {
    write_contact(json, "CONTACT", true, random);
    if (random.chance(0.4)) {
      write_contact(json, "PRINCIPAL_INVESTIGATOR", false, random);
    }
    if (random.chance(0.12)) {
      write_contact(json, "SUB_INVESTIGATOR", false, random);
    }
  });
}

void write_site(JsonWriter& json, const StudyFacts& facts, const Place& place, int site, Random& random) {
  Random states = facts.stream(Topic::kSiteStatus, static_cast<std::uint64_t>(site));
  const std::string_view state = site == 0 ? "RECRUITING" : pick_share(states, kSiteStates);
  const std::string facility = facility_name(place, random);
  const bool named = random.chance(kFacility);
  const bool zipped = random.chance(kZip);
  const std::string zip = zip_code(place.zip, random);
  const bool has_point = !random.chance(kNoPoint);
  json.object([&] {
    json.text("facility", named ? facility : std::string());
    if (facts.shows_site_status()) {
      json.text("status", state);
    }
    json.text("city", place.city);
    json.text("state", place.state);
    json.text("zip", zipped ? zip : std::string());
    json.text("country", place.country);
    if (facts.shows_site_status()) {
      write_site_contacts(json, facts, site, state);
    }
    if (has_point) {
      json.object("geoPoint", [&] {
        json.raw("lat", degrees_text(place.latitude));
        json.raw("lon", degrees_text(place.longitude));
      });
    }
  });
}

// The United States hold a quarter of the sites of real records and China a tenth; both have fewer rows than that.
const Place& pick_place(Random& random) {
  constexpr std::size_t kAmerican = 35;  // rows of the United States, which open the table
  constexpr std::size_t kChinese = 8;    // rows of China, after that of Puerto Rico
  const auto all = places();
  const auto at = random.below(100);
  return at < 4    ? all[random.below(kAmerican)]
         : at < 11 ? all[kAmerican + 1 + random.below(kChinese)]
                   : random.pick(all);
}

void write_locations(JsonWriter& json, const StudyFacts& facts) {
  Random random = facts.stream(Topic::kSites);
  const Place& home = pick_place(random);
  const bool one_country = facts.sites_at_first < 2 || random.chance(facts.sites_at_first > 40 ? 0.15 : kOneCountry);
  json.array("locations", [&] {
    for (int site = 0; site < facts.sites; ++site) {
      const Place* place = &home;
      for (int attempt = 0; site > 0 && attempt < 30; ++attempt) {
        place = &pick_place(random);
        if (!one_country || place->country == home.country) {
          break;
        }
        place = &home;
      }
      write_site(json, facts, *place, site, random);
    }
  });
}

}  // namespace

std::string email_of(std::string_view name) {
  std::string out;
  for (char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower >= 'a' && lower <= 'z') {
      out.push_back(lower);
    } else if (c == ' ' && !out.empty() && out.back() != '.') {
      out.push_back('.');
    }
  }
  return out + "@example.org";
}

std::string phone_number(Random& random) {
  const auto line = random.below(100);
  switch (random.below(3)) {
    case 0:
      return fmt::format("555-01{:02}", line);
    case 1:
      return fmt::format("(555) 555-01{:02}", line);
    default:
      return fmt::format("+1 555 555 01{:02}", line);
  }
}

void write_contacts_and_locations(JsonWriter& json, const StudyFacts& facts) {
  if (facts.rarity == Rarity::kWithheld) {
    return;
  }
  json.object("contactsLocationsModule", [&] {
    write_central_contacts(json, facts);
    write_officials(json, facts);
    write_locations(json, facts);
  });
}

}  // namespace trialkeep::corpus
