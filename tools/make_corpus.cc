// make_corpus writes made-up studies in the registry's form, one JSON record a line:
//   make_corpus [--studies N] [--seed S] [--first NUMBER] [--days D] [--seed-study] [--output FILE|-]

#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "corpus/corpus.h"

namespace {

using trialkeep::ExitCode;
using trialkeep::Status;
using trialkeep::StatusOr;
using trialkeep::corpus::Corpus;
using trialkeep::corpus::CorpusOptions;

constexpr std::size_t kWriteBytes = 1 << 20;
constexpr std::string_view kUsage =
    "Usage: make_corpus [--studies N=2000] [--seed S=1] [--first NUMBER=90000000] [--days D=0] [--seed-study] "
    "[--output FILE|-]\n"
    "Writes N made-up studies in the form of API v2, one JSON record a line. --days moves the corpus on by D daily\n"
    "updates; --seed-study adds NCT06416709.\n";

struct Arguments {
  CorpusOptions corpus;
  std::string output = "-";
  bool help = false;
};

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

StatusOr<Arguments> parse_arguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--help") {
      arguments.help = true;
      continue;
    }
    if (name == "--seed-study") {
      arguments.corpus.seed_study = true;
      continue;
    }
    const std::string_view value = i + 1 < argc ? argv[++i] : "";
    bool understood = false;
    if (name == "--studies") {
      understood = parse_number(value, arguments.corpus.studies);
    } else if (name == "--seed") {
      understood = parse_number(value, arguments.corpus.seed);
    } else if (name == "--first") {
      understood = parse_number(value, arguments.corpus.first);
    } else if (name == "--days") {
      understood = parse_number(value, arguments.corpus.days);
    } else if (name == "--output") {
      arguments.output = value;
      understood = !value.empty();
    }
    if (!understood) {
      return absl::InvalidArgumentError(
          fmt::format("\"{} {}\" is not understood; see make_corpus --help.", name, value));
    }
  }
  return arguments;
}

Status write_corpus(const Corpus& corpus, const std::string& path) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return absl::PermissionDeniedError(
        fmt::format("{} cannot be opened for writing; check the folder and its permissions.", path));
  }
  std::string buffer;
  bool good = true;
  for (std::size_t i = 0; i < corpus.size() && good; ++i) {
    corpus.append_record(i, buffer);
    buffer.push_back('\n');
    if (buffer.size() >= kWriteBytes || i + 1 == corpus.size()) {
      good = std::fwrite(buffer.data(), 1, buffer.size(), file) == buffer.size();
      buffer.clear();
    }
  }
  good = std::fflush(file) == 0 && good;
  if (file != stdout) {
    good = std::fclose(file) == 0 && good;
  }
  return good ? absl::OkStatus()
              : absl::DataLossError(
                    fmt::format("{} could not be written to its end; check the space on its disk.", path));
}

Status run(int argc, char** argv) {
  auto arguments = parse_arguments(argc, argv);
  if (!arguments.ok()) {
    return arguments.status();
  }
  if (arguments->help) {
    std::fwrite(kUsage.data(), 1, kUsage.size(), stdout);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Corpus corpus, Corpus::make(arguments->corpus));
  return write_corpus(corpus, arguments->output);
}

}  // namespace

int main(int argc, char** argv) {
  const Status status = run(argc, argv);
  if (!status.ok()) {
    fmt::print(stderr, "make_corpus: {}\n", std::string(status.message()));
  }
  return static_cast<int>(trialkeep::exit_code(status.code()));
}
