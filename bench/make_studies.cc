// make_studies writes made-up studies for benchmarks, one JSON record a line, at the rates of real records:
//   make_studies --studies N [--seed S] [--frequencies bench/frequencies.tsv] [--lean] [--text-scale X] [--zstd]
//                [--threads T] [--output FILE|-]
// The numbers run from NCT90000000. The same flags give the same bytes, whatever the number of threads.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <thread>
#include <zstd.h>

#include "base/status.h"
#include "engine/parallel.h"
#include "generator/study_maker.h"

namespace {

using namespace trialkeep;

constexpr std::uint64_t kStudiesOfAChunk = 128;
constexpr std::uint64_t kStudiesMax = 9'999'999;  // what is left of the numbers from 90000000 on

struct Arguments {
  std::uint64_t studies = 20'000;
  std::string frequencies = "bench/frequencies.tsv";
  std::string output = "-";
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  bool packed = false;
  bool lean = false;
  bench::MakerOptions maker{.text_scale = 0.7};
};

// Each chunk is a frame of its own; frames one after another are one file to every reader of zstd.
void pack(std::string& chunk) {
  std::string packed(ZSTD_compressBound(chunk.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), chunk.data(), chunk.size(), 1));
  chunk = std::move(packed);
}

Status write_studies(const Arguments& arguments, std::FILE* file) {
  ASSIGN_OR_RETURN(const auto frequencies, bench::read_frequencies(arguments.frequencies));
  if (frequencies.places.empty() || frequencies.studies[0] == 0) {
    return absl::InvalidArgumentError(arguments.frequencies + " holds no frequencies; make it with learn_frequencies.");
  }
  const bench::StudyMaker maker(frequencies, arguments.maker);
  std::vector<std::string> chunks(arguments.threads * 4);
  for (std::uint64_t at = 0; at < arguments.studies; at += chunks.size() * kStudiesOfAChunk) {
    engine::for_each_parallel(arguments.threads, chunks.size(), [&](unsigned, std::size_t which) {
      std::string& chunk = chunks[which];
      chunk.clear();
      const std::uint64_t from = at + which * kStudiesOfAChunk;
      for (std::uint64_t i = from; i < std::min(from + kStudiesOfAChunk, arguments.studies); ++i) {
        maker.append_study(i, chunk);
        chunk += '\n';
      }
      if (arguments.packed && !chunk.empty()) {
        pack(chunk);
      }
    });
    for (const std::string& chunk : chunks) {
      if (std::fwrite(chunk.data(), 1, chunk.size(), file) != chunk.size()) {
        return absl::DataLossError("The studies could not be written to their end; check the space on the disk.");
      }
    }
  }
  return std::fflush(file) == 0 ? absl::OkStatus() : absl::DataLossError("The last studies could not be written.");
}

Status run(const Arguments& arguments) {
  std::FILE* const file = arguments.output == "-" ? stdout : std::fopen(arguments.output.c_str(), "wb");
  if (file == nullptr) {
    return absl::PermissionDeniedError(arguments.output + " cannot be opened for writing.");
  }
  Status status = write_studies(arguments, file);
  if (file != stdout && std::fclose(file) != 0 && status.ok()) {
    status = absl::DataLossError(arguments.output + " could not be closed; check the space on the disk.");
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Made-up studies for benchmarks, at the rates of real records");
  app.add_option("--studies", arguments.studies)->check(CLI::Range(std::uint64_t{1}, kStudiesMax));
  app.add_option("--seed", arguments.maker.seed);
  app.add_option("--frequencies", arguments.frequencies, "the table of learn_frequencies");
  app.add_option("--text-scale", arguments.maker.text_scale, "length of running texts; 1 is that of the real sample")
      ->check(CLI::Range(0.01, 10.0));
  app.add_flag("--lean", arguments.lean, "short texts and few results: about a third of the bytes");
  app.add_flag("--zstd", arguments.packed, "pack the output");
  app.add_option("--threads", arguments.threads)->check(CLI::Range(1, 256));
  app.add_option("--output", arguments.output, "a file, or - for standard output");
  CLI11_PARSE(app, argc, argv);
  if (arguments.lean) {
    arguments.maker.text_scale = 0.25;
    arguments.maker.results_share = 0.02;
  }
  const Status status = run(arguments);
  if (!status.ok()) {
    std::fprintf(stderr, "make_studies: %s\n", std::string(status.message()).c_str());
  }
  return static_cast<int>(exit_code(status.code()));
}
