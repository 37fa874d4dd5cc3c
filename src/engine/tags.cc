#include "engine/tags.h"

#include <algorithm>

#include "base/strings.h"
#include "engine/data_check.h"
#include "model/catalogue.h"
#include "model/enum_values.h"
#include "query/bound.h"
#include "query/parser.h"

namespace trialkeep::engine {
namespace {

namespace piece = model::piece;

std::string area(model::FieldId field, std::string_view source) {
  return concat("AREA[", model::field(field).piece, "]", source);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Status check_name(std::string_view name) {
  if (name.empty() || name.size() > kTagNameBytesMax || has_control(name)) {
    return absl::InvalidArgumentError(
        concat("\"", name, "\" cannot be the name of a tag; write 1 to ", kTagNameBytesMax, " bytes on one line"));
  }
  return absl::OkStatus();
}

// A query that finds what it is meant to find, or a sentence about its first fault.
Status check_query(const std::string& query) {
  if (query.empty()) {
    return absl::InvalidArgumentError("the query of a tag cannot be empty; write ALL for every study");
  }
  query::ParsedQuery parsed = query::parse(query);
  query::BoundQuery bound = query::bind(parsed.tree, query::area_of_parameter("advanced"));
  for (const auto* complaints : {&parsed.complaints, &bound.complaints}) {
    if (!complaints->empty()) {
      return absl::InvalidArgumentError(
          concat("the query is not understood:\n", query::show_complaint(query, complaints->front())));
    }
  }
  return absl::OkStatus();
}

Status write_tags(const DataFolder& folder, const std::vector<Tag>& tags, os::FileSystem& files) {
  std::string text;
  for (const Tag& tag : tags) {
    append_to(text, tag.name, "\t", tag.query, "\n");
  }
  return os::write_file_atomically(files, folder.tags(), text);
}

}  // namespace

std::vector<Tag> ready_tags() {
  const std::string genetic = area(piece::InterventionType, model::value::InterventionType_GENETIC);
  constexpr std::string_view kGene =
      "(\"gene therapy\" OR \"gene transfer\" OR \"gene editing\" OR \"genome editing\" OR \"gene modified\" OR "
      "CRISPR OR lentiviral OR adenoviral OR AAV OR \"adeno associated virus\" OR \"oncolytic virus\" OR \"plasmid "
      "DNA\" "
      "OR \"chimeric antigen receptor\" OR \"CAR-T\")";
  constexpr std::string_view kCell =
      "(\"cell therapy\" OR \"stem cell\" OR \"progenitor cell\" OR \"stromal cell\" OR \"chimeric antigen receptor\" "
      "OR \"CAR-T\" OR \"tumor infiltrating lymphocytes\" OR \"dendritic cell\" OR \"NK cell\" OR \"islet "
      "transplantation\" OR \"bone marrow transplantation\")";
  return {{"has adverse events", concat("NOT ", area(piece::AdverseEventsModule, "MISSING"))},
          {"possible gene therapy", concat(genetic, " OR ", area(piece::InterventionName, kGene), " OR ",
                                           area(piece::InterventionDescription, kGene))},
          {"cell therapy",
           concat(area(piece::InterventionName, kCell), " OR ", area(piece::InterventionDescription, kCell))}};
}

StatusOr<std::vector<Tag>> read_tags(const DataFolder& folder, os::FileSystem& files) {
  const std::string path = folder.tags();
  ASSIGN_OR_RETURN(const os::EntryKind kind, files.kind(path));
  if (kind == os::EntryKind::kNone) {
    return ready_tags();
  }
  ASSIGN_OR_RETURN(const std::string text, files.read_file(path, kTagsFileBytes));
  std::vector<Tag> tags;
  for (std::size_t begin = 0, line = 1; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    const std::size_t tab = row.find('\t');
    if (row.empty()) {
      continue;
    }
    if (tab == std::string_view::npos || tags.size() == kTagsMax || !check_name(row.substr(0, tab)).ok()) {
      return absl::DataLossError(concat(path, ", line ", line,
                                        " is no tag: a name, a tab and a query; mend or remove the line (at most ",
                                        kTagsMax, " tags)"));
    }
    tags.push_back({std::string(row.substr(0, tab)), std::string(row.substr(tab + 1))});
  }
  return tags;
}

Status add_tag(const DataFolder& folder, std::string_view name, std::string_view query, os::FileSystem& files) {
  name = without_outer_blanks(name);
  std::string text(without_outer_blanks(query));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  RETURN_IF_ERROR(check_name(name));
  RETURN_IF_ERROR(check_query(text));
  RETURN_IF_ERROR(check_has_data(folder, files));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  ASSIGN_OR_RETURN(std::vector<Tag> tags, read_tags(folder, files));
  const auto same = std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.name == name; });
  if (same != tags.end()) {
    same->query = std::move(text);
  } else if (tags.size() == kTagsMax) {
    return absl::ResourceExhaustedError(concat("there are ", kTagsMax, " tags, and there can be no more; remove one"));
  } else {
    tags.push_back({std::string(name), std::move(text)});
  }
  return write_tags(folder, tags, files);
}

Status remove_tag(const DataFolder& folder, std::string_view name, os::FileSystem& files) {
  name = without_outer_blanks(name);
  RETURN_IF_ERROR(check_has_data(folder, files));
  ASSIGN_OR_RETURN(const auto lock, files.lock(folder.lock()));
  ASSIGN_OR_RETURN(std::vector<Tag> tags, read_tags(folder, files));
  if (std::erase_if(tags, [&](const Tag& tag) { return tag.name == name; }) == 0) {
    std::string names;
    for (const Tag& tag : tags) {
      append_to(names, names.empty() ? "" : ", ", tag.name);
    }
    return absl::NotFoundError(
        concat("there is no tag \"", name, "\"; ", tags.empty() ? "there are none" : concat("the tags are: ", names)));
  }
  return write_tags(folder, tags, files);
}

const Tag* find_tag(const std::vector<Tag>& tags, std::string_view name) {
  const auto found = std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.name == name; });
  return found == tags.end() ? nullptr : &*found;
}

QueryPart filter_of(const Tag& tag) { return {"advanced", tag.query, true}; }

StatusOr<std::vector<Tag>> tags_of(Registry& registry, NctNumber nct, const Moment& moment) {
  ASSIGN_OR_RETURN(std::vector<Tag> tags, read_tags(registry.folder()));
  std::vector<Tag> holding;
  for (Tag& tag : tags) {
    SearchRequest request;
    request.parts = {filter_of(tag)};
    request.moment = moment;
    ASSIGN_OR_RETURN(const SearchExplanation why, registry.explain(request, nct));
    if (why.complaints.empty() && why.parts.has_value()) {
      holding.push_back(std::move(tag));
    }
  }
  return holding;
}

}  // namespace trialkeep::engine
