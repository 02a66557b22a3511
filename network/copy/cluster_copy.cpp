// SPDX-License-Identifier: Apache-2.0
#include "network/copy/cluster_copy.h"

#include <QRandomGenerator>
#include <QTimer>

#include <utility>
#include <variant>

#include "engine/kv/command.h"

namespace quorate::network {

namespace {

constexpr int kProgressIntervalMs = 100;
constexpr int kMostRestarts = 5;
constexpr std::int64_t kProbeSeconds = 60;

std::string numberOf(std::int64_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

struct ClusterCopy::Parts {
    Parts(const CopyOptions& options, CopyReport& report)
        : from(options.from, options.fromAs, options.patienceMs),
          to(options.to, options.toAs, options.patienceMs),
          leases(from, to, options.isDryRun),
          writer(to, leases, options, report) {}

    ClusterClient from;
    ClusterClient to;
    LeaseCopies leases;
    KeyWriter writer;
    std::unique_ptr<KeyPages> pages;
    std::unique_ptr<CopyCheck> check;
    QTimer progress;
};

ClusterCopy::ClusterCopy(CopyOptions options, QObject* parent)
    : QObject(parent), m_options(std::move(options)) {}

ClusterCopy::~ClusterCopy() = default;

void ClusterCopy::start(Done done) {
    m_done = std::move(done);
    m_parts = std::make_unique<Parts>(m_options, m_report);
    // Signals come from the event loop alone, so that whoever gets them may destroy all this.
    connect(&m_parts->progress, &QTimer::timeout, this, [this] { Q_EMIT progressed(m_progress); });
    m_parts->progress.start(kProgressIntervalMs);
    QTimer::singleShot(0, &m_parts->progress, [this] { Q_EMIT progressed(m_progress); });
    look();
}

void ClusterCopy::cancel() {
    m_done = {};
    m_parts.reset();
}

void ClusterCopy::look() {
    KeyPages::pin(m_parts->from, m_options.prefix, [this](const Result<KeyPages::Pin>& source) {
        if (!source) {
            fail(source.error());
            return;
        }
        KeyPages::pin(m_parts->to, m_options.prefix,
                      [this, from = *source](const Result<KeyPages::Pin>& target) {
                          if (target) {
                              lookedAt(from, *target);
                          } else {
                              fail(target.error());
                          }
                      });
    });
}

void ClusterCopy::lookedAt(const KeyPages::Pin& source, const KeyPages::Pin& target) {
    if (target.keys > 0 && !m_options.overwrites) {
        m_report.inTheWay = target.keys;
        fail(Error(ErrorCode::FailedPrecondition,
                   "the target " + m_parts->to.text() + " has " + numberOf(target.keys, "key") +
                       (m_options.prefix.empty() ? std::string()
                                                 : " under " + shownKey(m_options.prefix)) +
                       " already; it must have none, unless keys that differ may be overwritten"));
        return;
    }
    probe([this, source] { begin(source, m_options.overwrites); });
}

/// A lease that was granted at the target and is known at the source tells.
void ClusterCopy::probe(const std::function<void()>& go) {
    if (m_options.isDryRun || m_parts->from.cluster() != m_parts->to.cluster()) {
        go();
        return;
    }
    const kv::LeaseId lease{
        static_cast<std::int64_t>(QRandomGenerator::global()->generate64() >> 1U) | 1};
    const kv::LeaseGrantRequest grant{lease, kProbeSeconds};
    m_parts->to.ask(kv::Command(grant), [this, lease, go](const Result<kv::Response>& granted) {
        if (!granted) {
            fail(granted.error());
            return;
        }
        m_parts->from.leaseTimes(lease, [this, lease,
                                         go](const Result<Backend::LeaseTimes>& times) {
            m_parts->to.ask(kv::Command(kv::LeaseRevokeRequest{lease}),
                            [](const Result<kv::Response>& /*it would end by itself*/) {});
            if (times) {
                fail(Error(ErrorCode::InvalidArgument, "source and target are the same cluster"));
            } else if (times.error().code == ErrorCode::NotFound) {
                go();
            } else {
                fail(times.error());
            }
        });
    });
}

void ClusterCopy::begin(const KeyPages::Pin& source, bool looksFirst) {
    m_report.fromRevision = source.revision;
    m_report.keys = 0;
    m_report.bytes = 0;
    m_report.alike = 0;
    m_report.expired = 0;
    m_progress = {CopyPhase::Copying, 0, source.keys, 0, 0};
    m_parts->check.reset();
    m_parts->pages = std::make_unique<KeyPages>(m_parts->from, m_options.prefix, source.revision);
    m_parts->writer.setLooksFirst(looksFirst);
    copyNext();
}

void ClusterCopy::copyNext() {
    if (m_parts->pages->isAtEnd()) {
        m_report.leases = m_parts->leases.count();
        if (m_options.isDryRun) {
            finish(m_report);
        } else {
            verify();
        }
        return;
    }
    m_parts->pages->next([this](const Result<std::vector<kv::KeyValue>>& page) {
        if (!page) {
            startAgain(page.error());
            return;
        }
        m_parts->leases.lookUp(*page, [this, kvs = *page](const Result<void>& provided) {
            if (provided) {
                copyPage(kvs);
            } else {
                fail(provided.error());
            }
        });
    });
}

void ClusterCopy::copyPage(const std::vector<kv::KeyValue>& page) {
    std::vector<kv::KeyValue> copied;
    copied.reserve(page.size());
    for (const kv::KeyValue& kv : page) {
        m_report.keys += 1;
        m_report.bytes += sizeOf(kv);
        if (m_parts->leases.hasEnded(kv.lease)) {
            m_report.expired += 1;
            continue;
        }
        copied.push_back(kv);
    }
    m_parts->writer.write(std::move(copied), [this](const Result<void>& written) {
        if (!written) {
            fail(written.error());
            return;
        }
        m_progress.keys = m_report.keys;
        m_progress.bytes = m_report.bytes;
        copyNext();
    });
}

void ClusterCopy::verify() {
    m_progress = {CopyPhase::Verifying, 0, m_report.keys, 0, m_report.bytes};
    m_report.others = 0;
    m_report.differing = 0;
    m_report.differences.clear();
    KeyPages::pin(m_parts->to, m_options.prefix, [this](const Result<KeyPages::Pin>& target) {
        if (!target) {
            fail(target.error());
            return;
        }
        m_report.toRevision = target->revision;
        m_parts->check = std::make_unique<CopyCheck>(
            CopyCheck::Sides{KeyPages(m_parts->from, m_options.prefix, m_report.fromRevision),
                             KeyPages(m_parts->to, m_options.prefix, m_report.toRevision)},
            m_parts->leases, m_parts->writer, m_report);
        m_parts->check->run(
            [this](std::int64_t keys, std::uint64_t bytes) {
                m_progress.keys = keys;
                m_progress.bytes = bytes;
            },
            [this](const Result<void>& compared) {
                if (compared) {
                    verified();
                } else {
                    startAgain(compared.error());
                }
            });
    });
}

void ClusterCopy::verified() {
    m_parts->writer.remove(m_parts->check->left(), [this](const Result<void>& removed) {
        if (removed) {
            finish(m_report);
        } else {
            fail(removed.error());
        }
    });
}

/// After what only a compaction explains; else it fails.
void ClusterCopy::startAgain(const Error& error) {
    if (error.code != ErrorCode::Compacted) {
        fail(error);
        return;
    }
    if (m_report.restarts == kMostRestarts) {
        fail(Error(ErrorCode::Compacted,
                   "history is compacted faster than keys are copied: a revision that was read "
                   "from was forgotten " +
                       std::to_string(kMostRestarts + 1) +
                       " times; compact less often for as long as it takes"));
        return;
    }
    ++m_report.restarts;
    // From the event loop, since what called this is thrown away.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_parts) {
                return;
            }
            Q_EMIT noted(
                QStringLiteral("a revision that was read from was compacted away; reading again as "
                               "of a newer one"));
        },
        Qt::QueuedConnection);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_parts) {
                return;
            }
            KeyPages::pin(m_parts->from, m_options.prefix,
                          [this](const Result<KeyPages::Pin>& source) {
                              if (source) {
                                  begin(*source, true);
                              } else {
                                  fail(source.error());
                              }
                          });
        },
        Qt::QueuedConnection);
}

void ClusterCopy::fail(const Error& error) {
    finish(error);
}

/// From the event loop: the caller may be a part of what `done` destroys.
void ClusterCopy::finish(const Result<CopyReport>& result) {
    QMetaObject::invokeMethod(
        this,
        [this, result] {
            m_parts.reset();
            if (const Done done = std::exchange(m_done, {})) {
                done(result);
            }
        },
        Qt::QueuedConnection);
}

}  // namespace quorate::network
