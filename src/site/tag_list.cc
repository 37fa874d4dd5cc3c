#include "site/tag_list.h"

#include "base/strings.h"
#include "site/parts.h"
#include "site/search_question.h"

namespace trialkeep::site {

std::vector<engine::Tag> known_tags(engine::Registry& registry) {
  auto tags = engine::read_tags(registry.folder());
  return tags.ok() ? *std::move(tags) : std::vector<engine::Tag>();
}

Html tag_list(const std::vector<engine::Tag>& tags, const std::string& as_of) {
  Html items;
  for (const engine::Tag& tag : tags) {
    SearchQuestion question;
    question.tags = {tag.name};
    question.as_of = as_of;
    items += element("li", link(address_of(question), tag.name));
  }
  return items.empty() ? Html() : element("ul", {{"class", "chips"}, {"aria-label", "Tags"}}, items);
}

Html tag_query(const engine::Tag& tag, const std::string& as_of) {
  SearchQuestion question;
  question.text("q") = tag.query;
  question.as_of = as_of;
  return element("details", {{"class", "expansions"}},
                 element("summary", text(concat("The query of the tag “", tag.name, "”"))) +
                     element("p", link(address_of(question), element("code", text(tag.query)))));
}

}  // namespace trialkeep::site
