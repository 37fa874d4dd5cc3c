#pragma once
// What a load of files gives, and the packings that such files come in.

#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "base/check.h"
#include "base/strings.h"
#include "ingest/record_source.h"
#include "support/support.h"

namespace trialkeep::ingest::loaded_files {

// Two records.
inline const std::string kA = R"({"a":1})";
inline const std::string kB = R"({"b":2})";

inline std::string gzip(std::string_view bytes) {
  z_stream state = {};
  CHECK(deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&state, bytes.size()) + 64, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&state, Z_FINISH) == Z_STREAM_END);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

// `window_log` 0 leaves the choice to the library.
inline std::string zstd(std::string_view bytes, int window_log = 0) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  if (window_log > 0) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
    CHECK(!ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log)));
  }
  std::string out(ZSTD_compressBound(bytes.size()) + 64, '\0');
  // As a stream, so that the frame keeps the window it was given whatever the size.
  ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer output = {out.data(), out.size(), 0};
  CHECK(!ZSTD_isError(ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue)));
  CHECK(ZSTD_compressStream2(context, &output, &input, ZSTD_e_end) == 0);
  ZSTD_freeCCtx(context);
  out.resize(output.pos);
  return out;
}

// Everything a load gives, in order. A line is a record's bytes, behind "! " for a refused one and "xml " for a
// document of the old form, or "? " and the message of an error.
struct Loaded {
  std::vector<std::string> lines;
  std::vector<std::string> origins;   // of the records
  std::vector<std::string> observed;  // "" where a record's place tells no day
  std::vector<std::string> problems;  // of the refused
  std::vector<std::string> notes;
  SourceProgress progress;
};

inline Loaded load(const std::vector<std::string>& paths, const SourceOptions& options = {}) {
  Loaded out;
  auto source = open_sources(paths, options);
  if (!source.ok()) {
    out.lines.push_back(concat("? ", std::string(source.status().message())));
    return out;
  }
  while (true) {
    auto record = (*source)->next();
    if (!record.ok()) {
      out.lines.push_back(concat("? ", std::string(record.status().message())));
      continue;
    }
    if (!*record) {
      break;
    }
    const RawRecord& found = **record;
    out.origins.push_back(found.origin.text());
    out.observed.push_back(found.observed ? found.observed->text() : "");
    if (!found.problem.ok()) {
      out.problems.emplace_back(found.problem.message());
    }
    out.lines.push_back(
        concat(found.problem.ok() ? "" : "! ", found.form == RecordForm::kLegacyXml ? "xml " : "", found.bytes));
  }
  out.notes = (*source)->notes();
  out.progress = (*source)->progress();
  return out;
}

// What `bytes` give in a file of that name.
inline Loaded load_file(std::string_view name, std::string_view bytes) {
  const testing::TemporaryFolder folder;
  testing::write_text_file(folder / name, bytes);
  return load({folder / name});
}

}  // namespace trialkeep::ingest::loaded_files
