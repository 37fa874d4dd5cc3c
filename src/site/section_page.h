#pragma once
// A section of a record, and one module of it field by field: what each field is for and what the record says in it.
//
//   /study/NCT.../protocolSection                    a section: its modules
//   /study/NCT.../protocolSection/descriptionModule  a module
//
// The names are the keys of the record, in which the API's answers have them too.

#include <string>
#include <string_view>

#include "engine/registry.h"
#include "http/message.h"
#include "model/study.h"
#include "site/as_of.h"
#include "site/parts.h"

namespace trialkeep::site {

// The section or module that an address names, letter case free; kNoField when there is none. `module` may be empty.
model::FieldId find_section(std::string_view section, std::string_view module);

// The address of the page of a section or module.
std::string section_path(std::string_view nct, model::FieldId id);
std::string section_address(const StudyAddress& study, model::FieldId id);

// The address of a field in the reference of fields.
std::string field_address(model::FieldId id);

// Its links stay in the time of `as_of`. REQUIRES: `id` is from find_section(), `study` was parsed from `stored`.
http::Response section_page(const engine::StoredStudy& stored, const model::Study& study, model::FieldId id,
                            const AsOf& as_of = {});

}  // namespace trialkeep::site
