// Plurals, British and American spelling, compound words.

#include "text/variants.h"

#include <algorithm>
#include <set>

#include "base/random.h"
#include "support/support.h"

namespace trialkeep::text {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Pairs that a reader takes for one word.
const std::vector<std::pair<std::string, std::string>> kRelated = {
    // plurals
    {"tumor", "tumors"},
    {"heart", "hearts"},
    {"mass", "masses"},
    {"virus", "viruses"},
    {"reflex", "reflexes"},
    {"stomach", "stomachs"},
    {"approach", "approaches"},
    {"rash", "rashes"},
    {"echo", "echoes"},
    {"placebo", "placebos"},
    {"biopsy", "biopsies"},
    {"therapy", "therapies"},
    {"assay", "assays"},
    {"calorie", "calories"},
    {"knife", "knives"},
    {"life", "lives"},
    {"calf", "calves"},
    {"leaf", "leaves"},
    {"valve", "valves"},
    {"mri", "mris"},
    {"icu", "icus"},
    {"nsaid", "nsaids"},
    {"lens", "lenses"},
    {"iris", "irises"},
    {"disease", "diseases"},
    {"cause", "causes"},
    {"woman", "women"},
    {"child", "children"},
    {"up", "ups"},
    {"foot", "feet"},
    {"tooth", "teeth"},
    {"mouse", "mice"},
    // of Latin and Greek words
    {"bacterium", "bacteria"},
    {"ovum", "ova"},
    {"serum", "sera"},
    {"nucleus", "nuclei"},
    {"bronchus", "bronchi"},
    {"vertebra", "vertebrae"},
    {"metastasis", "metastases"},
    {"diagnosis", "diagnoses"},
    {"testis", "testes"},
    {"axis", "axes"},
    {"appendix", "appendices"},
    {"cortex", "cortices"},
    {"index", "indices"},
    {"carcinoma", "carcinomata"},
    {"carcinoma", "carcinomas"},
    {"dermatitis", "dermatitides"},
    {"ganglion", "ganglia"},
    {"criterion", "criteria"},
    {"mitochondrion", "mitochondria"},
    {"larynx", "larynges"},
    {"phalanx", "phalanges"},
    {"genus", "genera"},
    {"foramen", "foramina"},
    // British and American
    {"tumour", "tumor"},
    {"tumours", "tumor"},
    {"tumour", "tumors"},
    {"colour", "color"},
    {"behavioural", "behavioral"},
    {"anaemia", "anemia"},
    {"anaemias", "anemia"},
    {"anaemic", "anemic"},
    {"ischaemic", "ischemic"},
    {"leukaemia", "leukemia"},
    {"leukaemias", "leukemia"},
    {"leucaemia", "leukemia"},
    {"haemoglobin", "hemoglobin"},
    {"methaemoglobin", "methemoglobin"},
    {"haematology", "hematology"},
    {"haemoglobinaemia", "hemoglobinemia"},
    {"paediatric", "pediatric"},
    {"paediatrics", "pediatric"},
    {"orthopaedic", "orthopedic"},
    {"anaesthesia", "anesthesia"},
    {"anaesthetised", "anesthetized"},
    {"gynaecology", "gynecology"},
    {"caecum", "cecum"},
    {"faeces", "feces"},
    {"faecal", "fecal"},
    {"aetiology", "etiology"},
    {"aetiologies", "etiology"},
    {"caesarean", "cesarean"},
    {"naevus", "nevus"},
    {"naevi", "nevus"},
    {"oestrogen", "estrogen"},
    {"oestrogens", "estrogen"},
    {"oesophagus", "esophagus"},
    {"oesophageal", "esophageal"},
    {"oedema", "edema"},
    {"lymphoedema", "lymphedema"},
    {"foetal", "fetal"},
    {"foetus", "fetus"},
    {"diarrhoea", "diarrhea"},
    {"diarrhoeal", "diarrheal"},
    {"dyspnoea", "dyspnea"},
    {"coeliac", "celiac"},
    {"phaeochromocytoma", "pheochromocytoma"},
    {"manoeuvre", "maneuver"},
    {"manoeuvres", "maneuver"},
    {"sulphate", "sulfate"},
    {"sulphonylureas", "sulfonylurea"},
    {"aluminium", "aluminum"},
    {"centre", "center"},
    {"centres", "center"},
    {"fibre", "fiber"},
    {"litre", "liter"},
    {"millilitres", "milliliters"},
    {"titre", "titer"},
    {"randomised", "randomized"},
    {"randomisation", "randomization"},
    {"hospitalisations", "hospitalizations"},
    {"catheterising", "catheterizing"},
    {"analyse", "analyze"},
    {"dialysed", "dialyzed"},
    {"labelled", "labeled"},
    {"counselling", "counseling"},
    {"traveller", "traveler"},
    {"counsellors", "counselors"},
    {"modelling", "modeling"},
    {"signalling", "signaling"},
    {"catalogue", "catalog"},
    {"analogues", "analogs"},
    {"analogues", "analogs"},
    {"grey", "gray"},
    {"programme", "program"},
    {"programmes", "programs"},
    {"programme", "programs"},
    {"disc", "disk"},
    {"ageing", "aging"},
    {"practise", "practice"},
    {"enrolment", "enrollment"},
    {"licence", "license"},
    {"sceptic", "skeptics"},
};

// Pairs that look alike and are two words.
const std::vector<std::pair<std::string, std::string>> kUnrelated = {
    {"aids", "aid"},
    {"diabetes", "diabete"},
    {"diabetes", "diabetis"},
    {"herpes", "herpe"},
    {"lens", "len"},
    {"rabies", "raby"},
    {"sars", "sar"},
    {"mers", "mer"},
    {"ards", "ard"},
    {"virus", "virusi"},
    {"analysis", "analysi"},
    {"this", "thi"},
    {"its", "it"},
    {"was", "wa"},
    {"has", "ha"},
    {"us", "u"},
    {"gas", "ga"},
    {"news", "new"},
    {"therapy", "therapys"},
    {"mass", "mas"},
    {"abscess", "absces"},
    {"heart", "heart"},
    {"heart", "hear"},
    {"filling", "filing"},
    {"filled", "filed"},
    {"falling", "faling"},
    {"polled", "poled"},
    {"four", "for"},
    {"hour", "hor"},
    {"pour", "por"},
    {"does", "doe"},
    {"the", "thee"},
    {"rise", "rize"},
    {"wise", "wize"},
    {"lung", "lungs2"},
    {"h1n1", "h1n1s"},
    {"tumor", "tumoral"},
    {"cancer", "cancerous"},
    {"measles", "measle"},
    {"infection", "infaection"},
    {"literature", "litreature"},
    {"carcinoma", "carcinomum"},
    {"infectious", "infectiou"},
    {"species", "specy"},
    {"a", "as"},
    {"al", "als"},
    {"ammonia", "ammonium"},
    {"india", "indium"},
    {"magnesia", "magnesium"},
    {"mini", "minus"},
    {"cas", "cases"},
    {"lif", "lives"},
    {"bla", "blum"},
    {"urea", "ureum"},
};

TEST(Variants, are_plurals_and_spellings_of_one_word) {
  for (const auto& [a, b] : kRelated) {
    EXPECT_TRUE(are_variants(a, b)) << a << " " << b;
    EXPECT_TRUE(are_variants(b, a)) << a << " " << b;
  }
}

TEST(Variants, are_not_what_only_looks_alike) {
  for (const auto& [a, b] : kUnrelated) {
    EXPECT_FALSE(are_variants(a, b)) << a << " " << b;
    EXPECT_FALSE(are_variants(b, a)) << a << " " << b;
  }
}

TEST(Variants, of_what_is_no_word_of_letters_there_are_none) {
  for (std::string_view word : {"", "a", "us", "h1n1", "19", "covid19", "α", "naïve", "肺癌", "nct00000123"}) {
    EXPECT_TRUE(variants_of(word).empty()) << word;
  }
  EXPECT_TRUE(variants_of(std::string(33, 'a')).empty());
}

void check_relation(const std::string& word) {
  const std::vector<std::string> variants = variants_of(word);
  ASSERT_LT(variants.size(), kVariantsMax) << word << ": a full list may be cut short";
  ASSERT_TRUE(std::is_sorted(variants.begin(), variants.end())) << word;
  ASSERT_EQ(std::set<std::string>(variants.begin(), variants.end()).size(), variants.size()) << word;
  ASSERT_FALSE(contains(variants, word)) << word;
  ASSERT_FALSE(are_variants(word, word)) << word;
  for (const std::string& other : variants) {
    ASSERT_TRUE(are_variants(word, other)) << word << " " << other;
    ASSERT_TRUE(are_variants(other, word)) << word << " " << other;
    ASSERT_TRUE(contains(variants_of(other), word)) << word << " " << other;
  }
}

TEST(Variants, are_the_same_relation_however_they_are_asked_for) {
  std::vector<std::string> words;
  for (const auto* pairs : {&kRelated, &kUnrelated}) {
    for (const auto& [a, b] : *pairs) {
      words.push_back(a);
      words.push_back(b);
    }
  }
  for (const std::string& word : words) check_relation(word);
  std::vector<std::vector<std::string>> lists;
  for (const std::string& word : words) lists.push_back(variants_of(word));
  for (std::size_t a = 0; a < words.size(); ++a) {
    for (std::size_t b = 0; b < words.size(); ++b) {
      const bool related = contains(lists[a], words[b]);
      ASSERT_EQ(related, contains(lists[b], words[a])) << words[a] << " " << words[b];
      if (related || (a + b) % 7 == 0) {
        ASSERT_EQ(are_variants(words[a], words[b]), related) << words[a] << " " << words[b];
      }
    }
  }
}

// Words put together from what the rules look for meet them side by side and one within the other.
TEST(Variants, stay_symmetric_on_words_made_of_what_the_rules_change) {
  const std::vector<std::string> pieces = {
      "a",    "e",   "s",    "es",     "i",   "o",     "u",     "y",     "t",     "um",     "us",      "is",    "ae",
      "aemi", "emi", "oe",   "haemo",  "hem", "paedi", "oedem", "edem",  "our",   "or",     "tumour",  "color", "ise",
      "ize",  "lle", "lled", "logue",  "log", "sulph", "sulf",  "ices",  "ix",    "ata",    "itis",    "ides",  "ves",
      "fe",   "re",  "er",   "centre", "ynx", "ynges", "litre", "rrhoe", "cec",   "caec",   "ss",      "x",     "ch",
      "men",  "man", "nev",  "faec",   "om",  "lion",  "lia",   "n",     "esthe", "estrog", "oestrog", "yse"};
  const std::uint64_t seed = 4'711;
  SCOPED_TRACE(seed);
  Random random(seed);
  std::size_t most = 0;
  for (int round = 0; round < 4'000; ++round) {
    std::string word;
    for (std::uint64_t i = 1 + random.below(7); i > 0; --i) word += random.pick(pieces);
    check_relation(word);
    most = std::max(most, variants_of(word).size());
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(most, 16u) << "the made words should be worse than any real one";
}

TEST(Variants, are_few_for_the_words_that_people_type) {
  std::size_t sum = 0;
  for (const auto& [a, b] : kRelated) {
    EXPECT_LE(variants_of(a).size(), 24u) << a;
    EXPECT_LE(variants_of(b).size(), 24u) << b;
    sum += variants_of(a).size() + variants_of(b).size();
  }
  EXPECT_LE(sum, 2 * kRelated.size() * 8) << "eight a word at most, on average";
}

}  // namespace
}  // namespace trialkeep::text
