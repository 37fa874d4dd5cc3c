#pragma once
// Studies side by side: a column for each, a row for each field, what differs marked.
//
//   /compare?ids=NCT...,NCT...   up to kComparedStudiesMax; commas, bars or blanks between them
//     fields=Piece,Piece         in place of the usual ones; a module or section stands for all its fields
//     only=differences           leaves out rows in which all studies say the same
//     format=csv                 the table as a file: a row for each field
//     asOf=2026-02-10            as the studies were known then

#include <string>
#include <vector>

#include "base/nct.h"
#include "formats/outline.h"
#include "http/message.h"
#include "model/catalogue.h"
#include "model/study.h"
#include "site/as_of.h"

namespace trialkeep::site {

inline constexpr std::size_t kComparedStudiesMax = 6;
inline constexpr std::size_t kComparedFieldsMax = 200;  // rows of one page

struct CompareQuestion {
  std::vector<NctNumber> ids;          // each once, in the order of the address
  std::vector<model::FieldId> fields;  // leaves, each once; the usual ones where the address names none
  std::string ids_text;                // as typed
  std::string fields_text;             // as typed; empty: the usual fields
  bool only_differences = false;
  bool as_csv = false;
  std::vector<std::string> faults;  // sentences about what cannot be read; then nothing else counts
};
CompareQuestion read_compare_question(const http::Request& request);

// One study's values of the question's fields, in their order.
struct ComparedColumn {
  NctNumber nct;
  std::string title;
  std::vector<formats::Cell> cells;
};
ComparedColumn compared_column(NctNumber nct, const model::Study& study, const std::vector<model::FieldId>& fields);

// `missing` are the numbers of the question that no study has, or had by then.
http::Response compare_page(const CompareQuestion& question, const std::vector<ComparedColumn>& columns,
                            const std::vector<NctNumber>& missing, const AsOf& as_of = {});

}  // namespace trialkeep::site
