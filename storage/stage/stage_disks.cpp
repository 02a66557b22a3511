// SPDX-License-Identifier: Apache-2.0
#include "storage/stage/stage_disks.h"

#include <algorithm>
#include <utility>

#include "storage/inspection/crash_outlook.h"
#include "storage/inspection/disk_answers.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"
#include "storage/simulated/call_gate.h"

namespace quorate::storage {

namespace {

/// Of every node, on a disk that is its own.
constexpr const char* kInMemory = "node";
constexpr std::uint64_t kBitsPerByte = 8;

/// Everything in a directory.
Result<void> removeAllIn(FileSystem& files, const std::string& directory) {
    const auto entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    for (const DirectoryEntry& entry : *entries) {
        const std::string path = joinPath(directory, entry.name);
        if (entry.isDirectory) {
            if (auto emptied = removeAllIn(files, path); !emptied) {
                return emptied;
            }
        }
        auto removed = entry.isDirectory ? files.removeDirectory(path) : files.remove(path);
        if (!removed) {
            return removed;
        }
    }
    return files.syncDirectory(directory);
}

}  // namespace

namespace {

class Onlooker {
public:
    explicit Onlooker(StageDiskFaults& faults) : m_faults(faults) { m_faults.setOnlooker(true); }
    Onlooker(const Onlooker&) = delete;
    Onlooker& operator=(const Onlooker&) = delete;
    ~Onlooker() { m_faults.setOnlooker(false); }

private:
    StageDiskFaults& m_faults;
};

}  // namespace

struct StageDisks::Machine {
    Machine(Random random, const std::string& where, stage::DiskTally& tally)
        : path(where), faults(random, where.size(), tally) {}

    /// Where nothing can be done about it: the next opening meets it again.
    void endProcess() {
        if (!processes.empty()) {
            processes.back()->end();
        }
    }

    std::string path;
    StageDiskFaults faults;
    /// Against others who might open the real directory.
    std::unique_ptr<FileLock> lock;
    std::unique_ptr<SimulatedFileSystem> files;
    /// One after the other; what a process left behind may still refer to its own.
    std::vector<std::unique_ptr<ProcessFiles>> processes;
    std::vector<std::string> findings;
};

StageDiskOptions StageDiskOptions::small(std::uint64_t cluster, std::uint64_t seed) {
    StageDiskOptions options;
    options.cluster = cluster;
    options.seed = seed;
    options.directory.wal.segmentSize = 8UL * 1024;
    LevelDbOptions store;
    store.writeBufferBytes = 64UL * 1024;  // LevelDB's least
    store.blockCacheBytes = 64UL * 1024;
    options.directory.openStore = levelDbStores(store);
    return options;
}

StageDisks::StageDisks(StageDiskOptions options) : m_options(std::move(options)) {}

StageDisks::StageDisks(StageDiskOptions options, FileSystem& base, std::string directory)
    : m_options(std::move(options)), m_base(&base), m_directory(std::move(directory)) {}

StageDisks::~StageDisks() = default;

StageDisks::Machine* StageDisks::find(raft::NodeId node) const {
    const auto found = m_machines.find(node);
    return found == m_machines.end() ? nullptr : found->second.get();
}

Result<StageDisks::Machine*> StageDisks::machine(raft::NodeId node) {
    if (Machine* known = find(node); known != nullptr) {
        return known;
    }
    const std::string path =
        m_base == nullptr ? kInMemory : joinPath(m_directory, "node-" + toString(node));
    auto made =
        std::make_unique<Machine>(Random(m_options.seed).split(node.value()), path, m_tally);
    if (m_base == nullptr) {
        made->files = std::make_unique<SimulatedFileSystem>(made->faults);
    } else {
        if (auto created = createDirectories(*m_base, path); !created) {
            return created.error();
        }
        auto lock = lockNodeDirectory(*m_base, path);
        if (!lock) {
            return lock.error();
        }
        made->lock = std::move(lock).value();
        made->files = std::make_unique<SimulatedFileSystem>(made->faults, *m_base, path,
                                                            Forwarding::WritesAndSyncs);
    }
    return (m_machines[node] = std::move(made)).get();
}

Result<std::unique_ptr<node::NodeStorage>> StageDisks::open(raft::NodeId node, Random& random) {
    auto found = machine(node);
    if (!found) {
        return found.error();
    }
    Machine& machine = **found;
    machine.endProcess();
    machine.processes.push_back(std::make_unique<ProcessFiles>(*machine.files));
    auto opened = openOrMake(machine, node, random);
    if (!opened) {
        return opened.error();
    }
    machine.findings = (*opened)->findings();
    m_tally.met[static_cast<std::size_t>(stage::DiskMet::TornTailCut)] +=
        (*opened)->hasCutTail() ? 1U : 0U;
    m_tally.met[static_cast<std::size_t>(stage::DiskMet::SnapshotSetAside)] +=
        (*opened)->snapshotsSetAside();
    return std::unique_ptr<node::NodeStorage>(std::move(*opened));
}

/// A directory that is not there, or that an earlier start had not finished, is made; make()
/// refuses any other one, and the reason of open() stands.
Result<std::unique_ptr<NodeDirectory>> StageDisks::openOrMake(Machine& machine, raft::NodeId node,
                                                              Random& random) {
    FileSystem& files = *machine.processes.back();
    const ExpectedIdentity expected{m_options.cluster, node};
    auto opened = NodeDirectory::open(files, machine.path, expected, m_options.directory);
    if (opened || (opened.error().code != ErrorCode::NotFound &&
                   opened.error().code != ErrorCode::FailedPrecondition)) {
        return opened;
    }
    const bool wasBegun = opened.error().code == ErrorCode::FailedPrecondition;
    auto made = NodeDirectory::make(files, machine.path, m_options.cluster, node, random,
                                    m_options.directory.wal);
    if (!made) {
        return made.error().code == ErrorCode::FailedPrecondition ? opened.error() : made.error();
    }
    m_tally.met[static_cast<std::size_t>(stage::DiskMet::MakingRepeated)] += wasBegun ? 1U : 0U;
    return NodeDirectory::open(files, machine.path, expected, m_options.directory);
}

void StageDisks::crash(raft::NodeId node, Random& random) {
    Machine* machine = find(node);
    if (machine == nullptr) {
        return;
    }
    machine->endProcess();
    machine->faults.reseed(Random(random.next()));
    // An error is one of the real directory: the disk stays down, and the next opening says so.
    static_cast<void>(machine->files->crash(CrashKind::Power));
    machine->faults.powerIsBack();
}

Result<void> StageDisks::wipe(raft::NodeId node) {
    Machine* machine = find(node);
    if (machine == nullptr) {
        return {};
    }
    machine->endProcess();
    machine->faults.setIllness({});
    machine->faults.disarm();
    machine->faults.endFailure();
    machine->faults.setForgetful(false);
    machine->faults.setTearing(false);
    auto ended = machine->files->crash(CrashKind::Process);
    if (!ended) {
        return ended;
    }
    const auto isThere = machine->files->exists(machine->path);
    return isThere && *isThere ? removeAllIn(*machine->files, machine->path) : Result<void>();
}

bool StageDisks::isDead(raft::NodeId node) const {
    const Machine* machine = find(node);
    return machine != nullptr && machine->files->isDown();
}

std::uint64_t StageDisks::takeDelay(raft::NodeId node) {
    Machine* machine = find(node);
    return machine == nullptr ? 0 : machine->files->takeNanoseconds();
}

void StageDisks::setIllness(raft::NodeId node, const stage::DiskIllness& illness) {
    if (auto found = machine(node)) {
        (*found)->faults.setIllness(illness);
        (*found)->files->limitSpace(illness.freeBytes);
    }
}

stage::DiskIllness StageDisks::illnessOf(raft::NodeId node) const {
    const Machine* machine = find(node);
    return machine != nullptr ? machine->faults.illness() : stage::DiskIllness();
}

bool StageDisks::isForgetful(raft::NodeId node) const {
    const Machine* machine = find(node);
    return machine != nullptr && machine->faults.isForgetful();
}

void StageDisks::crashAt(raft::NodeId node, stage::DiskPart part, stage::DiskAct act,
                         std::uint32_t nth) {
    if (auto found = machine(node)) {
        (*found)->faults.crashAt(part, act, nth);
    }
}

void StageDisks::failOnce(raft::NodeId node, stage::DiskPart part, stage::DiskAct act) {
    if (auto found = machine(node)) {
        (*found)->faults.failOnce(part, act);
    }
}

void StageDisks::endFailure(raft::NodeId node) {
    if (Machine* found = find(node); found != nullptr) {
        found->faults.endFailure();
    }
}

void StageDisks::disarm(raft::NodeId node) {
    if (Machine* found = find(node); found != nullptr) {
        found->faults.disarm();
    }
}

void StageDisks::tearNextLogWrite(raft::NodeId node) {
    if (auto found = machine(node)) {
        (*found)->faults.tearNextLogWrite();
    }
}

bool StageDisks::tearsNextLogWrite(raft::NodeId node) const {
    const Machine* found = find(node);
    return found != nullptr && found->faults.tearsNextLogWrite();
}

void StageDisks::setTearing(raft::NodeId node, bool isTearing) {
    if (auto found = machine(node)) {
        (*found)->faults.setTearing(isTearing);
    }
}

void StageDisks::setForgetful(raft::NodeId node, bool isForgetful) {
    if (auto found = machine(node)) {
        (*found)->faults.setForgetful(isForgetful);
    }
}

bool StageDisks::damageSnapshot(raft::NodeId node, Random& random) {
    Machine* machine = find(node);
    if (machine == nullptr) {
        return false;
    }
    const std::string directory = joinPath(machine->path, kSnapshotsName);
    const auto entries = machine->files->list(directory);
    if (!entries || entries->empty()) {
        return false;
    }
    const std::string path = joinPath(directory, (*entries)[random.below(entries->size())].name);
    const auto file = machine->files->open(path, OpenMode::Read);
    const auto size = file ? (*file)->size() : Result<std::uint64_t>(file.error());
    return size && *size > 0 &&
           machine->files->flipBit(path, random.below(*size * kBitsPerByte)).has_value();
}

std::optional<stage::DiskTrouble::Blame> StageDisks::blameFor(const Error& error) const {
    const auto says = [&error](const char* text) {
        return error.message.find(text) != std::string::npos;
    };
    return says(CallGate::kFailed) ? std::optional(Blame::Failure)
           : says(CallGate::kFull) ? std::optional(Blame::Space)
           : says(CallGate::kDown) ? std::optional(Blame::Power)
                                   : std::nullopt;
}

Result<DiskAnswer> StageDisks::inspect(raft::NodeId node, node::NodeStorage* open,
                                       const DiskQuestion& question) {
    Machine* machine = find(node);
    if (machine == nullptr) {
        return Error(ErrorCode::NotFound, "node " + toString(node) + " has no disk yet");
    }
    const Onlooker onlooker(machine->faults);
    auto* directory = dynamic_cast<NodeDirectory*>(open);
    if (directory == nullptr) {
        return answerFromDirectory(*machine->files, machine->path, question);
    }
    if (!isForLog(question)) {
        return answerFromState(*directory, question);
    }
    const auto image = logImageOf(*directory);
    if (!image) {
        return image.error();
    }
    if (const auto* crash = std::get_if<CrashQuestion>(&question)) {
        // What lies in the base is what no crash takes away.
        FileSystem& lasting = m_base != nullptr ? *m_base : *machine->files;
        return DiskAnswer(crashOfDirectory(lasting, machine->path, *image, *crash));
    }
    return answerFromLog(*image, question);
}

std::vector<std::string> StageDisks::findings(raft::NodeId node) const {
    const Machine* machine = find(node);
    return machine == nullptr ? std::vector<std::string>() : machine->findings;
}

}  // namespace quorate::storage
