#include "http/admission.h"

#include <array>

#include "http/handler_watch.h"
#include "http/read_token.h"
#include "support/support.h"

namespace trialkeep::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

AddressKey v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  const std::array<std::uint8_t, 4> bytes = {a, b, c, d};
  return address_key(std::span<const std::uint8_t, 4>(bytes));
}

AddressKey v6(std::array<std::uint8_t, 16> bytes) { return address_key(std::span<const std::uint8_t, 16>(bytes)); }

TEST(AddressKey, IsOneForAnAddressAndForANetworkOfIPv6) {
  EXPECT_EQ(v4(127, 0, 0, 1), v4(127, 0, 0, 1));
  EXPECT_NE(v4(127, 0, 0, 1), v4(127, 0, 0, 2));
  EXPECT_EQ(v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1}), v4(127, 0, 0, 1));
  EXPECT_EQ(v6({0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8}),
            v6({0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_NE(v6({0x20, 1, 0xD, 0xB8, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8}),
            v6({0x20, 1, 0xD, 0xB8, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(ConnectionCounts, GiveEachAddressItsShare) {
  ConnectionCounts counts;
  EXPECT_TRUE(counts.open(1, 2));
  EXPECT_TRUE(counts.open(1, 2));
  EXPECT_FALSE(counts.open(1, 2));
  EXPECT_TRUE(counts.open(2, 2));
  counts.close(1);
  EXPECT_TRUE(counts.open(1, 2));
  EXPECT_FALSE(counts.open(1, 2));
  EXPECT_FALSE(counts.open(3, 0));
}

TEST(RequestRates, AllowABurstAndThenASteadyRate) {
  const RequestRates::TimePoint start{};
  RequestRates rates(10, 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(rates.take(1, start), milliseconds(0));
  }
  EXPECT_EQ(rates.take(1, start), milliseconds(100));
  EXPECT_EQ(rates.take(1, start), milliseconds(100));
  EXPECT_EQ(rates.take(2, start), milliseconds(0));
  EXPECT_EQ(rates.take(1, start + milliseconds(60)), milliseconds(40));
  EXPECT_EQ(rates.take(1, start + milliseconds(101)), milliseconds(0));
  int allowed = 0;
  for (int ms = 1000; ms < 11'000; ++ms) {
    allowed += rates.take(1, start + milliseconds(ms)) == milliseconds(0) ? 1 : 0;
  }
  EXPECT_NEAR(allowed, 103, 1);
}

TEST(RequestRates, RememberABoundedNumberOfAddresses) {
  const RequestRates::TimePoint start{};
  RequestRates rates(1, 1, 10);
  EXPECT_EQ(rates.take(1, start + seconds(1)), milliseconds(0));
  for (AddressKey other = 100; other < 109; ++other) {
    EXPECT_EQ(rates.take(other, start), milliseconds(0));
  }
  EXPECT_EQ(rates.take(200, start + milliseconds(1500)), milliseconds(0));  // the quiet ones go
  EXPECT_NE(rates.take(1, start + milliseconds(1500)), milliseconds(0));
  for (AddressKey other = 300; other < 10'000; ++other) {  // a flood: the oldest go, none is refused
    EXPECT_EQ(rates.take(other, start + milliseconds(1501)), milliseconds(0));
  }
}

TEST(HandlerWatch, TellsOnlyWhoRunsTooLong) {
  HandlerWatch watch;
  std::atomic<bool> cancelled = false;
  const HandlerWatch::TimePoint start{};
  {
    const HandlerWatch::Scope scope(watch, cancelled, start + seconds(5));
    watch.look(start + seconds(4));
    EXPECT_FALSE(cancelled);
    watch.look(start + seconds(5));
    EXPECT_TRUE(cancelled);
  }
  cancelled = false;
  watch.look(HandlerWatch::TimePoint::max());
  EXPECT_FALSE(cancelled);
}

TEST(ReadToken, IsOneLineOfFitBytes) {
  EXPECT_EQ(parse_read_token("0123456789abcdef\n").value(), "0123456789abcdef");
  EXPECT_EQ(parse_read_token(" \tAZaz0189-._~+/==\r\n\n").value(), "AZaz0189-._~+/==");
  for (const std::string_view text : {"", "\n", "0123456789abcde", "0123456789abcdef 0", "0123456789abcdef\nsecond",
                                      "0123456789abcde\xC3\xA9", "\"0123456789abcdef\""}) {
    const Status status = parse_read_token(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("openssl rand"));
  }
}

TEST(MayRead, TakesTheTokenAndNothingElse) {
  constexpr std::string_view kToken = "0123456789abcdef";
  EXPECT_TRUE(may_read("Bearer 0123456789abcdef", kToken));
  EXPECT_TRUE(may_read("bearer  0123456789abcdef ", kToken));
  for (const std::string_view header :
       {"", "Bearer", "Bearer ", "0123456789abcdef", "Basic 0123456789abcdef", "Bearer 0123456789abcde",
        "Bearer 0123456789abcdeg", "Bearer 0123456789abcdef0", "Bearer 0123456789ABCDEF",
        "Bearer 0123456789abcdef, Bearer 0123456789abcdef", "Bearer0123456789abcdef"}) {
    EXPECT_FALSE(may_read(header, kToken)) << header;
  }
}

}  // namespace
}  // namespace trialkeep::http
