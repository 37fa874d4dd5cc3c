#include "ingest/packing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "base/strings.h"
#include "ingest/file_names.h"
#include "ingest/gzip_stream.h"
#include "ingest/held_stream.h"
#include "ingest/unpack_errors.h"
#include "ingest/zstd_stream.h"

namespace trialkeep::ingest {
namespace {

using std::string_view_literals::operator""sv;

struct Magic {
  std::string_view bytes;
  Packing packing;
  std::string_view ending;
};
constexpr std::array kMagics = {
    Magic{"\x1f\x8b"sv, Packing::kGzip, ".gz"},   Magic{"\x28\xb5\x2f\xfd"sv, Packing::kZstd, ".zst"},
    Magic{"PK\x03\x04"sv, Packing::kZip, ".zip"}, Magic{"PK\x05\x06"sv, Packing::kZip, ".zip"},
    Magic{"PK\x07\x08"sv, Packing::kZip, ".zip"},
};

struct Stranger {
  std::string_view bytes;
  std::string_view what;
};
constexpr std::array kStrangers = {
    Stranger{"\xfd"
             "7zXZ\x00"sv,
             "packed with xz; unpack it, or pack it with gzip or zstd"},
    Stranger{"BZh"sv, "packed with bzip2; unpack it, or pack it with gzip or zstd"},
    Stranger{"7z\xbc\xaf\x27\x1c"sv, "a 7z archive; unpack it and name the folder"},
    Stranger{"\x04\x22\x4d\x18"sv, "packed with lz4; unpack it, or pack it with gzip or zstd"},
    Stranger{"%PDF-"sv, "a PDF document; records are read from JSON"},
    Stranger{"SQLite format 3\x00"sv, "an SQLite database; records are read from JSON"},
    Stranger{"#!"sv, "a script; where an archive stands behind it, unpack that and name the folder"},
    Stranger{"\x7f"
             "ELF"sv,
             "a program; where an archive stands behind it, unpack that and name the folder"},
    Stranger{"MZ\x90"sv, "a program; where an archive stands behind it, unpack that and name the folder"},
    Stranger{"\xff\xfe\x00\x00"sv, "text in UTF-32; save it as UTF-8"},
    Stranger{"\x00\x00\xfe\xff"sv, "text in UTF-32; save it as UTF-8"},
    Stranger{"\xff\xfe"sv, "text in UTF-16; save it as UTF-8"},
    Stranger{"\xfe\xff"sv, "text in UTF-16; save it as UTF-8"},
};

// zstd's magic numbers 0x184D2A50 to 0x184D2A5F of frames to be skipped.
bool is_skippable_frame(std::string_view head) {
  return head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18"sv;
}

// JSON begins with two ASCII characters, so zero bytes tell the wide encodings (RFC 4627, section 3).
bool is_wide_text(std::string_view head) {
  return head.size() >= 4 && ((head[0] == '\0') != (head[1] == '\0') || (head[0] == '\0' && head[3] != '\0'));
}

// `head` without a byte order mark and blanks in front.
std::string_view text_of(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) {
    head.remove_prefix(3);
  }
  return head.substr(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
}

std::string_view stranger(std::string_view head) {
  for (const Stranger& one : kStrangers) {
    if (head.starts_with(one.bytes)) {
      return one.what;
    }
  }
  if (is_wide_text(head)) {
    return "text in UTF-16 or UTF-32; save it as UTF-8";
  }
  const std::string_view text = text_of(head);
  const auto begins = [&](std::string_view tag) { return equals_ignoring_case(text.substr(0, tag.size()), tag); };
  if (begins("<!doctype html") || begins("<html")) {
    return "a web page; records are read from JSON, or from XML as the registry gave it until 2024";
  }
  return {};
}

std::unique_ptr<BufferedStream> held_back(std::unique_ptr<ByteStream> unpacked) {
  return std::make_unique<BufferedStream>(hold_back(std::move(unpacked), limits::kBatchBytes));
}

}  // namespace

bool is_xml(std::string_view head) { return text_of(head).starts_with("<"); }

Packing packing_of(std::string_view head, std::string_view name) {
  for (const Magic& magic : kMagics) {
    const bool cut_off = head.size() < magic.bytes.size() && magic.bytes.starts_with(head) &&
                         ends_with_ignoring_case(name, magic.ending);
    if (head.starts_with(magic.bytes) || cut_off) {
      return magic.packing;
    }
  }
  return is_skippable_frame(head) ? Packing::kZstd : Packing::kNone;
}

StatusOr<std::unique_ptr<BufferedStream>> unpack(std::unique_ptr<BufferedStream> stream, const std::string& name) {
  for (int layer = 0; layer <= kPackingLayers; ++layer) {
    const std::string_view head = stream->peek(kHeadBytes);
    switch (packing_of(head, layer == 0 ? name : ""sv)) {
      case Packing::kNone:
        if (const std::string_view what = stranger(head); !what.empty()) {
          return absl::InvalidArgumentError(concat(name, " is ", what));
        }
        return stream;
      case Packing::kGzip:
        stream = held_back(gzip_stream(std::move(stream), name));
        break;
      case Packing::kZstd:
        stream = held_back(zstd_stream(std::move(stream), name));
        break;
      case Packing::kZip:
        return absl::InvalidArgumentError(
            concat(name,
                   " is a zip archive, whose directory stands at its end: it is read from a file that is "
                   "named itself; save it, or unpack it, and name that"));
    }
  }
  return absl::InvalidArgumentError(
      concat(name, " is packed more than ", kPackingLayers, " times over; unpack it once or twice"));
}

}  // namespace trialkeep::ingest
