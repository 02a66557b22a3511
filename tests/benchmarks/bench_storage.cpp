// SPDX-License-Identifier: Apache-2.0
// What durability costs: the write-ahead log beside a plain loop of write and fdatasync on the same
// file system, in turns, so that both see the same disk.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "storage/posix_file_system.h"
#include "storage/wal/wal.h"

using namespace quorate;
using namespace quorate::storage;

namespace {

constexpr std::size_t kPayload = 256;
constexpr WalOwner kOwner{1, raft::NodeId(1), 1};

double secondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

void must(const Result<void>& result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
}

/// A directory that goes with the program: in $TMPDIR, or where the program is started.
class Directory {
public:
    Directory() {
        const char* where = std::getenv("TMPDIR");
        std::string path = std::string(where != nullptr ? where : ".") + "/bench_storage-XXXXXX";
        if (::mkdtemp(path.data()) == nullptr) {
            std::perror("mkdtemp");
            std::exit(1);
        }
        m_path = path;
    }
    ~Directory() { std::filesystem::remove_all(m_path); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] std::string make(const std::string& name) const {
        std::filesystem::create_directory(m_path + "/" + name);
        return m_path + "/" + name;
    }

private:
    std::string m_path;
};

/// The plain loop: bytes behind bytes.
class PlainLoop {
public:
    explicit PlainLoop(const std::string& path)
        : m_file(::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)) {}
    ~PlainLoop() { ::close(m_file); }
    PlainLoop(const PlainLoop&) = delete;
    PlainLoop& operator=(const PlainLoop&) = delete;

    void append(const std::string& bytes) const {
        if (::write(m_file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
            ::fdatasync(m_file) != 0) {
            std::perror("plain loop");
            std::exit(1);
        }
    }

private:
    int m_file;
};

class Appender {
public:
    Appender(Wal& wal, std::uint64_t group) : m_wal(wal), m_group(group) {}

    /// One group without its sync.
    void write() {
        node::LogWrite write;
        write.entries.reserve(m_group);
        for (std::uint64_t i = 0; i < m_group; ++i) {
            raft::Entry entry;
            entry.term = raft::Term(1);
            entry.index = m_next;
            entry.data = m_payload;
            m_next = m_next.next();
            write.entries.push_back(std::move(entry));
        }
        must(m_wal.write(write));
    }
    void sync() { must(m_wal.sync()); }

private:
    Wal& m_wal;
    std::uint64_t m_group;
    raft::Index m_next{1};
    const Bytes m_payload = Bytes::copyOf(std::string(kPayload, 'v'));
};

std::unique_ptr<Wal> newWal(PosixFileSystem& files, const std::string& path) {
    must(Wal::create(files, path, kOwner));
    auto wal = must(Wal::open(files, path, kOwner));
    static_cast<void>(wal->takeRecovered());
    return wal;
}

void compareAppends(PosixFileSystem& files, const Directory& directory, std::uint64_t group,
                    int rounds, int syncs) {
    const std::string name = std::to_string(group);
    const PlainLoop loop(directory.make("plain" + name) + "/file");
    const auto wal = newWal(files, directory.make("wal" + name));
    Appender appender(*wal, group);
    const std::string bytes(kPayload * group, 'v');
    double plain = 0;
    double ours = 0;
    for (int round = 0; round < rounds; ++round) {
        plain += secondsOf([&] {
            for (int i = 0; i < syncs; ++i) {
                loop.append(bytes);
            }
        });
        ours += secondsOf([&] {
            for (int i = 0; i < syncs; ++i) {
                appender.write();
                appender.sync();
            }
        });
    }
    const double count = static_cast<double>(rounds) * syncs;
    const auto entries = static_cast<double>(group);
    std::printf(
        "appends in groups of %3ju: plain %7.0f syncs/s %8.0f entries/s   "
        "log %7.0f syncs/s %8.0f entries/s   ratio %.2f\n",
        static_cast<std::uintmax_t>(group), count / plain, count * entries / plain, count / ours,
        count * entries / ours, plain / ours);
}

void recoverMillion(PosixFileSystem& files, const Directory& directory) {
    const std::string path = directory.make("million");
    constexpr std::uint64_t kEntries = 1'000'000;
    constexpr std::uint64_t kGroup = 250;
    {
        const auto wal = newWal(files, path);
        Appender appender(*wal, kGroup);
        const double seconds = secondsOf([&] {
            for (std::uint64_t i = 0; i < kEntries; i += kGroup) {
                appender.write();
            }
        });
        std::printf("a million entries encoded and written     %.2f s, without syncs\n", seconds);
        appender.sync();
    }
    std::unique_ptr<Wal> wal;
    node::LogDevice::Recovered recovered;
    const double seconds = secondsOf([&] {
        wal = must(Wal::open(files, path, kOwner));
        recovered = wal->takeRecovered();
    });
    std::printf("recovery of a log of %zu entries     %.2f s, from %zu segments\n",
                recovered.entries.size(), seconds, wal->segments().size());
}

}  // namespace

int main() {
    PosixFileSystem files;
    const Directory directory;
    compareAppends(files, directory, 1, 20, 200);
    compareAppends(files, directory, 32, 20, 100);
    compareAppends(files, directory, 256, 20, 50);
    recoverMillion(files, directory);
    return 0;
}
