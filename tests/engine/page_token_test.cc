#include "engine/page_token.h"

#include "support/support.h"

namespace trialkeep::engine::page_token_test {
namespace {

const PageToken kToken{.offset = 120, .generation = 7, .query_hash = 0x0123456789abcdef};

TEST(PageTokenCodec, ReadsWhatItWrote) {
  const PageTokenCodec codec("a key");
  EXPECT_EQ(codec.read(codec.write(kToken)), kToken);
  const PageToken largest{kPageOffsetMax, UINT64_MAX, UINT64_MAX};
  EXPECT_EQ(codec.read(codec.write(largest)), largest);
  EXPECT_EQ(codec.read(codec.write({})), PageToken());
}

TEST(PageTokenCodec, WritesFortyFourCharactersThatNeedNoEscape) {
  const std::string text = PageTokenCodec("a key").write(kToken);
  EXPECT_EQ(text.size(), 44u);
  EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(PageTokenCodec, RefusesATokenOfAnotherKey) {
  EXPECT_EQ(PageTokenCodec("another key").read(PageTokenCodec("a key").write(kToken)), std::nullopt);
}

TEST(PageTokenCodec, RefusesEveryChangedCharacterAndEveryOtherLength) {
  const PageTokenCodec codec("a key");
  const std::string text = codec.write(kToken);
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'A', 'b', '9', '-', '=', ' ', '\0'}) {
      std::string changed = text;
      changed[i] = c;
      EXPECT_EQ(codec.read(changed).has_value(), changed == text) << i;
    }
    EXPECT_EQ(codec.read(text.substr(0, i)), std::nullopt);
  }
  EXPECT_EQ(codec.read(text + "A"), std::nullopt);
  EXPECT_EQ(codec.read("ZVt07cGHkvI2wRk2CJf6_LLqy5DbMtMod7KrgP4flDqe"), std::nullopt);  // one of the registry's
}

TEST(PageTokenCodec, RefusesAnOffsetThatNoRegistryReaches) {
  const PageTokenCodec codec("a key");
  EXPECT_EQ(codec.read(codec.write({kPageOffsetMax + 1, 1, 1})), std::nullopt);
}

}  // namespace
}  // namespace trialkeep::engine::page_token_test
