#include "corpus/vocabulary.h"

namespace trialkeep::corpus {
namespace {

// Cities where they really are; languages index kPatterns below.
// clang-format off
constexpr Place kPlaces[] = {
    {"United States", "Boston", "Massachusetts", "021##", 4235843, -7105977, 0},
    {"United States", "New York", "New York", "100##", 4071427, -7400597, 0},
    {"United States", "Los Angeles", "California", "900##", 3405223, -11824368, 0},
    {"United States", "San Diego", "California", "921##", 3271571, -11716472, 0},
    {"United States", "San Francisco", "California", "941##", 3777493, -12241942, 0},
    {"United States", "Houston", "Texas", "770##", 2976328, -9536327, 0},
    {"United States", "Dallas", "Texas", "752##", 3278306, -9680667, 0},
    {"United States", "San Antonio", "Texas", "782##", 2942412, -9849363, 0},
    {"United States", "Chicago", "Illinois", "606##", 4185003, -8765005, 0},
    {"United States", "Philadelphia", "Pennsylvania", "191##", 3995233, -7516379, 0},
    {"United States", "Pittsburgh", "Pennsylvania", "152##", 4044062, -7999589, 0},
    {"United States", "Baltimore", "Maryland", "212##", 3929038, -7661219, 0},
    {"United States", "Bethesda", "Maryland", "208##", 3898067, -7710026, 0},
    {"United States", "Rochester", "Minnesota", "559##", 4402163, -9246990, 0},
    {"United States", "Minneapolis", "Minnesota", "554##", 4497997, -9326384, 0},
    {"United States", "Cleveland", "Ohio", "441##", 4149932, -8169436, 0},
    {"United States", "Columbus", "Ohio", "432##", 3996118, -8299879, 0},
    {"United States", "Durham", "North Carolina", "277##", 3599403, -7889862, 0},
    {"United States", "Charlotte", "North Carolina", "282##", 3522709, -8084313, 0},
    {"United States", "Atlanta", "Georgia", "303##", 3374900, -8438798, 0},
    {"United States", "Miami", "Florida", "331##", 2577427, -8019366, 0},
    {"United States", "Tampa", "Florida", "336##", 2794752, -8245843, 0},
    {"United States", "Orlando", "Florida", "328##", 2853834, -8137924, 0},
    {"United States", "Seattle", "Washington", "981##", 4760621, -12233207, 0},
    {"United States", "Portland", "Oregon", "972##", 4552345, -12267621, 0},
    {"United States", "Denver", "Colorado", "802##", 3973915, -10498470, 0},
    {"United States", "Phoenix", "Arizona", "850##", 3344838, -11207404, 0},
    {"United States", "Salt Lake City", "Utah", "841##", 4076078, -11189105, 0},
    {"United States", "Nashville", "Tennessee", "372##", 3616589, -8678444, 0},
    {"United States", "St Louis", "Missouri", "631##", 3862727, -9019789, 0},
    {"United States", "Detroit", "Michigan", "482##", 4233143, -8304575, 0},
    {"United States", "Ann Arbor", "Michigan", "481##", 4227756, -8374088, 0},
    {"United States", "Birmingham", "Alabama", "352##", 3352066, -8680249, 0},
    {"United States", "New Orleans", "Louisiana", "701##", 2995465, -9007507, 0},
    {"United States", "New Haven", "Connecticut", "065##", 4130815, -7292816, 0},
    {"Puerto Rico", "San Juan", "", "009##", 1846633, -6610572, 3},
    {"China", "Beijing", "Beijing Municipality", "1000##", 3990750, 11639723, 1},
    {"China", "Shanghai", "Shanghai Municipality", "2000##", 3122222, 12145806, 1},
    {"China", "Guangzhou", "Guangdong", "5100##", 2311667, 11325000, 1},
    {"China", "Wuhan", "Hubei", "4300##", 3058333, 11426667, 1},
    {"China", "Chengdu", "Sichuan", "6100##", 3066667, 10406667, 1},
    {"China", "Hangzhou", "Zhejiang", "3100##", 3029365, 12016142, 1},
    {"China", "Zhengzhou", "Henan", "4500##", 3475778, 11364861, 1},
    {"China", "Xi'an", "Shaanxi", "7100##", 3425833, 10892861, 1},
    {"Taiwan", "Taipei", "", "100", 2504776, 12153185, 1},
    {"Taiwan", "Taichung", "", "404", 2414690, 12068390, 1},
    {"Hong Kong", "Hong Kong", "", "", 2227832, 11417469, 1},
    {"Japan", "Tokyo", "", "1##-####", 3568950, 13969171, 1},
    {"Japan", "Osaka", "", "5##-####", 3469379, 13550107, 1},
    {"Japan", "Nagoya", "Aichi-ken", "4##-####", 3518147, 13690641, 1},
    {"Japan", "Fukuoka", "", "8##-####", 3360000, 13041667, 1},
    {"South Korea", "Seoul", "", "0####", 3756600, 12697840, 1},
    {"South Korea", "Busan", "", "4####", 3510168, 12903004, 1},
    {"South Korea", "Seongnam-si", "Gyeonggi-do", "13###", 3743861, 12713778, 1},
    {"France", "Paris", "", "750##", 4885341, 234880, 2},
    {"France", "Lyon", "", "690##", 4574846, 484671, 2},
    {"France", "Marseille", "", "130##", 4329695, 538107, 2},
    {"France", "Besançon", "", "25000", 4724878, 601815, 2},
    {"France", "Saint-Étienne", "", "42000", 4543389, 439000, 2},
    {"France", "Orléans", "", "45000", 4790289, 190389, 2},
    {"Spain", "Madrid", "", "280##", 4041650, -370256, 3},
    {"Spain", "Barcelona", "", "080##", 4138879, 215899, 3},
    {"Spain", "Málaga", "", "290##", 3672016, -442034, 3},
    {"Spain", "A Coruña", "", "150##", 4337135, -839600, 3},
    {"Spain", "Córdoba", "", "140##", 3789155, -477275, 3},
    {"Germany", "Berlin", "", "101##", 5252437, 1341053, 4},
    {"Germany", "München", "Bavaria", "803##", 4813743, 1157549, 4},
    {"Germany", "Köln", "", "509##", 5093333, 695000, 4},
    {"Germany", "Tübingen", "", "72076", 4852266, 905222, 4},
    {"Germany", "Düsseldorf", "", "402##", 5122172, 677616, 4},
    {"Germany", "Hamburg", "", "202##", 5355073, 999302, 4},
    {"Austria", "Vienna", "", "1090", 4820849, 1637208, 4},
    {"Switzerland", "Zürich", "", "80##", 4736667, 855000, 4},
    {"Switzerland", "Geneva", "", "12##", 4620222, 614569, 2},
    {"Italy", "Milan", "", "201##", 4546427, 918951, 5},
    {"Italy", "Rome", "", "001##", 4189193, 1251133, 5},
    {"Italy", "Bologna", "", "401##", 4449381, 1133875, 5},
    {"Italy", "Forlì", "", "47121", 4422177, 1204144, 5},
    {"Canada", "Toronto", "Ontario", "M5G ###", 4370643, -7939864, 0},
    {"Canada", "Montréal", "Quebec", "H3T ###", 4550884, -7358781, 2},
    {"Canada", "Québec", "Quebec", "G1V ###", 4681228, -7121454, 2},
    {"Canada", "Vancouver", "British Columbia", "V5Z ###", 4924966, -12311934, 0},
    {"Canada", "Calgary", "Alberta", "T2N ###", 5105011, -11408529, 0},
    {"United Kingdom", "London", "", "SE1 #@@", 5150853, -12574, 0},
    {"United Kingdom", "Manchester", "", "M13 #@@", 5348095, -223743, 0},
    {"United Kingdom", "Oxford", "Oxfordshire", "OX3 #@@", 5175222, -125596, 0},
    {"United Kingdom", "Cambridge", "", "CB2 #@@", 5220000, 11667, 0},
    {"United Kingdom", "Edinburgh", "", "EH4 #@@", 5595206, -319648, 0},
    {"United Kingdom", "Birmingham", "", "B15 #@@", 5248142, -189983, 0},
    {"Ireland", "Dublin", "", "", 5333306, -624889, 0},
    {"Netherlands", "Amsterdam", "", "10## @@", 5237403, 488969, 4},
    {"Netherlands", "Utrecht", "", "3584 @@", 5209083, 512222, 4},
    {"Belgium", "Leuven", "", "3000", 5087959, 470093, 2},
    {"Belgium", "Brussels", "", "10##", 5085045, 434878, 2},
    {"Denmark", "København", "", "2100", 5567594, 1256553, 6},
    {"Denmark", "Århus", "", "8200", 5615674, 1021076, 6},
    {"Sweden", "Göteborg", "", "413 ##", 5770716, 1196679, 6},
    {"Sweden", "Stockholm", "", "171 ##", 5932938, 1806871, 6},
    {"Norway", "Tromsø", "", "90##", 6964890, 1895508, 6},
    {"Finland", "Helsinki", "", "00290", 6016952, 2493545, 6},
    {"Poland", "Warsaw", "", "0#-###", 5222977, 2101178, 7},
    {"Poland", "Łódź", "", "9#-###", 5177058, 1947395, 7},
    {"Poland", "Kraków", "", "3#-###", 5006143, 1993658, 7},
    {"Czechia", "Prague", "", "128 08", 5008804, 1442076, 7},
    {"Czechia", "Plzeň", "", "304 60", 4974747, 1337759, 7},
    {"Hungary", "Budapest", "", "1083", 4749801, 1903991, 7},
    {"Hungary", "Pécs", "", "7624", 4608333, 1823333, 7},
    {"Romania", "Bucharest", "", "02####", 4443225, 2610626, 7},
    {"Bulgaria", "Sofia", "", "14##", 4269751, 2332415, 7},
    {"Ukraine", "Kyiv", "", "0####", 5045466, 3052380, 7},
    {"Greece", "Athens", "", "115 27", 3798376, 2372784, 5},
    {"Portugal", "Lisbon", "", "1649-###", 3871667, -913333, 3},
    {"Portugal", "Évora", "", "7000-###", 3856667, -790000, 3},
    {"Turkey (Türkiye)", "Istanbul", "", "34###", 4101384, 2894966, 7},
    {"Turkey (Türkiye)", "İzmir", "", "35###", 3841273, 2713838, 7},
    {"Turkey (Türkiye)", "Ankara", "", "06###", 3991987, 3285427, 7},
    {"Russia", "Moscow", "", "1#####", 5575222, 3761556, 7},
    {"Israel", "Tel Aviv", "", "64239##", 3208088, 3478057, 0},
    {"Egypt", "Cairo", "", "115##", 3006263, 3124967, 0},
    {"Egypt", "Asyut", "", "71515", 2718096, 3118368, 0},
    {"South Africa", "Cape Town", "Western Cape", "79##", -3392584, 1842322, 0},
    {"Kenya", "Kisumu", "", "", -10221, 3476171, 0},
    {"Uganda", "Kampala", "", "", 31628, 3258219, 0},
    {"India", "New Delhi", "National Capital Territory of Delhi", "1100##", 2863576, 7722445, 0},
    {"India", "Mumbai", "Maharashtra", "4000##", 1907283, 7288261, 0},
    {"Pakistan", "Lahore", "Punjab Province", "54###", 3155800, 7435071, 0},
    {"Bangladesh", "Dhaka", "", "1212", 2371040, 9040744, 0},
    {"Iran", "Tehran", "", "", 3569439, 5142151, 0},
    {"Thailand", "Bangkok", "", "10400", 1375398, 10050144, 1},
    {"Singapore", "Singapore", "", "119###", 128967, 10385007, 1},
    {"Malaysia", "Kuala Lumpur", "Kuala Lumpur", "50###", 314120, 10168653, 1},
    {"Vietnam", "Hà Nội", "", "", 2102450, 10584117, 1},
    {"Australia", "Melbourne", "Victoria", "30##", -3781400, 14496332, 0},
    {"Australia", "Sydney", "New South Wales", "20##", -3386785, 15120732, 0},
    {"Australia", "Brisbane", "Queensland", "4102", -2746794, 15302809, 0},
    {"New Zealand", "Auckland", "", "1023", -3684853, 17476349, 0},
    {"Brazil", "São Paulo", "", "0####-###", -2354750, -4663611, 3},
    {"Brazil", "Brasília", "Federal District", "70###-###", -1577972, -4792972, 3},
    {"Brazil", "Ribeirão Preto", "São Paulo", "14###-###", -2117750, -4781028, 3},
    {"Mexico", "México", "", "14###", 1942847, -9912766, 3},
    {"Mexico", "Mérida", "Yucatán", "97###", 2097537, -8961696, 3},
    {"Argentina", "Buenos Aires", "", "C1###@@@", -3461315, -5837723, 3},
    {"Argentina", "Tucumán", "", "T4000", -2682414, -6522260, 3},
    {"Chile", "Concepción", "", "", -3682699, -7304977, 3},
    {"Colombia", "Bogotá", "", "", 460971, -7408175, 3},
    {"Peru", "Lima", "", "", -1204318, -7702824, 3},
};

constexpr std::string_view kEnglish[] = {"* General Hospital", "* Medical Center", "University of * Hospital", "* Cancer Institute",
    "* Clinical Research Unit", "* Children's Hospital", "* Family Practice", "St. *'s Hospital", "* Research Site 0417",
    "Investigational Site 2208 (*)", "* Heart & Lung Clinic", "The * Institute for Sample Studies", "* Veterans Clinic"};
constexpr std::string_view kAsian[] = {"* University Hospital", "First Affiliated Hospital of * University",
    "* People's Hospital", "* Medical College Hospital", "* Cancer Hospital", "* Memorial Hospital", "Research Site *"};
constexpr std::string_view kFrench[] = {"Centre Hospitalier de *", "CHU de *", "Hôpital *", "Clinique *", "Institut de Cancérologie *"};
constexpr std::string_view kSpanish[] = {"Hospital Universitario *", "Hospital *", "Clínica *", "Centro Médico *", "Fundación *", "Instituto Oncológico *"};
constexpr std::string_view kGerman[] = {"Universitätsklinikum *", "Klinikum *", "Praxis Dr. *", "* Krankenhaus", "Studienzentrum *"};
constexpr std::string_view kItalian[] = {"Ospedale *", "Azienda Ospedaliera *", "Policlinico *", "Istituto *"};
constexpr std::string_view kNordic[] = {"* sjukhus", "* universitetshospital", "* sykehus", "* Hospital"};
constexpr std::string_view kEastern[] = {"* Clinical Hospital", "* Regional Hospital", "Szpital *", "Nemocnice *", "* Eğitim ve Araştırma Hastanesi"};

constexpr std::span<const std::string_view> kPatterns[] = {kEnglish, kAsian, kFrench, kSpanish, kGerman, kItalian, kNordic, kEastern};

constexpr std::string_view kTowns[] = {
    "Northhaven", "Westermark", "Eastbrook", "Southmere", "Lindenfeld", "Altmühlstein", "Sampleton", "Exampleville", "Testbury",
    "Mockingham", "Placeholm", "Draftwich", "Fictoria", "Inventia", "Modelheim", "Musterstadt", "Villa Ejemplo", "Monte Modelo",
    "Saint-Exemple", "Beauspecimen", "Città Esempio", "Novi Primer", "Örnekköy", "Přikladov", "Próbny Dwór", "Eksempelby",
    "Mårbackafors", "Nowhere Falls", "Greyfen", "Alderquay", "Thistlecombe", "Marrowgate", "Quillhaven", "Harrowdale",
    "Fenwick Cross", "Larkspur Bay", "Silverpine", "Oakhollow", "Ravenmoor", "Cedarwick",
};

constexpr std::string_view kGiven[] = {
    "Alex", "Sam", "Robin", "Charlie", "Jamie", "Morgan", "Kim", "Ana", "José", "María", "Zoë", "Jürgen", "Łukasz", "Søren", "Åsa",
    "Chloé", "François", "Inês", "João", "Ayşe", "Noémi", "István", "Siobhán", "Wei", "Min-jun",
    "Yuki", "Haruto", "Priya", "Arjun", "Fatima", "Omar", "Amara", "Kofi", "Olga", "Dmitri", "Björk", "Ewa", "Mia", "Noah",
};

constexpr std::string_view kFamily[] = {
    "Sample", "Example", "Specimen", "Placeholder", "Testperson", "Muster", "Mustermann", "Beispiel", "Ejemplo", "Muestra", "Exemple",
    "Échantillon", "Esempio", "Amostra", "Exempel", "Prøve", "Eksempel", "Příklad", "Vzorek", "Przykład", "Próbny", "Örnek", "Példa",
    "Primer", "Obrazec", "Voorbeeld", "Doe-Example", "O'Sample", "van der Proef", "de la Prueba", "Sampleson", "Mockford", "Draftsman",
    "Fictional", "Notareal", "Imaginary", "Invented", "Madeup", "Pretend", "Stand-In",
};
// clang-format on

}  // namespace

std::span<const Place> places() { return kPlaces; }
std::span<const std::string_view> facility_patterns(std::uint8_t language) { return kPatterns[language]; }
std::span<const std::string_view> invented_towns() { return kTowns; }
std::span<const std::string_view> given_names() { return kGiven; }
std::span<const std::string_view> family_names() { return kFamily; }

std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = list.find('|');
    parts.push_back(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return parts;
}

}  // namespace trialkeep::corpus
