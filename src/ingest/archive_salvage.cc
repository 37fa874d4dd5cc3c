#include "ingest/archive_salvage.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/strings.h"
#include "ingest/file_names.h"
#include "ingest/file_stream.h"
#include "ingest/gzip_stream.h"

namespace trialkeep::ingest {
namespace {

using std::string_view_literals::operator""sv;

// APPNOTE.TXT 4.3.7: a local file header of 30 bytes, the name, the extra field, the data.
constexpr std::size_t kHeaderBytes = 30;
constexpr std::string_view kHeaderMagic = "PK\x03\x04"sv;
constexpr std::string_view kDescriptorMagic = "PK\x07\x08"sv;
constexpr std::uint16_t kEncrypted = 1u << 0;
constexpr std::uint16_t kSizesBehind = 1u << 3;  // in a data descriptor
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kZip64Extra = 1;
constexpr std::uint32_t kInExtra = 0xffffffff;

struct LocalHeader {
  std::uint16_t flags;
  std::uint16_t method;
  std::uint64_t packed_bytes;
  std::string name;

  bool sizes_behind() const { return (flags & kSizesBehind) != 0; }
};

// The packed size from a zip64 extra field, where the unpacked size stands first; `otherwise` without one.
std::uint64_t packed_bytes_of(std::string_view extra, std::uint64_t otherwise) {
  ByteReader reader(extra);
  while (reader.ok() && !reader.at_end()) {
    const std::uint16_t id = reader.u16();
    ByteReader field(reader.raw(reader.u16()));
    if (id == kZip64Extra) {
      (void)field.u64();
      const std::uint64_t packed = field.u64();
      return field.ok() ? packed : otherwise;
    }
  }
  return otherwise;
}

// Takes the header off `stream`, or gives nullopt and leaves it where there is none in full.
std::optional<LocalHeader> read_header(BufferedStream& stream) {
  ByteReader fixed(stream.peek(kHeaderBytes));
  if (fixed.raw(kHeaderMagic.size()) != kHeaderMagic) {
    return std::nullopt;
  }
  (void)fixed.u16();  // version
  const std::uint16_t flags = fixed.u16();
  const std::uint16_t method = fixed.u16();
  (void)fixed.u32();  // time and date
  (void)fixed.u32();  // checksum
  const std::uint32_t packed = fixed.u32();
  (void)fixed.u32();  // unpacked size
  const std::size_t name_bytes = fixed.u16();
  const std::size_t extra_bytes = fixed.u16();
  if (!fixed.ok()) {
    return std::nullopt;
  }
  stream.consume(kHeaderBytes);
  const std::string_view name = stream.peek(name_bytes);
  LocalHeader header = {flags, method, packed, printable(name)};
  const bool whole_name = name.size() == name_bytes;
  stream.consume(name.size());
  const std::string_view extra = stream.peek(extra_bytes);
  if (packed == kInExtra) {
    header.packed_bytes = packed_bytes_of(extra, packed);
  }
  const bool whole_extra = extra.size() == extra_bytes;
  stream.consume(extra.size());
  return whole_name && whole_extra ? std::optional(std::move(header)) : std::nullopt;
}

// A stored member: the next so many bytes.
class StoredStream final : public ByteStream {
 public:
  StoredStream(BufferedStream& archive, std::uint64_t size) : archive_(archive), left_(size) {}

  StatusOr<std::size_t> read(char* out, std::size_t size) override {
    if (left_ == 0) {
      return 0;
    }
    ASSIGN_OR_RETURN(const std::string_view bytes, archive_.available());
    const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>({size, bytes.size(), left_}));
    if (taken == 0) {
      return absl::DataLossError("the member is cut off");
    }
    std::copy_n(bytes.begin(), taken, out);
    archive_.consume(taken);
    left_ -= taken;
    return taken;
  }

 private:
  BufferedStream& archive_;
  std::uint64_t left_;
};

class SalvageArchive final : public Archive {
 public:
  SalvageArchive(std::unique_ptr<ByteStream> bytes, std::string path, const ArchiveContext& context)
      : bytes_(std::move(bytes)), path_(std::move(path)), context_(context) {}

  StatusOr<std::optional<ArchiveMember>> next() override {
    while (true) {
      finish_member();
      if (ended_) {
        return report_end();
      }
      std::optional<LocalHeader> header = read_header(bytes_);
      if (!header) {
        ended_ = true;
        return report_end();
      }
      RETURN_IF_ERROR(begin_member(*header));
      if (header->name.ends_with("/") || is_hidden(header->name)) {
        context_.notes.count_hidden(header->name);
        continue;
      }
      if (!may_hold_records(header->name)) {
        context_.notes.add_skipped_name(concat(path_, "!", header->name));
        continue;
      }
      return ArchiveMember{std::move(header->name), std::make_unique<MemberStream>(*this)};
    }
  }

 private:
  // The member under way; the archive keeps it to read on to its end.
  class MemberStream final : public ByteStream {
   public:
    explicit MemberStream(SalvageArchive& archive) : archive_(archive) {}
    StatusOr<std::size_t> read(char* out, std::size_t size) override { return archive_.read_member(out, size); }

   private:
    SalvageArchive& archive_;
  };

  Status begin_member(const LocalHeader& header) {
    const std::string label = concat(path_, "!", header.name);
    const bool encrypted = (header.flags & kEncrypted) != 0;
    has_descriptor_ = header.sizes_behind();
    if (header.method == kDeflated && !encrypted) {
      member_ = deflate_stream(bytes_, label);
      return absl::OkStatus();
    }
    if (has_descriptor_) {  // where such a member ends is written in the lost directory only
      ended_ = true;
      reported_ = true;
      return cut_off();
    }
    member_ = std::make_unique<StoredStream>(bytes_, header.packed_bytes);
    if (!encrypted && header.method == kStored) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        concat(label, encrypted ? " is encrypted" : " is packed by a method that is not known here",
               "; unpack the archive and name the folder"));
  }

  StatusOr<std::size_t> read_member(char* out, std::size_t size) {
    if (member_ == nullptr) {
      return 0;
    }
    auto got = member_->read(out, size);
    if (!got.ok()) {
      ended_ = true;
      reported_ = true;
      member_.reset();
      return cut_off();
    }
    if (*got == 0) {
      member_.reset();
      if (has_descriptor_) {
        skip_descriptor();
      }
    }
    return got;
  }

  void finish_member() {
    std::array<char, 16u << 10> passed_over;
    while (member_ != nullptr) {
      if (!read_member(passed_over.data(), passed_over.size()).ok()) {
        reported_ = false;
      }
    }
  }

  // APPNOTE.TXT 4.3.9: a checksum and two sizes of 4 or 8 bytes, with or without a magic number before
  // them. Which of the four it is shows from the header that follows.
  void skip_descriptor() {
    constexpr std::array<std::size_t, 4> kDescriptorBytes = {16, 24, 12, 20};
    const std::string_view ahead = bytes_.peek(32);
    const std::size_t first = ahead.starts_with(kDescriptorMagic) ? 0 : 2;
    for (std::size_t i = first; i < first + 2; ++i) {
      const std::size_t size = kDescriptorBytes[i];
      if (ahead.size() > size && ahead.substr(size).starts_with("PK")) {
        bytes_.consume(size);
        return;
      }
    }
  }

  StatusOr<std::optional<ArchiveMember>> report_end() {
    if (std::exchange(reported_, true)) {
      return std::nullopt;
    }
    return cut_off();
  }

  Status cut_off() const {
    return absl::DataLossError(concat(path_, " is cut off or damaged after ", bytes_.position(),
                                      " bytes: the directory at its end is missing. The members before that "
                                      "were read; fetch it again and repeat the load"));
  }

  BufferedStream bytes_;
  const std::string path_;
  const ArchiveContext context_;
  std::unique_ptr<ByteStream> member_;
  bool has_descriptor_ = false;
  bool ended_ = false;
  bool reported_ = false;  // that the archive is cut off
};

}  // namespace

StatusOr<std::unique_ptr<Archive>> open_archive_salvage(const std::string& path, const ArchiveContext& context) {
  ASSIGN_OR_RETURN(auto bytes, open_file_stream(path, context.bytes_read));
  return std::make_unique<SalvageArchive>(std::move(bytes), path, context);
}

}  // namespace trialkeep::ingest
