#include "support/json_equality.h"

#include <cstdint>
#include <map>
#include <vector>

namespace trialkeep::testing {
namespace {

struct Tree {
  char kind = 0;       // '{', '[', '"', or '0' for numbers and words
  std::string scalar;  // decoded text, or the token as written
  std::map<std::string, Tree> members;
  std::vector<Tree> entries;
};

void append_utf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int extra = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr int kLead[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kLead[extra] | static_cast<int>(code >> (6 * extra)));
  for (int i = extra - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  Tree value() {
    blanks();
    Tree tree;
    tree.kind = text_[at_];
    if (tree.kind == '{') {
      ++at_;
      for (blanks(); text_[at_] != '}'; blanks()) {
        std::string key = string();
        blanks();
        ++at_;
        tree.members.emplace(std::move(key), value());
        blanks();
        if (text_[at_] == ',') ++at_;
      }
      ++at_;
    } else if (tree.kind == '[') {
      ++at_;
      for (blanks(); text_[at_] != ']'; blanks()) {
        tree.entries.push_back(value());
        blanks();
        if (text_[at_] == ',') ++at_;
      }
      ++at_;
    } else if (tree.kind == '"') {
      tree.scalar = string();
    } else {
      tree.kind = '0';
      while (at_ < text_.size() && std::string_view(",]} \n\r\t").find(text_[at_]) == std::string_view::npos) {
        tree.scalar += text_[at_++];
      }
    }
    return tree;
  }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \n\r\t").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  std::uint32_t hex() {
    const auto code = static_cast<std::uint32_t>(std::stoul(std::string(text_.substr(at_, 4)), nullptr, 16));
    at_ += 4;
    return code;
  }
  std::string string() {
    std::string out;
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] != '\\') {
        out += text_[at_];
        continue;
      }
      ++at_;
      if (text_[at_] == 'u') {
        ++at_;
        std::uint32_t code = hex();
        if (code >= 0xd800 && code < 0xdc00) {
          at_ += 2;
          code = 0x10000 + ((code - 0xd800) << 10) + (hex() - 0xdc00);
        }
        append_utf8(code, out);
        --at_;
      } else {
        constexpr std::string_view kNames = "bfnrt";
        constexpr std::string_view kMeanings = "\b\f\n\r\t";
        const auto which = kNames.find(text_[at_]);
        out += which == std::string_view::npos ? text_[at_] : kMeanings[which];
      }
    }
    ++at_;
    return out;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

std::string difference(const Tree& a, const Tree& b, const std::string& path) {
  if (a.kind != b.kind || a.scalar != b.scalar || a.entries.size() != b.entries.size() ||
      a.members.size() != b.members.size()) {
    return path.empty() ? "the top" : path;
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (auto found = difference(a.entries[i], b.entries[i], path + "[" + std::to_string(i) + "]"); !found.empty()) {
      return found;
    }
  }
  for (const auto& [key, member] : a.members) {
    const auto other = b.members.find(key);
    if (other == b.members.end()) return path + "." + key;
    if (auto found = difference(member, other->second, path + "." + key); !found.empty()) return found;
  }
  return {};
}

}  // namespace

std::string json_difference(std::string_view a, std::string_view b) {
  return difference(Parser(a).value(), Parser(b).value(), "");
}

}  // namespace trialkeep::testing
