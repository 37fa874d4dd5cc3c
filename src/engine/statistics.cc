#include "engine/statistics.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>

#include "base/limits.h"
#include "base/utf8.h"
#include "engine/parallel.h"
#include "engine/value_counter.h"
#include "model/derived.h"
#include "model/study.h"

namespace trialkeep::engine {
namespace {

using model::FieldId;
using model::ValueKind;

// What the fields of one study hold, each value once a field.
struct StudyValues : model::Visitor, model::DerivedVisitor {
  std::vector<std::pair<FieldId, std::string_view>> texts;
  std::vector<std::pair<FieldId, double>> numbers;
  std::vector<std::pair<FieldId, std::size_t>> lengths;

  void visit(const model::Place& place, model::Json value) override {
    if (!model::has_value_statistics(model::field(place.field))) {
      return;
    }
    std::string_view text;
    bool is_true = false;
    double number = 0;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
      texts.emplace_back(place.field, text);
    } else if (value.get_bool().get(is_true) == simdjson::SUCCESS) {
      numbers.emplace_back(place.field, is_true ? 1 : 0);
    } else if (value.get_double().get(number) == simdjson::SUCCESS) {
      numbers.emplace_back(place.field, number);
    }
  }
  void unknown(std::string_view /*path*/, model::Json /*value*/) override {}
  void list(FieldId field, std::size_t entries) override {
    if (entries > 0) {
      lengths.emplace_back(field, entries);
    }
  }
  void number(const model::Place& place, std::int32_t number) override { numbers.emplace_back(place.field, number); }
  void word(const model::Place& place, std::string_view word) override { texts.emplace_back(place.field, word); }

  void read(const model::Study& study) {
    texts.clear();
    numbers.clear();
    lengths.clear();
    model::walk(study, *this);
    model::for_each_derived(study, *this);
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::sort(numbers.begin(), numbers.end());
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  }
};

std::uint64_t characters_of(std::string_view text) {
  return static_cast<std::uint64_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string_view date_format(std::string_view date) {
  constexpr std::string_view kFormats[] = {"yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm"};
  constexpr std::size_t kLengths[] = {4, 7, 10, 16};
  const auto found = std::find(std::begin(kLengths), std::end(kLengths), date.size());
  return found == std::end(kLengths) ? std::string_view() : kFormats[found - std::begin(kLengths)];
}

// A field while it is counted. Safe to use from several threads.
class FieldCounts {
 public:
  explicit FieldCounts(FieldId field) { result_.field = field; }

  template <typename Iterator>
  void add_texts(NctNumber nct, Iterator begin, Iterator end) {
    const std::lock_guard lock(mutex_);
    ++result_.studies;
    for (; begin != end; ++begin) {
      if (model::field(result_.field).kind == ValueKind::kDate) {
        add_date(begin->second);
      } else {
        values_.add(begin->second);
        add_length(nct, begin->second);
      }
    }
  }

  template <typename Iterator>
  void add_numbers(Iterator begin, Iterator end) {
    const std::lock_guard lock(mutex_);
    ++result_.studies;
    const double least = begin->second;  // they are sorted
    const double greatest = (end - 1)->second;
    result_.min = result_.numbers == 0 ? least : std::min(result_.min, least);
    result_.max = result_.numbers == 0 ? greatest : std::max(result_.max, greatest);
    result_.studies_with_false += least == 0 ? 1 : 0;
    result_.studies_with_true += greatest != 0 ? 1 : 0;
    for (; begin != end; ++begin) {
      result_.sum += begin->second;
      ++result_.numbers;
    }
  }

  FieldStatistics take() {
    result_.unique_values = values_.distinct();
    values_.for_each([&](const std::string& value, std::uint64_t count) { result_.top.push_back({value, count}); });
    std::sort(result_.top.begin(), result_.top.end(), [](const CountedValue& a, const CountedValue& b) {
      return a.studies != b.studies ? a.studies > b.studies : a.value < b.value;
    });
    result_.top.resize(std::min(result_.top.size(), limits::kStatisticsTop));
    result_.formats.assign(formats_.begin(), formats_.end());
    return std::move(result_);
  }

 private:
  void add_date(std::string_view date) {
    if (const std::string_view format = date_format(date); !format.empty()) {
      formats_.insert(format);
    }
    if (result_.earliest.empty() || date < result_.earliest) {
      result_.earliest = date;
    }
    if (date > result_.latest) {
      result_.latest = date;
    }
  }

  // Of equally long ones, that of the lowest number stands, whatever thread comes first.
  void add_length(NctNumber nct, std::string_view text) {
    if (text.size() < result_.longest_length) {
      return;  // it has no more characters than bytes
    }
    const std::uint64_t length = characters_of(text);
    const bool is_longer = length > result_.longest_length;
    const bool comes_first =
        result_.longest_in && length == result_.longest_length && nct.value() < result_.longest_in->value();
    if (length > 0 && (is_longer || comes_first)) {
      result_.longest = text;
      result_.longest_length = length;
      result_.longest_in = nct;
    }
  }

  std::mutex mutex_;
  FieldStatistics result_;
  ValueCounter values_{limits::kStatisticsValues, limits::kStatisticsValueBytes};
  std::set<std::string_view> formats_;
};

class ListCounts {
 public:
  void add(std::size_t length) {
    const std::lock_guard lock(mutex_);
    ++studies_by_length_[length];
  }
  ListStatistics take(FieldId field) const {
    ListStatistics result;
    result.field = field;
    result.unique_lengths = studies_by_length_.size();
    result.min = studies_by_length_.empty() ? 0 : studies_by_length_.begin()->first;
    result.max = studies_by_length_.empty() ? 0 : studies_by_length_.rbegin()->first;
    result.top.assign(studies_by_length_.begin(), studies_by_length_.end());
    std::stable_sort(result.top.begin(), result.top.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    result.top.resize(std::min(result.top.size(), limits::kStatisticsTop));
    return result;
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::uint64_t> studies_by_length_;
};

// Calls `use(field, begin, end)` for each run of entries of one field.
template <typename Entries, typename Use>
void for_each_field(const Entries& entries, const Use& use) {
  for (auto begin = entries.begin(); begin != entries.end();) {
    const FieldId field = begin->first;
    const auto end = std::find_if(begin, entries.end(), [&](const auto& entry) { return entry.first != field; });
    use(field, begin, end);
    begin = end;
  }
}

class Counting {
 public:
  Counting() {
    for (FieldId id = 0; id < model::fields().size(); ++id) {
      fields_.push_back(model::has_value_statistics(model::field(id)) ? std::make_unique<FieldCounts>(id) : nullptr);
      lists_.push_back(std::make_unique<ListCounts>());
    }
  }

  void add(NctNumber nct, const StudyValues& study) {
    for_each_field(study.texts, [&](FieldId field, auto begin, auto end) {
      if (fields_[field] != nullptr) {
        fields_[field]->add_texts(nct, begin, end);
      }
    });
    for_each_field(study.numbers, [&](FieldId field, auto begin, auto end) {
      if (fields_[field] != nullptr) {
        fields_[field]->add_numbers(begin, end);
      }
    });
    for (const auto& [field, length] : study.lengths) {
      lists_[field]->add(length);
    }
  }

  void take(RegistryStatistics& out) {
    for (FieldId id = 0; id < model::fields().size(); ++id) {
      if (fields_[id] != nullptr) {
        out.fields.push_back(fields_[id]->take());
      }
      if (model::field(id).is_list) {
        out.lists.push_back(lists_[id]->take(id));
      }
    }
  }

 private:
  std::vector<std::unique_ptr<FieldCounts>> fields_;  // null where values are not counted
  std::vector<std::unique_ptr<ListCounts>> lists_;
};

}  // namespace

StatusOr<RegistryStatistics> compute_statistics(Registry& registry, unsigned threads) {
  ASSIGN_OR_RETURN(const SearchResult all, registry.search_all({}));
  RegistryStatistics out;
  out.generation = all.generation;
  std::vector<std::uint64_t> sizes(all.hits.size());
  Counting counting;
  struct Worker {
    model::StudyParser parser;
    StudyValues values;
    Status status;
  };
  std::vector<Worker> workers(threads);
  for_each_parallel(threads, all.hits.size(), [&](unsigned thread, std::size_t item) {
    Worker& worker = workers[thread];
    const SearchHit& hit = all.hits[item];
    const auto json = registry.json_of(hit);
    const auto study = json.ok() ? worker.parser.parse(*json) : StatusOr<model::Study>(json.status());
    if (!study.ok()) {
      worker.status = study.status();
      return;
    }
    worker.values.read(*study);
    counting.add(hit.nct, worker.values);
    sizes[item] = json->size();
  });
  for (const Worker& worker : workers) {
    RETURN_IF_ERROR(worker.status);
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    out.sizes.push_back({all.hits[i].nct, sizes[i]});
  }
  std::stable_sort(out.sizes.begin(), out.sizes.end(),
                   [](const StudySize& a, const StudySize& b) { return a.bytes > b.bytes; });
  counting.take(out);
  return out;
}

}  // namespace trialkeep::engine
