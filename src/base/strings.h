#pragma once
// Joining text. (Debian's Abseil has a string_view of its own, so its StrCat does not take ours.)

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialkeep {

namespace internal {
inline void append_part(std::string& out, std::string_view part) { out.append(part); }
template <std::integral T>
void append_part(std::string& out, T number) {
  static_assert(!std::same_as<T, bool> && !std::same_as<T, char>, "say what is meant: a text or a number");
  out.append(std::to_string(number));
}
}  // namespace internal

// Appends texts and whole numbers, in order.
template <typename... Parts>
void append_to(std::string& out, const Parts&... parts) {
  (internal::append_part(out, parts), ...);
}

template <typename... Parts>
std::string concat(const Parts&... parts) {
  std::string out;
  append_to(out, parts...);
  return out;
}

// Of ASCII; every other character is none of them and stays as it is.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// An ASCII letter or digit, or a byte outside ASCII: as part of words no character is ever cut.
constexpr bool is_word_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0;
}
constexpr char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// Letter case of ASCII ignored.
bool equals_ignoring_case(std::string_view a, std::string_view b);

std::string_view without_outer_blanks(std::string_view text);

// Blanks and line breaks run together as one blank, none outside.
std::string joined_line(std::string_view text);

std::string joined(const std::vector<std::string>& parts, std::string_view separator);

// 12345 as "12,345".
std::string grouped(std::uint64_t number);

// A number with what it counts: "1 study", "12,345 studies". `many` may be left out where it is `one` and an s.
std::string counted(std::uint64_t number, std::string_view one, std::string_view many = {});

}  // namespace trialkeep
