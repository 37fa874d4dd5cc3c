#include "site/section_page.h"

#include <algorithm>

#include "base/strings.h"
#include "formats/module_view.h"
#include "site/glossary.h"
#include "site/layout.h"
#include "site/outline_html.h"

namespace trialkeep::site {
namespace {

namespace piece = model::piece;
using model::FieldId;
using model::kNoField;

FieldId find_structure(FieldId parent, std::string_view key) {
  for (FieldId id : model::children(parent)) {
    if (model::field(id).kind == model::ValueKind::kStructure && equals_ignoring_case(model::field(id).key, key)) {
      return id;
    }
  }
  return kNoField;
}

// "Study > Protocol Section > Description Module".
Html path_html(const StudyAddress& study, FieldId id) {
  Html items = element("li", link(study.page(), concat("Study ", study.nct)));
  const FieldId section = model::field(id).parent;
  if (section != kNoField) {
    items += element("li", link(section_address(study, section), model::field(section).label));
  }
  items += element("li", element("span", {{"aria-current", "page"}}, text(model::field(id).label)));
  return element("nav", {{"class", "path"}, {"aria-label", "Path"}}, element("ol", items));
}

Html study_facts(const engine::StoredStudy& stored, const model::Study& study, const StudyAddress& address) {
  Html facts = fact("Study", link(address.page(), address.nct));
  facts += fact("Brief Title", text(study.text(piece::BriefTitle)));
  facts += fact("First seen here", text(stored.first_seen.reading_text()));
  facts += fact("Last changed here", text(stored.last_changed.reading_text()));
  return element("dl", {{"class", "study-facts"}}, facts);
}

// Every field at or below `id` that its own entries hold, with what it is for.
Html definitions_below(FieldId id) {
  Html out;
  for (FieldId child : model::children(id)) {
    const model::Field& field = model::field(child);
    out += element("dt", link(field_address(child), field.piece) + text(concat(" ", field.label)));
    out += element("dd", text(field.description));
    out += definitions_below(child);
  }
  return out;
}

Html field_heading(int depth, const Html& title) {
  return depth == 0 ? element("h3", title) : depth == 1 ? element("h4", title) : element("h5", title);
}

Html field_html(const formats::FieldView& view, bool has_own_value, UsedTerms& terms) {
  const model::Field& field = model::field(view.field);
  Html title = text(field.label) + text(" ");
  title += element("a", {{"class", "piece"}, {"href", field_address(view.field)}}, element("code", text(field.piece)));
  Html out = field_heading(view.depth, title);
  out += element("p", {{"class", "definition"}}, text(field.description));
  if (field.kind == model::ValueKind::kStructure && !view.is_heading) {
    const Html inside = element("summary", text("Fields of each entry"));
    out += element("details", inside + element("dl", definitions_below(view.field)));
  }
  if (!view.is_heading && has_own_value) {
    out += element("div", {{"class", "field-value"}},
                   view.items.empty() ? element("p", {{"class", "missing"}}, text(formats::kNotProvided))
                                      : items_html(view.items, terms));
  }
  return element("div", {{"class", "module-field"}}, out);
}

Html module_html(const model::Study& study, FieldId module, const std::string& as_of) {
  formats::ModuleView view = formats::make_module_view(study, module);
  keep_in_the_past(view.whole, as_of);
  keep_in_the_past(view.unknown, as_of);
  for (formats::FieldView& field : view.fields) {
    keep_in_the_past(field.items, as_of);
  }
  if (!view.is_present) {
    Html fields;
    UsedTerms terms;
    for (const formats::FieldView& field : view.fields) {
      fields += field_html(field, false, terms);
    }
    return element("p", {{"class", "missing"}}, text("This record lacks the module. What it could hold:")) + fields;
  }
  UsedTerms terms;
  Html out;
  if (!view.whole.empty()) {
    out += element("section", element("h2", text("What the record says")) + items_html(view.whole, terms));
  }
  Html fields = element("h2", text("Fields"));
  for (const formats::FieldView& field : view.fields) {
    fields += field_html(field, view.whole.empty(), terms);
  }
  out += element("section", fields);
  if (!view.unknown.empty()) {
    out += element("section", element("h2", text("Other Data in This Module")) + items_html(view.unknown, terms));
  }
  return out + element("div", {{"class", "explanations"}}, terms.explanations());
}

Html modules_html(const StudyAddress& address, const model::Study& study, FieldId section) {
  Html list;
  for (FieldId id : model::children(section)) {
    const model::Field& field = model::field(id);
    Html entry = link(section_address(address, id), field.label);
    if (!study.value(id)) {
      entry += text(" ") + element("span", {{"class", "missing"}}, text("(not in this record)"));
    }
    list += element("dt", entry) + element("dd", text(field.description));
  }
  return element("h2", text("Modules")) + element("dl", {{"class", "modules"}}, list);
}

// The ways to the other sections of the record.
Html sections_html(const StudyAddress& study, FieldId here) {
  Html list;
  for (FieldId id : model::children(kNoField)) {
    if (model::field(id).kind == model::ValueKind::kStructure && id != here) {
      list += element("li", link(section_address(study, id), model::field(id).label));
    }
  }
  return element("h2", text("Other sections")) + element("ul", list);
}

}  // namespace

FieldId find_section(std::string_view section, std::string_view module) {
  const FieldId found = find_structure(kNoField, section);
  return found == kNoField || module.empty() ? found : find_structure(found, module);
}

std::string section_path(std::string_view nct, FieldId id) {
  const FieldId parent = model::field(id).parent;
  return concat(parent == kNoField ? concat("/study/", nct) : section_path(nct, parent), "/", model::field(id).key);
}

std::string section_address(const StudyAddress& study, FieldId id) {
  return with_parameter(section_path(study.nct, id), "asOf", study.as_of);
}

std::string field_address(FieldId id) { return concat("/reference/fields#", model::field(id).piece); }

http::Response section_page(const engine::StoredStudy& stored, const model::Study& study, FieldId id,
                            const AsOf& as_of) {
  const StudyAddress address{stored.nct.text(), as_of.text};
  const model::Field& field = model::field(id);
  const bool is_section = field.parent == kNoField;
  Html main = as_of_banner(stored, as_of) + path_html(address, id);
  main += element("h1", text(field.label));
  main += element("p", {{"class", "lead"}}, text(field.description));
  main += study_facts(stored, study, address);
  main +=
      is_section ? modules_html(address, study, id) + sections_html(address, id) : module_html(study, id, as_of.text);
  return page(
      200, {.title = concat(field.label, ", ", address.nct), .search = {.as_of = as_of.text}, .has_large_box = false},
      element("div", {{"class", "narrow module"}}, main));
}

}  // namespace trialkeep::site
