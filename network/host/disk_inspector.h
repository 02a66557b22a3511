// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QThreadPool>

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "network/host/disk_threads.h"
#include "storage/inspection/disk_question.h"

namespace quorate::network {

/// Answers questions about the directory of a node that runs, from the handles that the node has:
/// the thread of the log gives an image of it, which is gone through on a thread of its own, one
/// question after the other; the thread of the state reads a page. Neither waits for anybody.
///
/// Belongs to the node's thread, and answers there.
class DiskInspector final : public QObject {
public:
    using Done = std::function<void(Result<storage::DiskAnswer>)>;

    /// `disk` outlives it, and is stopped before this ends.
    explicit DiskInspector(DiskThreads& disk);
    /// What is not answered by then is Unavailable.
    ~DiskInspector() override;

    void ask(const storage::DiskQuestion& question, Done done);

private:
    void askLog(std::uint64_t number, const storage::DiskQuestion& question,
                std::vector<raft::SnapshotMetadata> snapshots);
    void askState(std::uint64_t number, const storage::DiskQuestion& question);
    /// From any thread.
    void tell(std::uint64_t number, Result<storage::DiskAnswer> answer);

    DiskThreads& m_disk;
    std::map<std::uint64_t, Done> m_asked;
    std::uint64_t m_lastNumber{0};
    /// Ends first, and then nobody tells anything.
    QThreadPool m_pool;
};

}  // namespace quorate::network
