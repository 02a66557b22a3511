// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>

#include "engine/base/result.h"
#include "network/copy/cluster_client.h"
#include "network/copy/copy_check.h"
#include "network/copy/copy_report.h"
#include "network/copy/key_pages.h"
#include "network/copy/key_writer.h"
#include "network/copy/lease_copies.h"

namespace quorate::network {

/// Copies the keys of a cluster into another one that speaks etcd's v3 API in JSON, and verifies
/// the copy: Quorate or etcd, in both directions.
///
/// What is copied is the source as of one revision, that of the start: it may change meanwhile. If
/// it forgets that revision before all is read, it is read anew as of a newer one, a few times at
/// most. Keys and values are copied, and for each lease a new one of the same length; revisions and
/// versions are the target's own. What is at the target and not at the source stays.
///
/// Belongs to the thread it is made in, which runs an event loop, and never blocks. It can be
/// destroyed at any time, in what it calls back too; what was copied until then stays.
class ClusterCopy final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(Result<CopyReport>)>;

    explicit ClusterCopy(CopyOptions options, QObject* parent = nullptr);
    ~ClusterCopy() override;

    /// Once. `done` comes once, after this has returned, unless it is cancelled: with the report
    /// when all was done, with differences if there are any; else with an error that says in one
    /// sentence why not. FailedPrecondition: the target is not empty.
    void start(Done done);
    /// Nothing more is asked or called back. What is under way may still be done.
    void cancel();
    /// What was done so far.
    [[nodiscard]] const CopyReport& report() const noexcept { return m_report; }

Q_SIGNALS:
    void progressed(const network::CopyProgress& progress);
    /// Something that the user should know, in one sentence.
    void noted(const QString& text);

private:
    void look();
    void lookedAt(const KeyPages::Pin& source, const KeyPages::Pin& target);
    /// Clusters may share an id, as Quorate's do that share a name.
    void probe(const std::function<void()>& go);
    void begin(const KeyPages::Pin& source, bool looksFirst);
    void copyNext();
    void copyPage(const std::vector<kv::KeyValue>& page);
    void verify();
    void verified();
    void startAgain(const Error& error);
    void fail(const Error& error);
    void finish(const Result<CopyReport>& result);

    const CopyOptions m_options;
    Done m_done;
    CopyReport m_report;
    CopyProgress m_progress;
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace quorate::network
