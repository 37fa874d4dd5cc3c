#pragma once
// The parameters that each endpoint knows, and the first look at those of a request: a name that the
// registry does not know is refused as the registry does, and one given twice with different values as well.
// An empty value counts as absent, as it does for the registry. Of those of ours without which more would be told, or
// the same of another day, it is refused like any other that says nothing: it comes of a variable that was not set.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/nct.h"
#include "base/status.h"
#include "http/message.h"

namespace trialkeep::api {

struct ParameterRow {
  std::string_view name;
};

std::span<const ParameterRow> studies_parameters();  // of /studies
std::span<const ParameterRow> study_parameters();    // of /studies/{nctId}

// Ok when `known` has every parameter and none is given twice with different values.
Status check_parameters(const std::vector<http::Parameter>& parameters, std::span<const ParameterRow> known);

// The value of a parameter, without outer blanks; empty when it is absent.
std::string_view value_of(const std::vector<http::Parameter>& parameters, std::string_view name);

// Whether the parameter is there, be it with an empty value.
bool is_given(const std::vector<http::Parameter>& parameters, std::string_view name);

// Which of `choices` the parameter names, to the letter; the first when it is absent. A refusal for any other value.
StatusOr<std::size_t> read_choice(const std::vector<http::Parameter>& parameters, std::string_view name,
                                  std::span<const std::string_view> choices);
// true or false in any case of letters, since Python writes True; false when it is absent.
StatusOr<bool> read_boolean(const std::vector<http::Parameter>& parameters, std::string_view name);

struct ListItem {
  std::size_t number = 0;  // from 1, as typed
  std::string text;        // without outer blanks
};

// The entries of a list whose separators are commas and pipes. Empty entries are left out, as after a
// final comma; a list of nothing else keeps its first, so that it is not taken for an absent one.
std::vector<ListItem> split_list(std::string_view list);

// Ok when an entry of `fields` can be the name of a field, by the registry's pattern; a refusal for any other.
Status check_field_name(const ListItem& item);

// The number of a study as it stands in a path, by the registry's pattern, which has no blanks; else a refusal.
StatusOr<NctNumber> read_path_number(std::string_view typed);

}  // namespace trialkeep::api
