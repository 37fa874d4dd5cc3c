#include "site/fields_page.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "base/strings.h"
#include "model/catalogue.h"
#include "site/layout.h"
#include "site/parts.h"

namespace trialkeep::site {
namespace {

using model::FieldId;
using model::kNoField;

Html code(std::string_view words) { return element("code", text(words)); }

std::string area_address(const model::Area& area) { return concat("#area-", area.name); }

// The areas that search a field, in the catalogue's order.
std::map<FieldId, std::vector<const model::Area*>> areas_by_field() {
  std::map<FieldId, std::vector<const model::Area*>> out;
  for (const model::Area& area : model::areas()) {
    for (const model::AreaPart& part : area.parts) {
      for (FieldId id : part.pieces) {
        std::vector<const model::Area*>& areas = out[id];
        if (std::find(areas.begin(), areas.end(), &area) == areas.end()) {
          areas.push_back(&area);
        }
      }
    }
  }
  return out;
}

Html values_of(const model::EnumType& type) {
  Html list;
  for (const model::EnumValue& value : type.values) {
    list += element("li", code(value.value) + text(" ") + text(value.label));
  }
  const Html summary = element("summary", text(counted(type.values.size(), "value")));
  return element("details", summary + element("ul", list));
}

// What else the program knows of the field: how it can be searched and counted.
std::string uses_of(const model::Field& field) {
  std::string out;
  const auto add = [&](bool holds, std::string_view words) {
    append_to(out, holds && !out.empty() ? "; " : "", holds ? words : "");
  };
  add(field.is_indexed_only, "can be searched, is not part of the record");
  add(field.has_synonyms, "searched with synonyms");
  add(field.is_nested, "its entries are searched one by one by SEARCH");
  add(field.is_facet, "studies are counted by its values");
  add(model::has_value_statistics(field), "has statistics of its values");
  return out;
}

Html field_html(FieldId id, const std::vector<const model::Area*>& areas) {
  const model::Field& field = model::field(id);
  Html title = code(field.piece) + text(concat(" ", field.label));
  Html out = element("h3", element("a", {{"class", "anchor"}, {"href", concat("#", field.piece)}}, title));
  out += element("p", {{"class", "definition"}}, text(field.description));
  Html facts = fact("Type", code(field.type));
  facts += fact("Path", code(field.path));
  if (!areas.empty()) {
    Html links;
    for (const model::Area* area : areas) {
      links += (links.empty() ? Html() : text(", ")) + link(area_address(*area), area->name);
    }
    facts += fact("Search areas", links);
  }
  if (!field.alternative_pieces.empty()) {
    Html names;
    for (std::string_view name : field.alternative_pieces) {
      names += (names.empty() ? Html() : text(", ")) + code(name);
    }
    facts += fact("Also called", names);
  }
  if (const std::string uses = uses_of(field); !uses.empty()) {
    facts += fact("Use", text(uses));
  }
  if (!field.definition_url.empty()) {
    facts += fact("The registry's definition",
                  element("a", {{"href", std::string(field.definition_url)}, {"rel", "noreferrer"}},
                          text(field.definition_label.empty() ? field.definition_url : field.definition_label)));
  }
  if (field.enum_type != model::kNoEnum) {
    facts += fact("Values", values_of(model::enum_types()[field.enum_type]));
  }
  out += element("dl", facts);
  return element("section", {{"class", "entry"}, {"id", std::string(field.piece)}}, out);
}

Html area_html(const model::Area& area) {
  Html out = element("h3", text(area.name));
  if (!area.parameter.empty()) {
    out += element("p", {{"class", "definition"}},
                   text(concat("The API's parameter query.", area.parameter, area.ui_label.empty() ? "" : ": ",
                               area.ui_label, ".")));
  }
  Html rows;
  for (const model::AreaPart& part : area.parts) {
    for (FieldId id : part.pieces) {
      Html row = element("th", {{"scope", "row"}}, link(concat("#", model::field(id).piece), model::field(id).piece));
      row += element("td", {{"class", "number"}}, text(fmt::format("{:.2f}", part.weight)));
      row += element("td", text(part.has_synonyms ? "yes" : "no"));
      rows += element("tr", row);
    }
  }
  const Html heads = column_head("Field") + column_head("Weight", "number") + column_head("Synonyms");
  out += element("details", element("summary", text("Its fields")) + scroll_frame(table("figures", heads, rows)));
  return element("section", {{"class", "entry"}, {"id", area_address(area).substr(1)}}, out);
}

// The module that a field lies in; its section where it lies in none.
FieldId chapter_of(FieldId id) {
  FieldId module = id;
  while (model::field(module).parent != kNoField && model::field(model::field(module).parent).parent != kNoField) {
    module = model::field(module).parent;
  }
  return module;
}

Html make_main() {
  const auto areas = areas_by_field();
  Html contents;
  Html entries;
  FieldId chapter = kNoField;
  const auto count = static_cast<FieldId>(model::fields().size());
  for (FieldId id = 0; id < count; ++id) {
    if (chapter_of(id) != chapter) {
      chapter = chapter_of(id);
      const model::Field& field = model::field(chapter);
      const bool is_top = field.parent == kNoField;
      contents += element("li", {{"class", is_top ? "top-level" : ""}}, link(concat("#", field.piece), field.label));
      entries += element("h2", text(field.label));
    }
    const auto found = areas.find(id);
    entries += field_html(id, found == areas.end() ? std::vector<const model::Area*>() : found->second);
  }
  contents += element("li", {{"class", "top-level"}}, link("#areas", "Search areas"));
  entries += element("h2", {{"id", "areas"}}, text("Search areas"));
  for (const model::Area& area : model::areas()) {
    entries += area_html(area);
  }
  Html title = element("h1", text("Fields of a record"));
  title += element("p", {{"class", "lead"}},
                   text(concat("All ", model::fields().size(),
                               " fields that a record can hold or a search can ask for, in the record's order, with "
                               "their types and the search areas that hold them.")));
  title += element("p", link("/api/v2/studies/metadata", "The same as JSON"));
  const Html nav = element("nav", {{"class", "contents"}, {"aria-label", "Contents"}},
                           element("p", {{"class", "contents-title"}}, text("On this page")) + element("ol", contents));
  return element("div", {{"class", "study fields"}},
                 element("div", {{"class", "masthead"}}, title) + nav + element("article", entries));
}

}  // namespace

http::Response fields_page() {
  static const Html main = make_main();
  return page(200, {.title = "Fields of a record", .search = {}, .has_large_box = false}, main);
}

}  // namespace trialkeep::site
