#include "engine/record_dictionary.h"

#include "base/limits.h"
#include "base/strings.h"
#include "model/catalogue.h"

namespace trialkeep::engine {
namespace {

using model::Field;
using model::FieldId;
using model::ValueKind;

void append_member(FieldId id, std::string& out);

void append_structure(FieldId parent, std::string& out) {
  out.push_back('{');
  for (FieldId child : model::children(parent)) {
    append_member(child, out);
  }
  out.push_back('}');
}

void append_member(FieldId id, std::string& out) {
  const Field& field = model::field(id);
  append_to(out, "\"", field.key, "\":", field.is_list ? "[" : "");
  switch (field.kind) {
    case ValueKind::kStructure:
      append_structure(id, out);
      break;
    case ValueKind::kEnum:
      for (const model::EnumValue& value : model::enum_types()[field.enum_type].values) {
        append_to(out, "\"", value.value, "\",\"", field.key, "\":");
      }
      break;
    case ValueKind::kBoolean:
      out.append("true,false");
      break;
    case ValueKind::kDate:
      out.append("\"2024-01-01\"");
      break;
    case ValueKind::kGeoPoint:
      append_to(out, "{\"", model::kGeoPointKeys[0], "\":,\"", model::kGeoPointKeys[1], "\":}");
      break;
    default:
      out.append("\"\"");
  }
  append_to(out, field.is_list ? "]" : "", ",");
}

// A store has to grow so many times before it is learnt from anew.
constexpr std::uint64_t kGrowth = 8;
// One record in so many is not learnt from but tried.
constexpr std::size_t kTryEvery = 10;
constexpr std::size_t kTrainingBytes = 12u << 20;
constexpr std::size_t kSampleBytes = 128u << 10;  // of one record

struct Samples {
  std::vector<std::string_view> to_learn;
  std::vector<std::string_view> to_try;
};

Samples take_samples(const std::vector<std::string>& bodies) {
  Samples samples;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    if (i % kTryEvery == 0) {
      samples.to_try.emplace_back(bodies[i]);
    } else if (bytes < kTrainingBytes) {
      samples.to_learn.push_back(std::string_view(bodies[i]).substr(0, kSampleBytes));
      bytes += samples.to_learn.back().size();
    }
  }
  return samples;
}

StatusOr<std::size_t> packed_bytes(std::string_view dictionary, const std::vector<std::string_view>& bodies) {
  store::Packer packer(dictionary);
  std::size_t bytes = 0;
  for (std::string_view body : bodies) {
    ASSIGN_OR_RETURN(const std::string packed, packer.pack(body));
    bytes += packed.size();
  }
  return bytes;
}

}  // namespace

const std::string& record_dictionary() {
  // zstd weighs the end of a dictionary most, and protocol sections are in every record: they come last.
  static const std::string dictionary = [] {
    std::string out;
    const auto sections = model::children(model::kNoField);
    for (std::size_t i = sections.size(); i-- > 0;) {
      append_member(sections[i], out);
    }
    return out;
  }();
  return dictionary;
}

bool training_pays(const store::PackingDictionary& current, std::uint64_t studies) {
  return studies >= limits::kTrainingStudies && studies >= kGrowth * current.versions;
}

StatusOr<store::PackingDictionary> choose_dictionary(store::Writer& writer, std::uint64_t studies) {
  ASSIGN_OR_RETURN(auto current, writer.newest_dictionary());
  if (!current) {
    current = store::PackingDictionary{0, 0, record_dictionary()};
    ASSIGN_OR_RETURN(current->id, writer.add_dictionary(current->bytes, 0));
  }
  if (!training_pays(*current, studies)) {
    return *std::move(current);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> bodies, writer.sample_bodies(limits::kTrainingStudies));
  const Samples samples = take_samples(bodies);
  std::string trained = store::train_dictionary(samples.to_learn, limits::kDictionaryBytes);
  ASSIGN_OR_RETURN(const std::size_t before, packed_bytes(current->bytes, samples.to_try));
  ASSIGN_OR_RETURN(const std::size_t after, packed_bytes(trained, samples.to_try));
  // One that does not help is noted as having been tried, by taking its place with the old content.
  const bool helps = !trained.empty() && after < before;
  if (helps) {
    current->bytes = std::move(trained);
  }
  current->versions = studies;
  ASSIGN_OR_RETURN(current->id, writer.add_dictionary(current->bytes, studies));
  return *std::move(current);
}

}  // namespace trialkeep::engine
