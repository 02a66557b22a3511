// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/base/random.h"
#include "storage/simulated/random_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/disk_model.h"

namespace quorate::storage {

/// Random calls to a simulated disk and to the model beside it, with crashes between and within
/// them. All that is found at a crash must be what the model allows.
///
/// A tag is what a file begins with that was synced when it was made; it is never overwritten, so
/// that a file is known again under whatever name it has.
class DiskRun {
public:
    /// `directory` is there, and empty. `files` takes its decisions from `faults`.
    DiskRun(std::uint64_t seed, SimulatedFileSystem& files, RandomDiskFaults& faults,
            std::string directory);

    /// Empty, or what went wrong and when.
    std::string run(int steps);

    /// Called after each loss of power with the content of all files, by path.
    std::function<std::string(const std::map<std::string, std::string>&)> afterPowerLoss;

private:
    void step();
    void create(const std::string& path);
    void write(const std::string& path);
    void truncate(const std::string& path);
    void sync(const std::string& path);
    void move(const std::string& from, const std::string& to);
    void remove(const std::string& path);
    void syncNames(const std::string& directory);
    void crash();
    void compareSeen();
    void compareSurvivors(const std::map<std::string, std::string>& found);
    void goOnWith(const std::map<std::string, std::string>& found);

    File* open(const std::string& path);
    void tag(const FileModelPointer& file, File& opened);
    void forget(const FileModelPointer& file);
    std::map<std::string, std::string> readAll();
    void complain(const std::string& path, const std::string& what);
    [[nodiscard]] std::string at(const std::string& path) const { return m_directory + path; }
    std::string anyPath();

    Random m_random;
    SimulatedFileSystem& m_files;
    RandomDiskFaults& m_faults;
    std::string m_directory;
    DiskProfile m_profile;
    NamesModel m_names;
    std::map<FileModelPointer, std::unique_ptr<File>> m_open;
    std::map<FileModelPointer, std::string> m_tags;
    /// Tagged ones that had a lasting name, and only moved since.
    std::set<FileModelPointer> m_mustSurvive;
    std::uint64_t m_lastTag{0};
    int m_step{0};
    std::string m_complaint;
};

}  // namespace quorate::storage
