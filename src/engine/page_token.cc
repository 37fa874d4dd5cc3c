#include "engine/page_token.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/strings.h"

namespace trialkeep::engine {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kPayloadBytes = 1 + 3 * 8;
constexpr std::size_t kTokenBytes = kPayloadBytes + 8;
static_assert(kTokenBytes % 3 == 0, "base64 without padding and without spare bits");

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// `bytes` in base64url (RFC 4648 section 5). REQUIRES: a multiple of three bytes.
std::string to_base64url(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      group = (group << 8) | static_cast<unsigned char>(bytes[j]);
    }
    for (int shift = 18; shift >= 0; shift -= 6) {
      out.push_back(kDigits[(group >> shift) & 63]);
    }
  }
  return out;
}

// The reverse; nullopt for other characters. REQUIRES: a multiple of four characters.
std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 4; ++j) {
      const std::size_t digit = kDigits.find(text[j]);
      if (digit == std::string_view::npos) {
        return std::nullopt;
      }
      group = (group << 6) | static_cast<std::uint32_t>(digit);
    }
    for (int shift = 16; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(group >> shift));
    }
  }
  return out;
}

}  // namespace

std::string page_token_key(std::string_view data_folder) { return concat("trialkeep page token ", data_folder); }

std::uint64_t PageTokenCodec::checksum(std::string_view bytes) const { return hash128({key_, bytes}).low; }

std::string PageTokenCodec::write(const PageToken& token) const {
  ByteWriter writer;
  writer.u8(kVersion);
  writer.u64(token.offset);
  writer.u64(token.generation);
  writer.u64(token.query_hash);
  writer.u64(checksum(writer.bytes()));
  return to_base64url(writer.bytes());
}

std::optional<PageToken> PageTokenCodec::read(std::string_view text) const {
  if (text.size() != kTokenBytes / 3 * 4) {
    return std::nullopt;
  }
  const auto bytes = from_base64url(text);
  if (!bytes) {
    return std::nullopt;
  }
  ByteReader reader(*bytes);
  const std::uint8_t version = reader.u8();
  PageToken token;
  token.offset = reader.u64();
  token.generation = reader.u64();
  token.query_hash = reader.u64();
  const bool is_ours = reader.u64() == checksum(std::string_view(*bytes).substr(0, kPayloadBytes));
  if (!reader.ok() || !is_ours || version != kVersion || token.offset > kPageOffsetMax) {
    return std::nullopt;
  }
  return token;
}

}  // namespace trialkeep::engine
