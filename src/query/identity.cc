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
    out_.varint(node.exact.size());
    for (const ExactTerm& one : node.exact) {
      add(one.field);
      out_.sized(one.term);
    }
    out_.varint(node.ranges.size());
    for (const NumberRange& one : node.ranges) {
      add(one.field);
      out_.u32(static_cast<std::uint32_t>(one.low));
      out_.u32(static_cast<std::uint32_t>(one.high));
    }
    add(node.fields);
    add(node.latitude);
    add(node.longitude);
    add(node.radius_m);
    out_.u16(node.element_of);
    out_.varint(node.children.size());
    for (const BoundNode& child : node.children) {
      add(child);
    }
  }
  std::string take() { return out_.take(); }

 private:
  void add(double value) { out_.u64(std::bit_cast<std::uint64_t>(value)); }
  void add(const WeightedField& one) {
    out_.u16(one.field);
    add(one.weight);
    out_.u8(one.has_synonyms ? 1 : 0);
  }
  void add(const std::vector<WeightedField>& fields) {
    out_.varint(fields.size());
    for (const WeightedField& one : fields) {
      add(one);
    }
  }
  void add(const Form& form) {
    add(form.similarity);
    out_.u8(form.is_synonym ? 1 : 0);
    out_.varint(form.slots.size());
    for (const std::vector<FormWord>& slot : form.slots) {
      out_.varint(slot.size());
      for (const FormWord& word : slot) {
        out_.sized(word.word);
        add(word.similarity);
        out_.sized(word.typed);
        out_.u8(static_cast<std::uint8_t>(word.letters));
        out_.u8(static_cast<std::uint8_t>(word.joint));
      }
    }
  }
  void add(const std::vector<Form>& forms) {
    out_.varint(forms.size());
    for (const Form& form : forms) {
      add(form);
    }
  }
  void add(const TextQuery& text) {
    add(text.fields);
    add(text.whole);
    out_.varint(text.apart.size());
    for (const Segment& segment : text.apart) {
      add(segment.forms);
      add(segment.forms_share);
      out_.varint(segment.words.size());
      for (const std::vector<Form>& word : segment.words) {
        add(word);
      }
      add(segment.words_share);
    }
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
