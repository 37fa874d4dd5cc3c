#include "site/tag_list.h"

#include "base/strings.h"
#include "site/search_question.h"

namespace trialkeep::site {

std::vector<engine::Tag> known_tags(engine::Registry& registry) {
  auto tags = engine::read_tags(registry.folder());
  return tags.ok() ? *std::move(tags) : std::vector<engine::Tag>();
}

Html tag_list(const std::vector<engine::Tag>& tags) {
  Html items;
  for (const engine::Tag& tag : tags) {
    SearchQuestion question;
    question.tags = {tag.name};
    items += element("li", element("a", {{"href", address_of(question)}}, text(tag.name)));
  }
  return items.empty() ? Html() : element("ul", {{"class", "chips"}, {"aria-label", "Tags"}}, items);
}

Html tag_query(const engine::Tag& tag) {
  SearchQuestion question;
  question.text("q") = tag.query;
  return element("details", {{"class", "expansions"}},
                 element("summary", text(concat("The query of the tag “", tag.name, "”"))) +
                     element("p", element("a", {{"href", address_of(question)}}, element("code", text(tag.query)))));
}

}  // namespace trialkeep::site
