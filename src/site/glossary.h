#pragma once
// What words of the field mean, in our own words, for readers who are not of it. A label or value that has an
// explanation is a button on the page, which shows it without script; the explanations that a page needs stand at
// its end, once each.

#include <span>
#include <string_view>
#include <vector>

#include "formats/outline.h"
#include "site/html.h"

namespace trialkeep::site {

struct Term {
  std::string_view id;  // unique: lower-case letters and '-'
  std::string_view title;
  std::string_view explanation;
};

// Where a term stands: as the label of a field, or as one of its values.
struct TermUse {
  model::FieldId field;
  std::string_view value;  // by its label for people; empty: the field's own label
  std::string_view term;   // its id
};

std::span<const Term> glossary();
std::span<const TermUse> term_uses();

// The terms that a page has used, in the order of their first use.
class UsedTerms {
 public:
  // `shown`, as a button when the label of `field` has an explanation.
  Html label(model::FieldId field, const Html& shown);
  // The same for a value of `field`.
  Html value(model::FieldId field, std::string_view label, const Html& shown);
  // The explanations; empty when none was used.
  Html explanations() const;

 private:
  Html button(std::string_view term, const Html& shown);

  std::vector<const Term*> used_;
};

}  // namespace trialkeep::site
