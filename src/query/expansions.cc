#include "query/expansions.h"

#include <algorithm>

namespace trialkeep::query {
namespace {

std::string text_of(const Form& form) {
  std::string out;
  for (const std::vector<FormWord>& slot : form.slots) {
    out.append(out.empty() ? "" : " ").append(slot.front().word);
  }
  return out;
}

void add(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) {
    list.push_back(std::move(text));
  }
}

void add_forms(const std::vector<Form>& forms, std::vector<PhraseExpansion>& out) {
  if (forms.empty()) {
    return;
  }
  PhraseExpansion one;
  one.phrase = text_of(forms.front());
  for (const std::vector<FormWord>& slot : forms.front().slots) {
    for (std::size_t i = 1; i < slot.size(); ++i) {
      add(one.variants, slot[i].word);
    }
  }
  for (std::size_t i = 1; i < forms.size(); ++i) {
    add(forms[i].is_synonym ? one.synonyms : one.compounds, text_of(forms[i]));
  }
  const auto same = [&](const PhraseExpansion& other) { return other.phrase == one.phrase; };
  if (std::none_of(out.begin(), out.end(), same)) {
    out.push_back(std::move(one));
  }
}

void add_node(const BoundNode& node, std::vector<PhraseExpansion>& out) {
  add_forms(node.text.whole, out);
  for (const Segment& segment : node.text.apart) {
    add_forms(segment.forms, out);
    for (const std::vector<Form>& word : segment.words) {
      add_forms(word, out);
    }
  }
  for (const BoundNode& child : node.children) {
    add_node(child, out);
  }
}

}  // namespace

std::vector<PhraseExpansion> expansions_of(const BoundNode& query) {
  std::vector<PhraseExpansion> out;
  add_node(query, out);
  return out;
}

}  // namespace trialkeep::query
