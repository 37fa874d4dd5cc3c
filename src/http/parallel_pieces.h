#pragma once
// A body of pieces that can be made in any order: a second thread makes some of them meanwhile, so that one client with
// a long answer has two cores.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/status.h"
#include "http/body.h"

namespace trialkeep::http {

// Puts a piece, 0, 1, ..., into `out`, which is empty. May be called by two threads at once, once for each piece.
using MakePiece = std::function<Status(std::size_t piece, std::string& out)>;

// The body of `pieces` such pieces, none of them empty. The second thread is there when there are several pieces and
// fewer such threads are at work than the machine has further cores. No piece is begun ahead of its turn while a
// quarter of limits::kAheadBytes waits to be taken. `first` is piece 0, made already; empty where it is not. An error
// ends the body when its piece's turn comes.
std::unique_ptr<BodyProducer> produce_in_parallel(std::size_t pieces, MakePiece make, std::string first);

}  // namespace trialkeep::http
