#pragma once
// Records as a data folder would give them, for tests of pages.

#include <functional>
#include <string>
#include <vector>

#include "engine/registry.h"
#include "model/catalogue.h"

namespace trialkeep::site {

// Version 2 of 3 of NCT00000001.
engine::StoredStudy stored_study(std::string json);

// A record with `payload` in every field of the catalogue.
std::string filled_record(const std::string& payload);
std::string filled_record(const std::function<std::string(const model::Field&)>& payload_of);

// Texts that would do harm on a page that forgot to escape them, lost its layout or believed their marks.
const std::vector<std::string>& hostile_texts();

}  // namespace trialkeep::site
