#include "ingest/tar_archive.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "ingest/file_names.h"
#include "ingest/unpack_errors.h"

namespace trialkeep::ingest {
namespace {

// POSIX.1-2017, pax, "ustar Interchange Format": where the fields of a header stand.
struct Span {
  std::size_t at;
  std::size_t size;
};
constexpr Span kName = {0, 100};
constexpr Span kSize = {124, 12};
constexpr Span kChecksum = {148, 8};
constexpr std::size_t kKindAt = 156;
constexpr Span kMagic = {257, 5};  // "ustar"; POSIX puts a zero behind it, GNU a blank
constexpr Span kPrefix = {345, 155};

// Names and pax headers longer than this are damage.
constexpr std::uint64_t kLongTextBytes = 32u << 10;
// Members larger than this are damage.
constexpr std::uint64_t kMemberBytes = std::uint64_t{1} << 50;

std::string_view field(std::string_view header, Span span) {
  const std::string_view text = header.substr(span.at, span.size);
  return text.substr(0, text.find('\0'));
}

// Octal digits, or, as GNU writes large numbers, a byte with its high bit set and a big-endian number behind it.
std::optional<std::uint64_t> number(std::string_view header, Span span) {
  std::string_view text = header.substr(span.at, span.size);
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(text[0]) & 0x80) != 0) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (value >> 55 != 0) {
        return std::nullopt;
      }
      value = value << 8 | (i == 0 ? byte & 0x7fu : byte);
    }
    return value;
  }
  text = without_outer_blanks(text.substr(0, text.find('\0')));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return text.empty() || whole ? std::optional(value) : std::nullopt;
}

// The sum of the header's bytes, its own field taken as blanks.
bool checksum_fits(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
    sum += own ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(header[i]);
  }
  return number(header, kChecksum) == sum;
}

// The value of `key` in a pax header: lines of "LENGTH KEY=VALUE\n". The last one counts.
std::optional<std::string_view> pax_value(std::string_view lines, std::string_view key) {
  std::optional<std::string_view> found;
  while (!lines.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(lines.data(), lines.data() + lines.size(), length);
    const auto digits = static_cast<std::size_t>(end - lines.data());
    if (error != std::errc() || length <= digits + 1 || length > lines.size()) {
      return found;
    }
    std::string_view entry = lines.substr(digits + 1, length - digits - 2);
    if (entry.starts_with(key) && entry.substr(key.size()).starts_with("=")) {
      found = entry.substr(key.size() + 1);
    }
    lines.remove_prefix(length);
  }
  return found;
}

class TarArchive final : public Archive {
 public:
  TarArchive(std::unique_ptr<BufferedStream> bytes, std::string name, Notes& notes)
      : bytes_(std::move(bytes)), name_(std::move(name)), notes_(notes) {}

  StatusOr<std::optional<ArchiveMember>> next() override {
    if (ended_) {
      return std::nullopt;
    }
    auto member = find_member();
    ended_ = !member.ok() || !*member;
    return member;
  }

 private:
  struct Header {
    std::string name;
    char kind;
  };

  // The member under way; the archive keeps it to read on to its end.
  class MemberStream final : public ByteStream {
   public:
    explicit MemberStream(TarArchive& archive) : archive_(archive) {}
    StatusOr<std::size_t> read(char* out, std::size_t size) override { return archive_.read_member(out, size); }

   private:
    TarArchive& archive_;
  };

  StatusOr<std::optional<ArchiveMember>> find_member() {
    while (true) {
      RETURN_IF_ERROR(pass_over(left_ + padding_));
      left_ = padding_ = 0;
      ASSIGN_OR_RETURN(std::optional<Header> header, read_header());
      if (!header) {
        return std::nullopt;
      }
      if (is_readable(*header)) {
        return ArchiveMember{std::move(header->name), std::make_unique<MemberStream>(*this)};
      }
    }
  }

  // Notes what is passed over.
  bool is_readable(const Header& header) {
    constexpr std::string_view kFiles("0\0007", 3);
    if (header.kind == '5' || header.name.ends_with("/") || is_hidden(header.name)) {
      notes_.count_hidden(header.name);
      return false;
    }
    if (kFiles.find(header.kind) == std::string_view::npos) {
      notes_.add(concat("skipped ", name_, "!", header.name, ": it is a link or no file"));
      return false;
    }
    if (!may_hold_records(header.name)) {
      notes_.add_skipped_name(concat(name_, "!", header.name));
      return false;
    }
    return true;
  }

  // What the headers before a member's own say of it.
  struct Extension {
    std::optional<std::string> name;
    std::optional<std::uint64_t> size;
  };

  // The header of the next member; nullopt at the blocks of zeros that end an archive.
  StatusOr<std::optional<Header>> read_header() {
    Extension extension;
    while (true) {
      ASSIGN_OR_RETURN(const std::string block, take(kTarBlockBytes));
      if (block.find_first_not_of('\0') == std::string::npos) {
        return std::nullopt;
      }
      const auto size = number(block, kSize);
      if (!checksum_fits(block) || !size || *size > kMemberBytes) {
        return damaged("the checksum of a tar header does not fit");
      }
      const char kind = block[kKindAt];
      begin(*size);
      if (kind == 'L' || kind == 'x') {  // GNU's long name; pax
        RETURN_IF_ERROR(read_extension(kind, extension));
      } else if (kind == 'K' || kind == 'g') {  // GNU's long target of a link; pax for the whole archive
        RETURN_IF_ERROR(pass_over(std::exchange(left_, 0) + padding_));
      } else {
        begin(extension.size.value_or(*size));
        return Header{clean_name(extension.name.value_or(plain_name(block))), kind};
      }
    }
  }

  Status read_extension(char kind, Extension& extension) {
    if (left_ > kLongTextBytes) {
      return damaged("a member's name is too long");
    }
    ASSIGN_OR_RETURN(const std::string text, take(static_cast<std::size_t>(std::exchange(left_, 0))));
    RETURN_IF_ERROR(pass_over(padding_));
    if (kind == 'L') {
      extension.name = text.substr(0, text.find('\0'));
      return absl::OkStatus();
    }
    if (const auto path = pax_value(text, "path")) {
      extension.name = std::string(*path);
    }
    if (const auto digits = pax_value(text, "size")) {
      std::uint64_t value = 0;
      const auto [end, error] = std::from_chars(digits->data(), digits->data() + digits->size(), value);
      if (error != std::errc() || end != digits->data() + digits->size() || value > kMemberBytes) {
        return damaged("a pax header tells no size");
      }
      extension.size = value;
    }
    return absl::OkStatus();
  }

  Status damaged(std::string_view reason) const { return damaged_error(name_, bytes_->position(), reason); }

  static std::string plain_name(std::string_view block) {
    const std::string_view prefix = field(block, kMagic) == "ustar" && block[kMagic.at + kMagic.size] == '\0'
                                        ? field(block, kPrefix)
                                        : std::string_view();
    return concat(prefix, prefix.empty() ? "" : "/", field(block, kName));
  }

  static std::string clean_name(std::string_view name) {
    while (name.starts_with("./")) {
      name.remove_prefix(2);
    }
    return printable(name);
  }

  void begin(std::uint64_t size) {
    left_ = size;
    padding_ = (kTarBlockBytes - size % kTarBlockBytes) % kTarBlockBytes;
  }

  StatusOr<std::string> take(std::size_t size) {
    std::string out;
    while (out.size() < size) {
      ASSIGN_OR_RETURN(const std::string_view bytes, some());
      const std::size_t taken = std::min(bytes.size(), size - out.size());
      out.append(bytes.substr(0, taken));
      bytes_->consume(taken);
    }
    return out;
  }

  Status pass_over(std::uint64_t size) {
    while (size > 0) {
      ASSIGN_OR_RETURN(const std::string_view bytes, some());
      const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), size));
      bytes_->consume(taken);
      size -= taken;
    }
    return absl::OkStatus();
  }

  // At least one byte.
  StatusOr<std::string_view> some() {
    ASSIGN_OR_RETURN(const std::string_view bytes, bytes_->available());
    if (bytes.empty()) {
      return cut_off_error(name_, bytes_->position());
    }
    return bytes;
  }

  StatusOr<std::size_t> read_member(char* out, std::size_t size) {
    if (left_ == 0) {
      return 0;
    }
    auto bytes = some();
    if (!bytes.ok()) {
      ended_ = true;  // the member's reader passes the failure on
      return bytes.status();
    }
    const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>({bytes->size(), size, left_}));
    std::copy_n(bytes->begin(), taken, out);
    bytes_->consume(taken);
    left_ -= taken;
    return taken;
  }

  const std::unique_ptr<BufferedStream> bytes_;
  const std::string name_;
  Notes& notes_;
  std::uint64_t left_ = 0;     // bytes of the member under way
  std::uint64_t padding_ = 0;  // bytes behind it, up to the next block
  bool ended_ = false;
};

}  // namespace

bool is_tar(std::string_view head) {
  return head.size() >= kTarBlockBytes && head.substr(kMagic.at, kMagic.size) == "ustar" &&
         checksum_fits(head.substr(0, kTarBlockBytes));
}

std::unique_ptr<Archive> open_tar(std::unique_ptr<BufferedStream> bytes, std::string name, Notes& notes) {
  return std::make_unique<TarArchive>(std::move(bytes), std::move(name), notes);
}

}  // namespace trialkeep::ingest
