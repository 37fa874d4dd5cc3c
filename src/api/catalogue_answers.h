#pragma once
// What the registry tells of its own data: the tree of fields, the search areas, the enums (spec/API.md section 7.1),
// all from the catalogue. Bodies are JSON, the same for the life of the program.
//
// Keys and their order are the registry's; descriptions are our own words. The catalogue knows no field of the
// registry's that only historic data have, so to ask for them changes nothing.

#include <string>

namespace trialkeep::api {

// [{"name","piece","title"?,"nested"?,"sourceType","type","description"?,"isEnum"?,"synonyms"?,"indexedOnly"?,
//   "altPieceNames"?,"dedLink"?,"children"?}...]. The source of a field that can only be searched was never recorded:
// it is told by the kind of its values.
const std::string& metadata_json(bool with_indexed_only);
// [{"name":"Study","areas":[{"name","param"?,"uiLabel"?,"parts":[{"pieces","type","weight","isEnum","isSynonyms"}]}]}]
const std::string& search_areas_json();
// [{"type","values":[{"value","legacyValue","exceptions"?}],"pieces"}...]
const std::string& enums_json();

}  // namespace trialkeep::api
