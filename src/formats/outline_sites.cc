#include "formats/outline_sites.h"

#include "base/strings.h"
#include "formats/addresses.h"
#include "formats/outline_generic.h"
#include "formats/outline_values.h"

namespace trialkeep::formats {
namespace {

namespace piece = model::piece;

// "Berlin, 10117"
Cell place(Part& location) {
  Cell parts;
  for (const model::FieldId id : {piece::LocationCity, piece::LocationState, piece::LocationZip}) {
    append_values(parts, take(&location, id));
  }
  if (parts.empty()) {
    return {};
  }
  return {{.kind = ValueKind::kText, .text = joined_text(parts), .link = {}, .note = {}}};
}

// Name with role, telephone, e-mail, one after the other.
Cell contact_lines(Part& location) {
  Cell lines;
  for (Part* contact : objects(&location, piece::LocationContact)) {
    Cell name = take(contact, piece::LocationContactName);
    const std::string role = joined_text(take(contact, piece::LocationContactRole));
    if (name.empty()) {
      name = Cell{{.kind = ValueKind::kLabel, .text = role, .link = {}, .note = {}}};
    } else {
      name.front().note = role;
    }
    Cell phone = take(contact, piece::LocationContactPhone);
    const std::string extension = joined_text(take(contact, piece::LocationContactPhoneExt));
    if (!extension.empty()) {
      phone.push_back({.kind = ValueKind::kText, .text = concat("ext. ", extension), .link = {}, .note = {}});
    }
    append_values(lines, name.front().text.empty() ? Cell{} : std::move(name));
    if (!phone.empty()) {
      lines.push_back({.kind = ValueKind::kText, .text = joined_text(phone), .link = {}, .note = {}});
    }
    append_values(lines, take(contact, piece::LocationContactEMail));
  }
  return lines;
}

Table make_site_table(const std::string& country, const std::vector<Part*>& sites) {
  Table table{.title = concat(country, " (", counted(sites.size(), "site"), ")"),
              .is_list_of_records = true,
              .columns = {},
              .rows = {}};
  table.field = piece::Location;
  for (model::FieldId id : {piece::LocationFacility, piece::LocationCity, piece::LocationStatus, piece::LocationContact,
                            piece::LocationGeoPoint}) {
    std::string title = id == piece::LocationCity ? std::string("Place") : label_of(id);
    table.columns.push_back({.title = std::move(title), .note = {}, .is_numeric = false, .field = id});
  }
  for (Part* site : sites) {
    take(site, piece::LocationCountry);
    Row row;
    row.cells.push_back(take(site, piece::LocationFacility));
    row.cells.push_back(place(*site));
    row.cells.push_back(take(site, piece::LocationStatus));
    row.cells.push_back(contact_lines(*site));
    row.cells.push_back(take(site, piece::LocationGeoPoint));
    if (row.cells.front().empty()) {
      row.cells.front().push_back(missing_value());
    }
    table.rows.push_back(std::move(row));
  }
  drop_empty_columns(table);
  return table;
}

}  // namespace

void show_locations(Part& module, std::vector<Item>& items) {
  std::vector<std::pair<std::string, std::vector<Part*>>> countries;
  for (Part* location : objects(&module, piece::Location)) {
    std::string country = joined_text(peek(location->find(piece::LocationCountry)));
    if (country.empty()) {
      country = concat("Country ", kNotProvided);
    }
    std::size_t at = 0;
    while (at < countries.size() && countries[at].first != country) {
      ++at;
    }
    if (at == countries.size()) {
      countries.emplace_back(std::move(country), std::vector<Part*>());
    }
    countries[at].second.push_back(location);
  }
  for (const auto& [country, sites] : countries) {
    items.push_back({make_site_table(country, sites)});
  }
}

void show_documents(Part& module, std::string_view nct, std::vector<Item>& items) {
  const std::vector<Part*> documents = objects(&module, piece::LargeDoc);
  if (documents.empty()) {
    return;
  }
  const model::FieldId columns[] = {piece::LargeDocFilename,    piece::LargeDocLabel,      piece::LargeDocTypeAbbrev,
                                    piece::LargeDocDate,        piece::LargeDocUploadDate, piece::LargeDocSize,
                                    piece::LargeDocHasProtocol, piece::LargeDocHasSAP,     piece::LargeDocHasICF};
  Table table = make_record_table(label_of(piece::LargeDoc), documents, columns);
  table.field = piece::LargeDoc;
  const bool has_file_names = table.columns.front().title == label_of(piece::LargeDocFilename);
  for (Row& row : table.rows) {
    if (has_file_names && !row.cells.front().empty()) {
      Value& file = row.cells.front().front();
      file.link = document_address(nct, file.text);
    }
  }
  items.push_back({std::move(table)});
}

}  // namespace trialkeep::formats
