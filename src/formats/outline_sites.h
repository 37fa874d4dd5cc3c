#pragma once
// The lists of a record that read better than their generic form: sites, documents.

#include <string_view>
#include <vector>

#include "formats/outline.h"
#include "formats/outline_part.h"

namespace trialkeep::formats {

// A table of sites for each country, countries by first appearance, sites in the record's order.
void show_locations(Part& module, std::vector<Item>& items);

// The uploaded documents of study `nct`, each linked to where the registry keeps it.
void show_documents(Part& module, std::string_view nct, std::vector<Item>& items);

}  // namespace trialkeep::formats
