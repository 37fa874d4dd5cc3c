#include "site/fields_page.h"

#include <regex>
#include <set>

#include "base/strings.h"
#include "model/catalogue.h"
#include "site/page_checks.h"
#include "support/support.h"

namespace trialkeep::site::fields_page_test {
namespace {

TEST(FieldsPage, HasEveryFieldOfTheCatalogueAtAnAddressOfItsOwn) {
  const std::string html = fields_page().body;
  EXPECT_THAT(faults_of(html), ::testing::IsEmpty());
  const std::string text = text_of(html);
  for (const model::Field& field : model::fields()) {
    const std::string id = concat(" id=\"", field.piece, "\"");
    EXPECT_NE(html.find(id), std::string::npos) << field.piece;
    EXPECT_EQ(html.find(id), html.rfind(id)) << field.piece;
    EXPECT_NE(text.find(with_single_blanks(field.description)), std::string::npos) << field.piece;
    EXPECT_NE(text.find(field.path), std::string::npos) << field.piece;
  }
  for (const model::Area& area : model::areas()) {
    EXPECT_NE(html.find(concat(" id=\"area-", area.name, "\"")), std::string::npos) << area.name;
  }
}

TEST(FieldsPage, LeadsNowhereThatIsNotOnIt) {
  const std::string html = fields_page().body;
  std::set<std::string> ids;
  static const std::regex id(" id=\"([^\"]*)\"");
  for (std::sregex_iterator at(html.begin(), html.end(), id), end; at != end; ++at) {
    EXPECT_TRUE(ids.insert((*at)[1]).second) << "twice: " << (*at)[1];
  }
  static const std::regex link(" href=\"#([^\"]*)\"");
  std::size_t links = 0;
  for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at, ++links) {
    EXPECT_TRUE(ids.contains((*at)[1])) << (*at)[1];
  }
  EXPECT_GT(links, model::fields().size());
}

}  // namespace
}  // namespace trialkeep::site::fields_page_test
