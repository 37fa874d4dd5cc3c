#include "http/body_stream.h"

#include "base/limits.h"
#include "base/random.h"
#include "base/strings.h"
#include "http/made_body.h"
#include "http/unpack.h"
#include "os/memory_file_system.h"
#include "support/support.h"

namespace trialkeep::http::testing {
namespace {

constexpr std::size_t kFrameBytes = 128u << 10;  // what compression and framing may add to a filling

const std::atomic<bool> never = false;

BodyStream stream_of(MadeBodyOptions options, Coding coding = Coding::kIdentity, Framing framing = Framing::kLength) {
  return {std::make_unique<MadeBody>(std::move(options)), StreamEncoder::make(coding), framing};
}

// All that the stream gives; checks that it never gives much at a time.
StatusOr<std::string> drained(BodyStream stream) {
  std::string all;
  std::string part;
  do {
    // Behind what the head holds already, as that of the whole answer.
    std::string head = "head";
    RETURN_IF_ERROR(stream.fill(head, part, never));
    EXPECT_LE(part.size(), limits::kStreamBytes + kFrameBytes);
    EXPECT_TRUE(head.starts_with("head"));
    append_to(all, head.substr(4), part);
  } while (!part.empty());
  return all;
}

std::string unchunked(std::string_view wire) {
  std::string out;
  while (true) {
    const std::size_t line = wire.find("\r\n");
    const std::size_t size = std::strtoul(std::string(wire.substr(0, line)).c_str(), nullptr, 16);
    wire.remove_prefix(line + 2);
    out += wire.substr(0, size);
    EXPECT_EQ(wire.substr(size, 2), "\r\n");
    wire.remove_prefix(size + 2);
    if (size == 0) {
      EXPECT_EQ(wire, "");
      return out;
    }
  }
}

TEST(BodyStream, GivesEveryByteInEveryFramingAndCoding) {
  for (const std::uint64_t size : {0u, 1u, 1000u, 262'143u, 262'144u, 262'145u, 3'000'000u}) {
    for (const std::size_t piece : {std::size_t{4096}, SIZE_MAX}) {
      const std::string text = made_text(size);
      MadeBodyOptions options;
      options.size = size;
      options.piece = piece;
      EXPECT_EQ(drained(stream_of(options, Coding::kIdentity, Framing::kUntilClose)).value(), text);
      EXPECT_EQ(unchunked(drained(stream_of(options, Coding::kIdentity, Framing::kChunked)).value()), text);
      for (const Framing framing : {Framing::kChunked, Framing::kUntilClose}) {
        const auto plain = [&](const std::string& wire) {
          return framing == Framing::kChunked ? unchunked(wire) : wire;
        };
        EXPECT_EQ(ungzipped(plain(drained(stream_of(options, Coding::kGzip, framing)).value()), size), text);
        EXPECT_EQ(unzstd(plain(drained(stream_of(options, Coding::kZstd, framing)).value()), size), text);
      }
      options.stated = size;
      EXPECT_EQ(drained(stream_of(options)).value(), text);
    }
  }
}

TEST(BodyStream, CompressesWhatCannotBeCompressedAndWhatIsAllOne) {
  Random random(20'261'126);
  std::string noise(1'000'000, '\0');
  for (char& c : noise) {
    c = static_cast<char>(random.next());
  }
  for (const std::string& text : {noise, std::string(10'000'000, 'x')}) {
    for (const Coding coding : {Coding::kGzip, Coding::kZstd}) {
      bool given = false;
      BodyStream stream(produce_pieces([&](std::string& out) -> StatusOr<bool> {
                          out += given ? "" : text;
                          return !std::exchange(given, true);
                        }),
                        StreamEncoder::make(coding), Framing::kUntilClose);
      const std::string packed = drained(std::move(stream)).value();
      EXPECT_LT(packed.size(), text == noise ? text.size() + 1000 : text.size() / 100);
      EXPECT_EQ(coding == Coding::kGzip ? ungzipped(packed, text.size()) : unzstd(packed, text.size()), text);
    }
  }
}

TEST(BodyStream, FailsWithItsProducer) {
  for (const Framing framing : {Framing::kLength, Framing::kChunked, Framing::kUntilClose}) {
    MadeBodyOptions fails;
    fails.size = 1'000'000;
    fails.fails_at = 600'000;
    EXPECT_TRUE(absl::IsDataLoss(drained(stream_of(fails, Coding::kIdentity, framing)).status()));
    MadeBodyOptions throws;
    throws.size = 1'000'000;
    throws.throws_at = 600'000;
    EXPECT_TRUE(absl::IsInternal(drained(stream_of(throws, Coding::kIdentity, framing)).status()));
  }
}

TEST(BodyStream, HoldsItsProducerToItsWord) {
  for (const std::uint64_t stated : {0u, 99u, 101u, 1'000'000u}) {
    MadeBodyOptions options;
    options.size = 100;
    options.stated = stated;
    EXPECT_TRUE(absl::IsInternal(drained(stream_of(options)).status())) << stated;
  }
}

TEST(BodyStream, GivesUpWhenItIsToldTo) {
  MadeBodyOptions options;
  options.size = 1'000'000;
  BodyStream stream = stream_of(options);
  std::string head;
  std::string part;
  EXPECT_OK(stream.fill(head, part, never));
  const std::atomic<bool> now = true;
  EXPECT_TRUE(absl::IsDeadlineExceeded(stream.fill(head, part, now)));
}

TEST(ProducePieces, PassesOverEmptyOnesAndSplitsLargeOnes) {
  std::vector<std::string> pieces = {"", "abc", "", "defgh", ""};
  std::size_t at = 0;
  const auto producer = produce_pieces([&](std::string& out) -> StatusOr<bool> {
    out += at < pieces.size() ? pieces[at] : "";
    return at++ < pieces.size();
  });
  std::vector<std::string> parts;
  while (true) {
    const std::string_view part = producer->next(2).value();
    if (part.empty()) {
      break;
    }
    parts.emplace_back(part);
  }
  EXPECT_THAT(parts, ::testing::ElementsAre("ab", "c", "de", "fg", "h"));
  EXPECT_EQ(producer->size_bytes(), std::nullopt);
  EXPECT_FALSE(producer->can_narrow());
}

TEST(FileBody, GivesAFileOrAPartOfIt) {
  const auto memory = os::make_memory_file_system();
  os::FileSystem& files = *memory;
  EXPECT_OK(os::write_file_atomically(files, "/f", "0123456789"));
  EXPECT_OK(os::write_file_atomically(files, "/empty", ""));
  EXPECT_FALSE(FileBody::open(files, "/none").ok());
  const auto whole = FileBody::open(files, "/f").value();
  EXPECT_EQ(whole->size_bytes(), 10u);
  EXPECT_EQ(whole->next(4).value(), "0123");
  EXPECT_EQ(whole->next(100).value(), "456789");
  EXPECT_EQ(whole->next(100).value(), "");
  const auto part = FileBody::open(files, "/f").value();
  part->narrow(3, 7);
  EXPECT_EQ(part->size_bytes(), 4u);
  EXPECT_EQ(part->next(100).value(), "3456");
  EXPECT_EQ(part->next(100).value(), "");
  EXPECT_EQ(FileBody::open(files, "/empty").value()->next(100).value(), "");
}

TEST(Compressor, LeavesAloneWhatDoesNotShrink) {
  Compressor compressor;
  for (const Coding coding : {Coding::kGzip, Coding::kZstd}) {
    EXPECT_EQ(compressor.compress(coding, ""), std::nullopt);
    EXPECT_EQ(compressor.compress(coding, "abc"), std::nullopt);
    const auto packed = compressor.compress(coding, std::string(5000, 'a'));
    ASSERT_TRUE(packed.has_value());
    EXPECT_LT(packed->size(), 200u);
    EXPECT_EQ(packed, compressor.compress(coding, std::string(5000, 'a')));
    EXPECT_EQ(coding == Coding::kGzip ? ungzipped(*packed, 5000) : unzstd(*packed, 5000), std::string(5000, 'a'));
  }
  EXPECT_EQ(compressor.compress(Coding::kIdentity, std::string(5000, 'a')), std::nullopt);
}

}  // namespace
}  // namespace trialkeep::http::testing
