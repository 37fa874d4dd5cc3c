#include "text/variants.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "text/letters.h"

// A rule is a pair of endings or of letter groups: two words are related when they are x + one + y and x + other + y,
// and the conditions of the rule look only at what both share or at both words. So every rule is symmetric, and so are
// the relations that are put together from them below.
namespace trialkeep::text {
namespace {

using Words = std::vector<std::string>;

// Words longer than any that is in a text for its own sake have no variants.
constexpr std::size_t kWordLettersMin = 3;
constexpr std::size_t kWordLettersMax = 32;

// The one shorter word that has a plural ("follow-ups").
constexpr std::string_view kShortWord = "up";

bool has_variants(std::string_view word) {
  return (word.size() >= kWordLettersMin || word == kShortWord) && word.size() <= kWordLettersMax &&
         has_letters_alone(word);
}

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t N>
bool ends_with_one_of(std::string_view word, const std::array<std::string_view, N>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

// ---- Plurals.

// They look like plurals of something else and are none of it.
constexpr std::array<std::string_view, 33> kNoPlurals = {
    "aids",    "always", "ammonia", "ards",   "bias", "caries",   "does",    "diabetes", "feces", "faeces", "goes",
    "hers",    "herpes", "india",   "lens",   "less", "magnesia", "measles", "mers",     "mini",  "mumps",  "news",
    "perhaps", "plus",   "rickets", "rabies", "sars", "scabies",  "series",  "species",  "this",  "thus",   "urea"};

// What may stand before the -s of a plural. A hissing sound takes -es, a consonant and y become -ies, and words on
// -us, -is and -ss (sinus, analysis, abscess) are singulars, but for abbreviations (ICUs, MRIs).
bool takes_s(std::string_view stem) {
  constexpr std::size_t kAbbreviation = 4;
  switch (stem.back()) {
    case 's':
    case 'x':
    case 'z':
      return false;
    case 'h':
      return !stem.ends_with("sh") && (!stem.ends_with("ch") || stem.ends_with("ach"));
    case 'y':
      return stem.size() > 1 && is_vowel(stem[stem.size() - 2]);
    case 'u':
      return stem.size() <= kAbbreviation;
    case 'i':
      return stem.size() <= kAbbreviation && !stem.ends_with("si");
    default:
      return true;
  }
}

bool takes_es(std::string_view stem) {
  constexpr std::array<std::string_view, 5> kEndings = {"ss", "x", "z", "ch", "sh"};
  constexpr std::array<std::string_view, 4> kOfLongWords = {"us", "is", "as", "o"};
  constexpr std::array<std::string_view, 3> kOtherwise = {"sis", "tis", "ous"};
  return stem == "lens" || stem == "gas" || stem == "bus" || ends_with_one_of(stem, kEndings) ||
         (stem.size() > 3 && ends_with_one_of(stem, kOfLongWords) && !ends_with_one_of(stem, kOtherwise));
}

bool takes_ies(std::string_view stem) { return !is_vowel(stem.back()); }
bool takes_f(std::string_view stem) { return stem.ends_with("l") || stem.ends_with("ea") || stem.ends_with("hoo"); }
bool takes_fe(std::string_view stem) { return stem.ends_with("li") || stem.ends_with("kni") || stem.ends_with("wi"); }
bool takes_latin_a(std::string_view stem) {
  return stem == "ov" || (stem.size() >= 3 && !stem.ends_with("om") && !stem.ends_with("emi"));
}
bool takes_latin_i(std::string_view stem) { return stem.size() >= 3; }
bool takes_latin_ae(std::string_view stem) { return stem.size() >= 3 && !stem.ends_with("i"); }
bool takes_greek_es(std::string_view stem) {
  constexpr std::array<std::string_view, 8> kEndings = {"ys", "os", "as", "x", "t", "en", "s", "r"};
  return stem.size() >= 2 && ends_with_one_of(stem, kEndings);
}
bool takes_greek_ata(std::string_view stem) { return stem.size() >= 3 && stem.back() == 'm'; }
bool takes_greek_ides(std::string_view stem) { return stem.size() >= 4 && stem.ends_with("it"); }
bool takes_ices(std::string_view stem) { return stem.size() >= 3; }
bool takes_any(std::string_view) { return true; }

struct Plural {
  std::string_view one;
  std::string_view many;
  bool (*takes)(std::string_view stem);  // never asked for an empty stem
};

constexpr std::array kPlurals = {
    Plural{"", "s", takes_s},
    Plural{"", "es", takes_es},
    Plural{"y", "ies", takes_ies},
    Plural{"f", "ves", takes_f},
    Plural{"fe", "ves", takes_fe},
    Plural{"um", "a", takes_latin_a},        // bacterium, bacteria
    Plural{"us", "i", takes_latin_i},        // nucleus, nuclei
    Plural{"a", "ae", takes_latin_ae},       // vertebra, vertebrae
    Plural{"is", "es", takes_greek_es},      // metastasis, metastases
    Plural{"a", "ata", takes_greek_ata},     // carcinoma, carcinomata
    Plural{"is", "ides", takes_greek_ides},  // dermatitis, dermatitides
    Plural{"ix", "ices", takes_ices},        // appendix, appendices
    Plural{"ex", "ices", takes_ices},        // cortex, cortices
    Plural{"lion", "lia", takes_any},        // ganglion, ganglia
    Plural{"erion", "eria", takes_any},      // criterion, criteria
    Plural{"drion", "dria", takes_any},      // mitochondrion, mitochondria
    Plural{"omenon", "omena", takes_any},    // phenomenon, phenomena
    Plural{"ynx", "ynges", takes_any},       // larynx, larynges
    Plural{"lanx", "langes", takes_any},     // phalanx, phalanges
    Plural{"ninx", "ninges", takes_any},     // meninx, meninges
};

struct Pair {
  std::string_view one;
  std::string_view other;
};

constexpr std::array kIrregularPlurals = {
    Pair{"man", "men"},          Pair{"woman", "women"},      Pair{"child", "children"}, Pair{"foot", "feet"},
    Pair{"tooth", "teeth"},      Pair{"mouse", "mice"},       Pair{"louse", "lice"},     Pair{"genus", "genera"},
    Pair{"viscus", "viscera"},   Pair{"corpus", "corpora"},   Pair{"lumen", "lumina"},   Pair{"femur", "femora"},
    Pair{"stoma", "stomata"},    Pair{"foramen", "foramina"}, Pair{"crisis", "crises"},  Pair{"quiz", "quizzes"},
    Pair{"midwife", "midwives"}, Pair{"crus", "crura"},       Pair{"pelvis", "pelves"},  Pair{"penis", "penes"},
    Pair{kShortWord, "ups"},
};

void add(Words& words, std::string_view begin, std::string_view middle, std::string_view end = {}) {
  std::string word;
  word.reserve(begin.size() + middle.size() + end.size());
  word.append(begin).append(middle).append(end);
  words.push_back(std::move(word));
}

// Appends the plurals and singulars of `word`.
void add_plurals(std::string_view word, Words& words) {
  for (const Plural& rule : kPlurals) {
    const auto turn = [&](std::string_view from, std::string_view to) {
      if (!word.ends_with(from) || word.size() == from.size()) {
        return;
      }
      const std::string_view stem = word.substr(0, word.size() - from.size());
      if (!rule.takes(stem) || stem.size() + rule.one.size() < kWordLettersMin) {
        return;
      }
      std::string made(stem);
      made.append(to);
      const std::string_view many = from == rule.many ? word : std::string_view(made);
      if (!is_one_of(many, kNoPlurals)) {
        words.push_back(std::move(made));
      }
    };
    turn(rule.one, rule.many);
    turn(rule.many, rule.one);
  }
  for (const Pair& pair : kIrregularPlurals) {
    if (word == pair.one || word == pair.other) {
      words.emplace_back(word == pair.one ? pair.other : pair.one);
    }
  }
}

// ---- Spelling: letter groups within words. `^` and `$` stand for the word's beginning and end.

constexpr std::array kGroups = {
    // ae, oe
    Pair{"aemi", "emi"},
    Pair{"haema", "hema"},
    Pair{"haemo", "hemo"},
    Pair{"paedi", "pedi"},
    Pair{"paedoph", "pedoph"},
    Pair{"aesthe", "esthe"},
    Pair{"gynaec", "gynec"},
    Pair{"caec", "cec"},
    Pair{"^faec", "^fec"},
    Pair{"defaec", "defec"},
    Pair{"^aetiol", "^etiol"},
    Pair{"caesar", "cesar"},
    Pair{"^caesium", "^cesium"},
    Pair{"^naev", "^nev"},
    Pair{"phaeo", "pheo"},
    Pair{"palaeo", "paleo"},
    Pair{"archaeo", "archeo"},
    Pair{"mediaev", "mediev"},
    Pair{"oestrog", "estrog"},
    Pair{"oestrad", "estrad"},
    Pair{"oestrio", "estrio"},
    Pair{"oestron", "estron"},
    Pair{"oestrus", "estrus"},
    Pair{"oesoph", "esoph"},
    Pair{"oedem", "edem"},
    Pair{"foeta", "feta"},
    Pair{"foetu", "fetu"},
    Pair{"^foeto", "^feto"},
    Pair{"rrhoe", "rrhe"},
    Pair{"pnoe", "pne"},
    Pair{"coeliac", "celiac"},
    Pair{"amoeb", "ameb"},
    Pair{"homoeo", "homeo"},
    Pair{"manoeuvr", "maneuver"},
    Pair{"manoeuvre", "maneuver"},
    Pair{"leucaem", "leukem"},
    Pair{"leucocyt", "leukocyt"},
    Pair{"leucopen", "leukopen"},
    // sulph, aluminium
    Pair{"sulph", "sulf"},
    Pair{"aluminium", "aluminum"},
    // our
    Pair{"tumour", "tumor"},
    Pair{"colour", "color"},
    Pair{"behaviour", "behavior"},
    Pair{"labour", "labor"},
    Pair{"odour", "odor"},
    Pair{"vapour", "vapor"},
    Pair{"humour", "humor"},
    Pair{"favour", "favor"},
    Pair{"flavour", "flavor"},
    Pair{"honour", "honor"},
    Pair{"harbour", "harbor"},
    Pair{"vigour", "vigor"},
    Pair{"neighbour", "neighbor"},
    Pair{"endeavour", "endeavor"},
    Pair{"rumour", "rumor"},
    // re
    Pair{"centre", "center"},
    Pair{"centring", "centering"},
    Pair{"fibre", "fiber"},
    Pair{"litre$", "liter$"},
    Pair{"litres$", "liters$"},
    Pair{"titre", "titer"},
    Pair{"goitre", "goiter"},
    Pair{"metre$", "meter$"},
    Pair{"metres$", "meters$"},
    Pair{"theatre", "theater"},
    Pair{"calibre", "caliber"},
    // single words
    Pair{"^grey", "^gray"},
    Pair{"programme$", "program$"},
    Pair{"programmes$", "programs$"},
    Pair{"^disc$", "^disk$"},
    Pair{"^discs$", "^disks$"},
    Pair{"ageing$", "aging$"},
    Pair{"^mould", "^mold"},
    Pair{"judgement", "judgment"},
    Pair{"sceptic", "skeptic"},
    Pair{"^licence", "^license"},
    Pair{"^practice", "^practise"},
    Pair{"^practicing$", "^practising$"},
    Pair{"^defence", "^defense"},
    Pair{"^offence", "^offense"},
    Pair{"fulfil$", "fulfill$"},
    Pair{"enrol$", "enroll$"},
    Pair{"enrols$", "enrolls$"},
    Pair{"enrolment", "enrollment"},
    Pair{"instalment", "installment"},
    Pair{"fulfilment", "fulfillment"},
    Pair{"skilful", "skillful"},
    Pair{"wilful", "willful"},
    Pair{"tranquillis", "tranquilis"},
};

// A group as it is looked for.
struct Turn {
  std::string_view from;
  std::string_view to;
  bool is_at_begin;
  bool is_at_end;
  // After these letters the group is only the tail of the longer one ("emi" in "aemi"), and is left alone.
  std::string_view not_after;
  const Turn* back = nullptr;  // the same pair the other way round
};

std::string_view bare(std::string_view group) {
  group.remove_prefix(group.front() == '^' ? 1 : 0);
  group.remove_suffix(group.back() == '$' ? 1 : 0);
  return group;
}

std::array<Turn, 2 * kGroups.size()> all_turns() {
  std::array<Turn, 2 * kGroups.size()> turns;
  for (std::size_t i = 0; i < kGroups.size(); ++i) {
    const std::string_view one = bare(kGroups[i].one);
    const std::string_view other = bare(kGroups[i].other);
    const std::string_view longer = one.size() > other.size() ? one : other;
    const std::string_view shorter = one.size() > other.size() ? other : one;
    std::string_view more;
    if (longer.ends_with(shorter)) {
      more = longer.substr(0, longer.size() - shorter.size());
    }
    const bool is_at_begin = kGroups[i].one.front() == '^';
    const bool is_at_end = kGroups[i].one.back() == '$';
    turns[2 * i] = {one, other, is_at_begin, is_at_end, more};
    turns[2 * i + 1] = {other, one, is_at_begin, is_at_end, more};
  }
  return turns;
}

// All groups by their first two letters, so that a word is looked through once.
class Turns {
 public:
  Turns() : turns_(all_turns()) {
    for (std::size_t i = 0; i < turns_.size(); ++i) {
      turns_[i].back = &turns_[i ^ 1];
      by_letters_[key(turns_[i].from, 0)].push_back(&turns_[i]);
    }
  }
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  // Those that may stand at `at`. REQUIRES: two letters there.
  const std::vector<const Turn*>& at(std::string_view word, std::size_t at) const { return by_letters_[key(word, at)]; }

 private:
  static std::size_t key(std::string_view word, std::size_t at) {
    return static_cast<std::size_t>(word[at] - 'a') * 26 + static_cast<std::size_t>(word[at + 1] - 'a');
  }
  std::array<Turn, 2 * kGroups.size()> turns_;
  std::array<std::vector<const Turn*>, 26 * 26> by_letters_;
};

// Where a group stands in a word.
struct Site {
  std::size_t at;
  const Turn* turn;
};

// Each site costs a look-up and more with plurals; a word has so many, from its beginning, and no others.
constexpr std::size_t kSitesMax = 3;
struct Sites {
  std::array<Site, kSitesMax> list;
  std::size_t count = 0;
};

bool is_site(std::string_view word, std::size_t at, const Turn& turn) {
  return word.substr(at).starts_with(turn.from) && (!turn.is_at_begin || at == 0) &&
         (!turn.is_at_end || at + turn.from.size() == word.size()) &&
         (turn.not_after.empty() || !word.substr(0, at).ends_with(turn.not_after));
}

Sites sites_of(std::string_view word) {
  static const Turns turns;
  Sites sites;
  for (std::size_t at = 0; at + 1 < word.size(); ++at) {
    for (const Turn* turn : turns.at(word, at)) {
      if (is_site(word, at, *turn)) {
        sites.list[sites.count++] = {at, turn};
        if (sites.count == kSitesMax) {
          return sites;
        }
      }
    }
  }
  return sites;
}

// Appends `word` with one group in its other spelling.
void add_spellings(std::string_view word, Words& words) {
  const Sites sites = sites_of(word);
  for (std::size_t i = 0; i < sites.count; ++i) {
    const auto [at, turn] = sites.list[i];
    std::string made;
    made.append(word.substr(0, at)).append(turn->to).append(word.substr(at + turn->from.size()));
    // Only where the way back is one of the first sites, too.
    const Sites back = sites_of(made);
    for (std::size_t k = 0; k < back.count; ++k) {
      if (back.list[k].at == at && back.list[k].turn == turn->back) {
        words.push_back(std::move(made));
        break;
      }
    }
  }
}

// ---- Spelling: endings.

bool is_long(std::string_view stem) { return stem.size() >= 3; }
bool doubles_l(std::string_view stem) {
  return stem.size() >= 4 && (stem.back() == 'e' || stem.back() == 'a' || stem.back() == 'i');
}

struct Ending {
  std::string_view one;
  std::string_view other;
  bool (*takes)(std::string_view stem);
};

constexpr std::array kEndings = {
    Ending{"ise", "ize", is_long},         Ending{"ised", "ized", is_long},         Ending{"ises", "izes", is_long},
    Ending{"ising", "izing", is_long},     Ending{"iser", "izer", is_long},         Ending{"isers", "izers", is_long},
    Ending{"isation", "ization", is_long}, Ending{"isations", "izations", is_long}, Ending{"yse", "yze", is_long},
    Ending{"ysed", "yzed", is_long},       Ending{"ysing", "yzing", is_long},       Ending{"yser", "yzer", is_long},
    Ending{"ysers", "yzers", is_long},     Ending{"lled", "led", doubles_l},        Ending{"lling", "ling", doubles_l},
    Ending{"ller", "ler", doubles_l},      Ending{"llers", "lers", doubles_l},      Ending{"llor", "lor", doubles_l},
    Ending{"llors", "lors", doubles_l},    Ending{"logue", "log", is_long},         Ending{"logues", "logs", is_long},
};

// "ana-logue" has three letters before its ending, "dia-logue" too.
void add_endings(std::string_view word, Words& words) {
  for (const Ending& rule : kEndings) {
    const auto turn = [&](std::string_view from, std::string_view to) {
      if (!word.ends_with(from)) {
        return;
      }
      const std::string_view stem = word.substr(0, word.size() - from.size());
      // What already has the two l's is not read as having one.
      const bool is_tail = !stem.empty() && rule.one.front() == 'l' && rule.one[1] == 'l' && stem.back() == 'l';
      if (rule.takes(stem) && !is_tail) {
        add(words, stem, to);
      }
    };
    turn(rule.one, rule.other);
    turn(rule.other, rule.one);
  }
}

// ---- All together: a step, or two steps of different kinds, or two letter groups.

Words all_steps(std::string_view word) {
  Words plurals;
  Words spellings;
  Words endings;
  add_plurals(word, plurals);
  add_spellings(word, spellings);
  add_endings(word, endings);
  Words words;
  for (const std::string& one : spellings) {
    add_plurals(one, words);
    add_spellings(one, words);
    add_endings(one, words);
  }
  for (const Words* first : {&plurals, &endings}) {
    for (const std::string& one : *first) {
      add_spellings(one, words);
    }
  }
  for (Words* first : {&plurals, &spellings, &endings}) {
    std::move(first->begin(), first->end(), std::back_inserter(words));
  }
  return words;
}

}  // namespace

std::vector<std::string> variants_of(std::string_view word) {
  if (!has_variants(word)) {
    return {};
  }
  Words words = all_steps(word);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  words.erase(std::remove_if(words.begin(), words.end(),
                             [&](const std::string& one) { return one == word || !has_variants(one); }),
              words.end());
  words.resize(std::min(words.size(), kVariantsMax));  // the tests find no word with so many
  return words;
}

bool are_variants(std::string_view word, std::string_view other) {
  // The first letter stays, but for the beginnings ae-, oe- and e-.
  constexpr std::string_view kMayChange = "aeo";
  if (!has_variants(word) || !has_variants(other) ||
      (word.front() != other.front() &&
       (kMayChange.find(word.front()) == kMayChange.npos || kMayChange.find(other.front()) == kMayChange.npos))) {
    return false;
  }
  const std::vector<std::string> words = variants_of(word);
  return std::binary_search(words.begin(), words.end(), other);
}

}  // namespace trialkeep::text
