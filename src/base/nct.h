#pragma once
// The registry's number of a study: "NCT" and eight digits, never all zero.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialkeep {

class NctNumber {
 public:
  static constexpr std::uint32_t kMax = 99'999'999;

  // The number as the registry writes it: exactly "NCT" and eight digits, 00000001 to 99999999.
  static std::optional<NctNumber> from_canonical(std::string_view text);

  // The number as people type it: any case, leading zeros free (`nct123`, `NCT000000000123`), blanks
  // around it. The registry's pattern: ^[Nn][Cc][Tt]0*[1-9]\d{0,7}$ (spec/API.md section 2).
  static std::optional<NctNumber> from_typed(std::string_view text);

  // REQUIRES: 1 <= value <= kMax.
  static NctNumber from_value(std::uint32_t value);

  std::uint32_t value() const { return value_; }
  std::string text() const;  // "NCT00000123"

  friend auto operator<=>(NctNumber, NctNumber) = default;

 private:
  explicit NctNumber(std::uint32_t value) : value_(value) {}
  std::uint32_t value_;
};

}  // namespace trialkeep
