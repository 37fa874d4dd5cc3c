#include "site/glossary.h"

#include <algorithm>
#include <regex>
#include <set>

#include "base/strings.h"
#include "support/support.h"

namespace trialkeep::site::glossary_test {
namespace {

TEST(Glossary, HasEachTermOnceAndUsesIt) {
  std::set<std::string_view> ids;
  for (const Term& term : glossary()) {
    EXPECT_TRUE(ids.insert(term.id).second) << term.id;
    EXPECT_TRUE(std::regex_match(std::string(term.id), std::regex("[a-z-]+"))) << term.id;
    EXPECT_TRUE(term.explanation.ends_with(".")) << term.id;
    const auto is_used = [&](const TermUse& use) { return use.term == term.id; };
    EXPECT_TRUE(std::any_of(term_uses().begin(), term_uses().end(), is_used)) << term.id;
  }
  for (const TermUse& use : term_uses()) {
    EXPECT_TRUE(ids.contains(use.term)) << use.term;
  }
}

TEST(Glossary, ExplainsValuesThatTheCatalogueHas) {
  for (const TermUse& use : term_uses()) {
    if (use.value.empty()) {
      continue;
    }
    const model::Field& field = model::field(use.field);
    ASSERT_NE(field.enum_type, model::kNoEnum) << field.piece;
    const auto values = model::enum_types()[field.enum_type].values;
    const auto is_it = [&](const model::EnumValue& value) { return value.label == use.value; };
    EXPECT_TRUE(std::any_of(values.begin(), values.end(), is_it)) << field.piece << " " << use.value;
  }
}

TEST(Glossary, ExplainsWhatAPageShowsOnce) {
  UsedTerms terms;
  EXPECT_EQ(terms.label(model::piece::BriefTitle, text("Brief Title")).string(), "Brief Title");
  EXPECT_TRUE(terms.explanations().empty());
  const std::string button = terms.label(model::piece::DesignMasking, text("Masking")).string();
  EXPECT_EQ(button, "<button type=\"button\" class=\"term\" popovertarget=\"term-masking\">Masking</button>");
  terms.label(model::piece::DesignMasking, text("Masking"));
  const std::string all = terms.explanations().string();
  EXPECT_NE(all.find("id=\"term-masking\""), std::string::npos);
  EXPECT_EQ(all.find("id=\"term-masking\""), all.rfind("id=\"term-masking\""));
}

}  // namespace
}  // namespace trialkeep::site::glossary_test
