#include "text/words.h"

#include <algorithm>

#include "base/random.h"
#include "base/strings.h"

namespace trialkeep::text {
namespace {

TEST(Fold, gives_the_words_of_a_text) {
  const struct {
    std::string_view what;
    std::string_view text;
    std::string_view folded;
  } cases[] = {
      {"nothing", "", ""},
      {"blanks alone", " \t\r\n", ""},
      {"punctuation alone", "!?-_.,;:()[]{}/\\|@#$%^&*+=<>~`\"'", ""},
      {"ASCII letters and digits", "Phase 3 Trial, N=120", "phase 3 trial n 120"},
      {"digits stay with letters", "COVID19 H1N1 5FU", "covid19 h1n1 5fu"},
      {"hyphens separate", "Non-Small-Cell -x- a--b", "non small cell x a b"},
      {"slashes, points and underscores separate", "HER2/neu 1.5 a_b", "her2 neu 1 5 a b"},
      {"a possessive goes", "Alzheimer's disease", "alzheimer disease"},
      {"a typographic possessive goes", "Alzheimer’s disease", "alzheimer disease"},
      {"a capital possessive goes", "CROHN'S", "crohn"},
      {"a plural possessive is a quote", "patients' rights", "patients rights"},
      {"inner apostrophes go", "O'Brien d'Ivoire don't", "obrien divoire dont"},
      {"inner typographic apostrophes go", "O’Brien d’Ivoire", "obrien divoire"},
      {"an apostrophe before an accent", "Côte d'été", "cote dete"},
      {"the same, typographic", "Côte d’été", "cote dete"},
      {"single quotes around a word", "'quoted' ‘quoted’", "quoted quoted"},
      {"accents, composed", "Ménière Sjögren Guillain-Barré", "meniere sjogren guillain barre"},
      {"accents, decomposed", "Me\u0301nie\u0300re Sjo\u0308gren Barre\u0301", "meniere sjogren barre"},
      {"letters with a stroke", "Łódź Wrocław TROMSØ København Đà ðeð Ħal ŧ Ŧ",
       "lodz wroclaw tromso kobenhavn da ded hal t t"},
      {"a stroke and an accent", "\u01fe \u01ff Ø\u0301", "o o o"},
      {"i without its dot and with it", "Diyarbakır ISPARTA İzmir", "diyarbakir isparta izmir"},
      {"letters of two", "Vandœuvre CŒUR hæmoglobin Ægir \u01fd Þór", "vandoeuvre coeur haemoglobin aegir ae thor"},
      {"a possessive behind a ligature", "Cœur’s l'œil", "coeur loeil"},
      {"sharp s", "Straße STRASSE", "strasse strasse"},
      {"Greek", "α-Interferon ΑΛΦΑ ά σίγμας", "α interferon αλφα α σιγμασ"},
      {"micro sign is mu", "5 µg μg", "5 μg μg"},
      {"ligatures", "ﬁbrosis eﬀect", "fibrosis effect"},
      {"superscripts and subscripts", "m² CO₂ x³", "m2 co2 x3"},
      {"full-width forms", "ＡＢＣ１２", "abc12"},
      {"Roman numeral sign", "type Ⅳ", "type iv"},
      {"Cyrillic", "Москва МОСКВА", "москва москва"},
      {"ideographs are words of their own", "肺癌 therapy治療", "肺 癌 therapy 治 療"},
      {"kana, composed and decomposed", "が か\u3099", "か か"},
      {"kana of half width", "pleaｿ ｶﾞ", "plea ソ カ"},
      {"Hangul, composed and decomposed", "한 \u1112\u1161\u11ab", "\u1112\u1161\u11ab \u1112\u1161\u11ab"},
      {"dashes of every length", "a–b—c−d", "a b c d"},
      {"no-break blanks", "a\u00a0b\u202fc", "a b c"},
      {"soft hyphens", "asth\u00adma RAN\u00adDOM\u00adIZED \u00ada\u00ad", "asthma randomized a"},
      {"joiners", "in\u2060hibitor, می\u200cخواهم क\u094d\u200dष", "inhibitor میخواهم कष"},
      {"the mark at the beginning of a file, anywhere", "\ufeffheart at\ufefftack\ufeff", "heart attack"},
      {"a blank of no width separates", "heart\u200battack", "heart attack"},
      {"a soft hyphen at a possessive", "Crohn\u00ad's Crohn’\u00ads O\u00ad'\u00adBrien", "crohn crohn obrien"},
      {"a soft hyphen behind a quote", "the 'patients'\u00ad 'x", "the patients x"},
      {"a soft hyphen before an accent", "Me\u00ad\u0301nie\u0300re", "meniere"},
      {"a soft hyphen between ideographs", "肺\u00ad癌\u2060a\u200d肺", "肺 癌 a 肺"},
      {"a soft hyphen cut off", "ab\xc2 c\xad d\xe2\x80", "ab c d"},
      {"typographic quotes", "“heart attack”", "heart attack"},
      {"signs", "≥18 ±5 ® ™ 50 % €", "18 5 50"},
      {"a combining mark alone", "\u0301 a", "a"},
      {"malformed bytes separate",
       "ab\xff"
       "cd\xc3 ef\xe2\x82",
       "ab cd ef"},
      {"a NUL separates", std::string_view("a\0b", 3), "a b"},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    EXPECT_EQ(fold(one.text), one.folded);
  }
}

TEST(WordReader, tells_where_each_word_lies) {
  const std::string text = " Crohn’s  (α-Tumour) m²'x";
  WordReader reader(text);
  std::vector<std::string> spans;
  while (reader.next()) {
    spans.push_back(text.substr(reader.begin(), reader.end() - reader.begin()));
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"Crohn’s", "α", "Tumour", "m²'x"}));
  EXPECT_FALSE(reader.next()) << "it stays at the end";
}

TEST(WordReader, tells_where_a_word_lies_whose_letters_become_two) {
  const std::string text = "le Cœur, ÆØ þþ";
  std::vector<std::string> spans;
  std::vector<std::string> words;
  for (WordReader reader(text); reader.next();) {
    spans.push_back(text.substr(reader.begin(), reader.end() - reader.begin()));
    words.emplace_back(reader.word());
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"le", "Cœur", "ÆØ", "þþ"}));
  EXPECT_EQ(words, (std::vector<std::string>{"le", "coeur", "aeo", "thth"}));
}

TEST(WordReader, tells_where_a_word_lies_with_what_is_passed_over_in_it) {
  const std::string text = "\ufeffAsth\u00adma\u00ad (Mc\u2060Donald’\ufeffs)\u00ad-\u200dx";
  std::vector<std::string> spans;
  std::vector<std::string> typed;
  for (WordReader reader(text); reader.next();) {
    spans.push_back(text.substr(reader.begin(), reader.end() - reader.begin()));
    typed.emplace_back(reader.typed());
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"Asth\u00adma", "Mc\u2060Donald’\ufeffs", "x"}));
  EXPECT_EQ(typed, (std::vector<std::string>{"Asthma", "McDonald’s", "x"}));
}

// All that is told of the words of a text.
std::vector<std::string> told_of(std::string_view text) {
  std::vector<std::string> words;
  for (WordReader reader(text); reader.next();) {
    words.push_back(concat(reader.word(), ":", reader.typed(), ":", static_cast<int>(reader.letters()), ":",
                           static_cast<int>(reader.joint())));
  }
  return words;
}

TEST(WordReader, reads_a_text_as_if_what_cannot_be_seen_were_not_there) {
  const std::uint64_t seed = 173;
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::vector<std::string> pieces = {"a",      "S", "é",      "e\u0301", "\u0301", "'",        "’",
                                           "\u02bc", " ", "-",      "\u2011",  "肺",     "か\u3099", "Ł",
                                           "\u200b", "9", "\u00a0", "ab's",    "/ ",     "Heart"};
  const std::vector<std::string> invisible = {"\u00ad", "\u2060", "\u200c", "\u200d", "\ufeff"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    std::string seen;
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      const std::string piece = random.pick(pieces);
      text += piece;
      seen += piece;
      while (random.chance(0.4)) {
        text += random.pick(invisible);
      }
    }
    ASSERT_EQ(told_of(text), told_of(seen)) << text;
  }
}

TEST(WordReader, tells_how_each_word_was_typed_and_what_stands_before_it) {
  const struct {
    std::string_view text;
    std::string_view words;  // typed:letters:joint
  } cases[] = {
      {"heart Attack COPD", "heart:lower:blank Attack:capitalized:blank COPD:upper:blank"},
      {"pH mRNA NaCl", "pH:other:blank mRNA:other:blank NaCl:other:blank"},
      {"A a I", "A:capitalized:blank a:lower:blank I:capitalized:blank"},
      {"H1N1 h1n1 5FU 19 5-Fu",
       "H1N1:upper:blank h1n1:lower:blank 5FU:upper:blank 19:lower:blank 5:lower:blank Fu:capitalized:hyphen"},
      {"non-small\u2010cell\u2011lung\u2013x",
       "non:lower:blank small:lower:hyphen cell:lower:hyphen lung:lower:hyphen x:lower:other"},
      {"her\u00ad-\u20602 heart \u00ad\ufeff rate\u00ad, x\u200by",
       "her:lower:blank 2:lower:hyphen heart:lower:blank rate:lower:blank x:lower:other y:lower:other"},
      {"A\u00adB co\u00adPd he\u2060art", "AB:upper:blank coPd:other:blank heart:lower:blank"},
      {"a--b a - b a -b", "a:lower:blank b:lower:other a:lower:blank b:lower:other a:lower:blank b:lower:other"},
      {"a/b, c.d (e)\t f\r\ng",
       "a:lower:blank b:lower:other c:lower:other d:lower:other e:lower:other f:lower:other g:lower:blank"},
      {"-a", "a:lower:blank"},
      {"\u00e9t\u00e9 \u00c9T\u00c9 Crohn's CROHN\u2019S",
       "\u00e9t\u00e9:other:blank \u00c9T\u00c9:other:blank Crohn's:other:blank CROHN\u2019S:other:blank"},
      {"æ Æ hæm Hæm ØSTER", "æ:other:blank Æ:other:blank hæm:other:blank Hæm:other:blank ØSTER:other:blank"},
      {"\u03b1 \u0391", "\u03b1:lower:blank \u0391:other:blank"},
      {"\u80ba\u764c", "\u80ba:lower:blank \u764c:lower:blank"},
  };
  constexpr std::string_view kLetters[] = {"lower", "capitalized", "upper", "other"};
  constexpr std::string_view kJoints[] = {"blank", "hyphen", "other"};
  for (const auto& one : cases) {
    std::string words;
    for (WordReader reader(one.text); reader.next();) {
      append_to(words, words.empty() ? "" : " ", reader.typed(), ":", kLetters[static_cast<int>(reader.letters())], ":",
                kJoints[static_cast<int>(reader.joint())]);
    }
    EXPECT_EQ(words, one.words) << one.text;
  }
}

// What a word of ASCII is, in the most obvious way.
std::vector<std::string> slow_ascii_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (is_word(c)) {
      word.push_back(static_cast<char>(std::tolower(c)));
    } else if (c == '\'' && !word.empty() && i + 1 < text.size() && is_word(text[i + 1])) {
      word.push_back('\'');
    } else if (!word.empty()) {
      if (word.size() > 2 && word.ends_with("'s")) {
        word.resize(word.size() - 2);
      }
      std::erase(word, '\'');
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

TEST(WordReader, agrees_with_the_slow_twin_on_ascii) {
  const std::uint64_t seed = 4711;
  SCOPED_TRACE(seed);
  Random random(seed);
  constexpr std::string_view kLetters = "aAbBsS019''''  -.\t_";
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random.below(40), ' ');
    for (char& c : text) {
      c = kLetters[random.below(kLetters.size())];
    }
    std::vector<std::string> words;
    std::size_t last_end = 0;
    for (WordReader reader(text); reader.next();) {
      words.emplace_back(reader.word());
      EXPECT_TRUE(last_end <= reader.begin() && reader.begin() < reader.end() && reader.end() <= text.size());
      last_end = reader.end();
    }
    ASSERT_EQ(words, slow_ascii_words(text)) << text;
  }
}

const std::string kMixed =
    "Alzheimer’s ﬁbrosis µg m² 肺癌 e\u0301 O'Brien d'été \xf0\x9f\x92\x8a \xf0\xa0\x80\x80 ẞ İ ŉ \u0301\u0302 한 ½ "
    "Łœþ a\u00adb'\u2060s\ufeff ";

TEST(WordReader, survives_every_truncation_and_every_changed_byte) {
  for (std::size_t size = 0; size <= kMixed.size(); ++size) {
    const std::string cut = kMixed.substr(0, size);
    const std::string cut_in_front = kMixed.substr(kMixed.size() - size);
    for (const std::string& text : {cut, cut_in_front}) {
      std::size_t words = 0;
      for (WordReader reader(text); reader.next(); ++words) {
        EXPECT_FALSE(reader.word().empty());
        EXPECT_LE(reader.word().size(), kWordBytesMax);
        EXPECT_LE(reader.end(), text.size());
      }
      EXPECT_LE(words, text.size());
    }
  }
  const std::uint64_t seed = 99;
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = kMixed;
    for (int i = 0; i < 5; ++i) {
      text[random.below(text.size())] = static_cast<char>(random.next());
    }
    std::size_t last_end = 0;
    for (WordReader reader(text); reader.next(); last_end = reader.end()) {
      ASSERT_TRUE(last_end <= reader.begin() && reader.begin() < reader.end()) << round;
    }
  }
}

TEST(WordReader, cuts_long_words_to_their_first_bytes_in_every_path) {
  const std::string ascii(500, 'x');
  EXPECT_EQ(fold(ascii), ascii.substr(0, kWordBytesMax));
  EXPECT_EQ(fold(ascii + "é"), ascii.substr(0, kWordBytesMax)) << "the ASCII path and the other cut alike";
  std::string greek;
  for (int i = 0; i < 100; ++i) {
    greek += "ω";
  }
  EXPECT_EQ(fold(greek), greek.substr(0, kWordBytesMax));
  // A character that no longer fits ends the word: nothing behind it is taken.
  EXPECT_EQ(fold("a" + greek + "bcd"), "a" + greek.substr(0, kWordBytesMax - 2));
  const std::string all_but_one(kWordBytesMax - 1, 'x');
  EXPECT_EQ(fold(concat(all_but_one, "æb")), concat(all_but_one, "a")) << "as if its letters were typed";
  const std::string cut_word = fold(ascii);
  EXPECT_EQ(fold(cut_word), cut_word) << "a cut word is found by itself";
}

TEST(WordReader, stays_quick_on_runs_that_fold_to_nothing) {
  std::string marks;
  for (int i = 0; i < 500'000; ++i) {
    marks += "\u0301";
  }
  EXPECT_EQ(fold(marks + " end"), "end");  // a quadratic reader would take minutes
  std::string unseen;
  std::string quoted;
  for (int i = 0; i < 500'000; ++i) {
    unseen += "\u00ad";
    quoted += "a'\u00ad";
  }
  EXPECT_EQ(fold(concat(unseen, "e", unseen, "nd", unseen)), "end");
  EXPECT_EQ(fold(concat(quoted, unseen)), std::string(kWordBytesMax / 2, 'a')) << "apostrophes count until the end";
}

TEST(Fold, of_words_gives_the_same_words) {
  const std::uint64_t seed = 1234;
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::vector<std::string> pieces = {"a", "s", "É", "e\u0301", "'",        "’",  " ", "-", "ß", "ﬁ",
                                           "²", "µ", "Ω", "肺",      "か\u3099", "한", "Ł", "ø", "Æ", "\u00ad",
                                           "Þ", "ı", "9", "Ж",       "İ",        "Ⅳ",  "ſ", "ά", "½", "Ａ"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      text += random.pick(pieces);
    }
    const std::string folded = fold(text);
    ASSERT_EQ(fold(folded), folded) << text;
  }
}

}  // namespace
}  // namespace trialkeep::text
