#pragma once
// Every limit of the program, in one table. A limit is part of the design: what exceeds it gets a
// sentence that names the limit, never a crash and never a silent cut.

#include <cstddef>
#include <cstdint>

namespace trialkeep::limits {

// Records.
inline constexpr std::size_t kRecordBytes = 64u << 20;  // a larger record is refused
inline constexpr std::size_t kRecordDepth = 64;         // nesting of objects and arrays in a record

// Loading.
inline constexpr std::size_t kBatchRecords = 2'000;            // records in one store transaction
inline constexpr std::size_t kBatchBytes = 12u << 20;          // or so many canonical bytes, whichever comes first
inline constexpr std::size_t kSegmentBuildBytes = 640u << 20;  // index buffer of all threads that starts new segments
inline constexpr std::size_t kSegments = 8;                    // segments of the index before the smallest are merged
inline constexpr std::size_t kSegmentsMax = 32;                // segments that are merged whatever it costs
inline constexpr std::uint64_t kMergeBytes = 256u << 20;       // a run may always rewrite so much of the index,
inline constexpr std::uint64_t kMergeBytesPerByte = 4;         // and so many bytes for each that it has added
inline constexpr std::size_t kTrainingStudies = 1'000;         // a packing dictionary is trained on so many
inline constexpr std::size_t kDictionaryBytes = 110u << 10;    // of a packing dictionary
inline constexpr std::size_t kSeenBytes = 64u << 20;           // kept of what earlier loads read
inline constexpr std::size_t kFolderDepth = 16;                // nesting of folders given to `load`

// Reading.
inline constexpr std::size_t kReaderCacheBytes = 8u << 20;  // pages of the store that one reader holds
inline constexpr std::size_t kStandingBytes = 64u << 20;    // unpacked records held for whoever asks by number

// Queries.
inline constexpr std::size_t kQueryBytes = 64u << 10;  // length of a query's text
inline constexpr std::size_t kQueryDepth = 200;        // nesting of brackets and operators
inline constexpr std::size_t kQueryNodes = 20'000;     // operators and words of one query
inline constexpr std::size_t kQueryComplaints = 20;    // complaints about one query; more would help nobody
inline constexpr std::size_t kQueryForms = 500'000;    // words of all the ways in which a query's words may be written
inline constexpr std::uint64_t kQueryPostings = 400'000'000;  // entries of posting lists that one query may read
inline constexpr std::size_t kMadePieceBytes = 128u << 10;    // of an answer, made at a time while it is sent
inline constexpr std::size_t kQueryFoundBytes = std::size_t{64} << 20;  // bits of what the parts of one query match
inline constexpr std::size_t kFoundCacheBytes = std::size_t{64} << 20;  // of those, kept for the queries that follow
inline constexpr std::size_t kAccentedValuesBytes = 16u << 20;          // values kept for suggestions, accents and all
inline constexpr std::size_t kPageSizeDefault = 10;                     // spec/API.md section 2
inline constexpr std::size_t kPageSizeMax = 1'000;                      // larger is coerced, as the registry does
inline constexpr std::size_t kWholePageBytes = 1u << 20;   // a page that grows beyond it is made while it is sent
inline constexpr std::size_t kFeedStudies = 1'000;         // studies in an RSS feed, the newest
inline constexpr std::size_t kPastSnapshots = 8;           // days of the past that stay ready to be searched
inline constexpr std::size_t kFeedVersions = 2'000;        // versions looked at for one page of the change feed
inline constexpr std::size_t kNewestVersions = 1'000'000;  // versions looked at for the newest changes
inline constexpr std::size_t kFilterIds = 10'000;          // NCT numbers in one filter.ids
inline constexpr std::size_t kStatesKept = 8;              // states of the data that pages under way are read from
inline constexpr int kPagesKeptMinutes = 10;               // such a state is kept after its last use

// Statistics. Beyond a limit they become estimates, or a value is counted and not listed.
inline constexpr std::size_t kStatisticsValues = 50'000;     // different values of a field that are counted one by one
inline constexpr std::size_t kStatisticsValueBytes = 1'000;  // of a value that is listed
inline constexpr std::size_t kStatisticsTop = 250;           // values, or lengths, that are listed
inline constexpr std::size_t kStatisticsLargest = 10;        // studies that are listed as the largest

// Thesaurus.
inline constexpr std::size_t kThesaurusBytes = 256u << 20;      // of a file
inline constexpr std::size_t kThesaurusLines = 4'000'000;       // headings, and pairs, of a file
inline constexpr std::size_t kThesaurusFiles = 64;              // of a data folder
inline constexpr std::size_t kThesaurusPhraseBytes = 400;       // of a phrase
inline constexpr std::size_t kThesaurusPhraseWords = 10;        // of a phrase taken from records
inline constexpr std::size_t kThesaurusSampleStudies = 50'000;  // whose texts are searched for the phrases

// HTTP. Each has its answer: 414, 431, 413, 400, 429 (with Retry-After), 503 (with Retry-After).
inline constexpr std::size_t kTargetBytes = 64u << 10;         // request target: 414
inline constexpr std::size_t kHeaderBytes = 96u << 10;         // whole header, target included: 431
inline constexpr std::size_t kFormBytes = 68u << 10;           // body of a form, a target's worth and some slack: 413
inline constexpr std::size_t kParameters = 1'000;              // of a target or a form: 400
inline constexpr std::size_t kConnections = 1'024;             // open at once: 503
inline constexpr std::size_t kConnectionsPerAddress = 256;     // of them from one address: 429
inline constexpr std::size_t kRateAddresses = 65'536;          // addresses whose rate is remembered
inline constexpr std::size_t kRequestsInFlight = 512;          // read and not yet answered in full: 503
inline constexpr std::size_t kAnswerBytes = 256u << 20;        // of one answer that is made whole in memory: 503
inline constexpr std::size_t kWaitingAnswersBytes = 1u << 30;  // of all such answers not yet sent: 503
inline constexpr unsigned kHandlersPerCore = 4;                // requests handled at once; the others wait their turn
inline constexpr std::size_t kQuickAnswerBytes = 64u << 10;    // of an answer that the event loop itself finishes
inline constexpr std::size_t kStreamBytes = 256u << 10;        // of a piece of a stream
inline constexpr std::size_t kAheadBytes = 1u << 20;           // of pieces made while those before are sent
inline constexpr std::size_t kSecretFileBytes = 1u << 20;      // of a certificate, key or token file
inline constexpr int kRequestSeconds = 30;                     // to send a request in full: 408
inline constexpr int kHandlerSeconds = 30;                     // to make an answer, or a piece of one: 503
inline constexpr int kLeftSeconds = 2;                         // to go on making it for a client that sends no more
inline constexpr int kIdleSeconds = 75;                        // between requests of one connection
inline constexpr int kWriteSeconds = 60;                       // without progress while answering
inline constexpr int kDrainSeconds = 10;                       // for requests under way when asked to stop

}  // namespace trialkeep::limits
