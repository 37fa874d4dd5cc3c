#include "corpus/write_values.h"

#include <algorithm>
#include <fmt/format.h>

#include "corpus/write.h"

namespace trialkeep::corpus {

void write_denoms(JsonWriter& json, std::string_view prefix, std::span<const int> sizes, std::string_view units) {
  json.array("denoms", [&] {
    json.object([&] {
      json.text("units", units);
      json.array("counts", [&] {
        for (std::size_t i = 0; i < sizes.size(); ++i) {
          json.object([&] {
            json.text("groupId", group_id(prefix, i));
            json.text("value", fmt::format("{}", sizes[i]));
          });
        }
      });
    });
  });
}

void write_measurements(JsonWriter& json, const ValueShape& shape, std::span<const int> sizes, Composer& composer) {
  Random& random = composer.random();
  // Where the comment stands differs between the two tables (catalogue/fields.tsv).
  const bool comment_before_limit = shape.prefix == "BG";
  json.array("measurements", [&] {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const int around = std::max(4, shape.typical);
      const auto value =
          shape.counted ? 10 * random.between(0, sizes[i]) : random.between(around * 6 / 10, around * 14 / 10);
      const std::string comment = random.chance(shape.comment_share) ? composer.one(Pool::kComment) : std::string();
      json.object([&] {
        json.text("groupId", group_id(shape.prefix, i));
        json.text("value", number_text(value));
        if (shape.spread) {
          json.text("spread", number_text(random.between(1, around / 4 + 1)));
        }
        if (shape.limits) {
          json.text("lowerLimit", number_text(value - random.between(0, around / 3)));
        }
        json.text("comment", comment_before_limit ? comment : std::string());
        if (shape.limits) {
          json.text("upperLimit", random.chance(0.03) ? "NA" : number_text(value + random.between(0, around / 3)));
        }
        json.text("comment", comment_before_limit ? std::string() : comment);
      });
    }
  });
}

void write_split_categories(JsonWriter& json, std::string_view prefix, std::span<const std::string_view> titles,
                            std::span<const int> sizes, bool last_is_total, Random& random) {
  const std::size_t groups = sizes.size() - (last_is_total ? 1 : 0);
  std::vector<int> left(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(groups));
  json.array("categories", [&] {
    for (std::size_t row = 0; row < titles.size(); ++row) {
      int total = 0;
      json.object([&] {
        json.text("title", titles[row]);
        json.array("measurements", [&] {
          for (std::size_t i = 0; i < sizes.size(); ++i) {
            int count = total;
            if (i < groups) {
              count = row + 1 == titles.size() ? left[i] : static_cast<int>(random.between(0, left[i]));
              left[i] -= count;
              total += count;
            }
            json.object([&] {
              json.text("groupId", group_id(prefix, i));
              json.text("value", fmt::format("{}", count));
            });
          }
        });
      });
    }
  });
}

}  // namespace trialkeep::corpus
