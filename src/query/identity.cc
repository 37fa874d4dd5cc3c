#include <bit>

#include "base/bytes.h"
#include "query/bound.h"

namespace trialkeep::query {
namespace {

class IdentityWriter {
 public:
  void add(const BoundNode& node) {
    out_.u8(static_cast<std::uint8_t>(node.kind));
    out_.u8(static_cast<std::uint8_t>(node.is_filter ? 1 : 0) | static_cast<std::uint8_t>(node.is_alternative ? 2 : 0));
    add(node.text);
    add(node.exact);
    add(node.ranges);
    add(node.fields);
    add(node.latitude);
    add(node.longitude);
    add(node.radius_m);
    out_.u16(node.element_of);
    add(node.children);
  }
  std::string take() { return out_.take(); }

 private:
  template <typename One>
  void add(const std::vector<One>& list) {
    out_.varint(list.size());
    for (const One& one : list) {
      add(one);
    }
  }
  void add(double value) { out_.u64(std::bit_cast<std::uint64_t>(value)); }
  void add(const WeightedField& one) {
    out_.u16(one.field);
    add(one.weight);
    out_.u8(one.has_synonyms ? 1 : 0);
  }
  void add(const ExactTerm& one) {
    add(one.field);
    out_.sized(one.term);
  }
  void add(const NumberRange& one) {
    add(one.field);
    out_.u32(static_cast<std::uint32_t>(one.low));
    out_.u32(static_cast<std::uint32_t>(one.high));
  }
  void add(const FormWord& word) {
    out_.sized(word.word);
    add(word.similarity);
    out_.sized(word.typed);
    out_.u8(static_cast<std::uint8_t>(word.letters));
    out_.u8(static_cast<std::uint8_t>(word.joint));
  }
  void add(const Form& form) {
    add(form.similarity);
    out_.u8(form.is_synonym ? 1 : 0);
    add(form.slots);
  }
  void add(const Segment& segment) {
    add(segment.forms);
    add(segment.forms_share);
    add(segment.words);
    add(segment.words_share);
  }
  void add(const TextQuery& text) {
    add(text.fields);
    add(text.whole);
    add(text.apart);
    out_.u8(static_cast<std::uint8_t>(text.is_lossy ? 1 : 0) | static_cast<std::uint8_t>(text.as_typed ? 2 : 0));
    out_.u8(static_cast<std::uint8_t>(text.coverage));
  }

  ByteWriter out_;
};

}  // namespace

std::string identity_of(const BoundNode& node) {
  IdentityWriter writer;
  writer.add(node);
  return writer.take();
}

}  // namespace trialkeep::query
