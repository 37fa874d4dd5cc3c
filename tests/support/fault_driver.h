#pragma once
// An SQLite driver (VFS) on the files of a FaultFileSystem, so that a database can be tested against the loss of power.
//
// It does what SQLite's own driver for Unix does: a sync makes a file's bytes safe; the first sync of a new journal or
// write-ahead log makes its name safe, and with it what happened in its folder before; removing a file is safe only
// when SQLite asks for it. Shared memory is on the heap and gone after a crash. Locks hold between the connections of
// this process, which are all there are.

#include <memory>
#include <string>

#include "os/fault_file_system.h"

namespace trialkeep::testing {

struct FaultDriverSlot;

// While the object lives, `files` names it as its database driver. All connections must be closed before it goes.
class FaultDriver {
 public:
  // `keeps_neighbours`: SQLite may rely on a torn write leaving the bytes around it as they were, as it does on Unix.
  explicit FaultDriver(os::FaultFileSystem& files, bool keeps_neighbours = true);
  ~FaultDriver();
  FaultDriver(const FaultDriver&) = delete;
  FaultDriver& operator=(const FaultDriver&) = delete;

 private:
  os::FaultFileSystem& files_;
  FaultDriverSlot& slot_;
};

}  // namespace trialkeep::testing
