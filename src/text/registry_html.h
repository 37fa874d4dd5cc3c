#pragma once
// The registry's markup as the HTML that its own pages and its internal API give (not API v2), and back.
//
// That HTML knows p, ul, ol and li, without line breaks between them. The only paragraph of a text or of a list
// item stands without its <p>. `& < > " ' /` are character references. Source: spec/CLIENTS.md 15 and answers of
// the registry that clients have recorded; those break a line behind each sentence, which the markup does not.

#include <optional>
#include <string>
#include <string_view>

namespace trialkeep::text {

// Never holds another tag; addresses of links stand as text, as in markup_blocks.
std::string markup_to_registry_html(std::string_view markup);

// The markup whose HTML says the same, blocks and texts alike but for how blanks are spread; nullopt for what is
// not such HTML or has no such markup. Text without tags and references is HTML as well.
std::optional<std::string> registry_html_to_markup(std::string_view html);

// True for what markup has and such HTML has not: an escape or an empty line.
bool is_rather_markup(std::string_view text);

}  // namespace trialkeep::text
