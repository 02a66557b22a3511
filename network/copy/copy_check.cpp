// SPDX-License-Identifier: Apache-2.0
#include "network/copy/copy_check.h"

#include <utility>

namespace quorate::network {

CopyCheck::CopyCheck(Sides sides, const LeaseCopies& leases, const KeyWriter& writer,
                     CopyReport& report)
    : m_sides(std::move(sides)), m_leases(leases), m_writer(writer), m_report(report) {}

void CopyCheck::run(const Told& told, const Done& done) {
    m_told = told;
    m_done = done;
    readOn();
}

/// Both sides are known up to some key, or to their ends, before they are compared.
void CopyCheck::readOn() {
    if (m_source.empty() && !m_sides.source.isAtEnd()) {
        m_sides.source.next([this](const auto& page) { taken(m_source, page); });
    } else if (m_target.empty() && !m_sides.target.isAtEnd()) {
        m_sides.target.next([this](const auto& page) { taken(m_target, page); });
    } else if (m_source.empty() && m_target.empty()) {
        m_done({});
    } else {
        compare();
    }
}

void CopyCheck::taken(std::deque<kv::KeyValue>& side,
                      const Result<std::vector<kv::KeyValue>>& page) {
    if (!page) {
        m_done(page.error());
        return;
    }
    side.assign(page->begin(), page->end());
    readOn();
}

void CopyCheck::compare() {
    const auto isKnown = [](const std::deque<kv::KeyValue>& side, const KeyPages& pages) {
        return !side.empty() || pages.isAtEnd();
    };
    while ((!m_source.empty() || !m_target.empty()) && isKnown(m_source, m_sides.source) &&
           isKnown(m_target, m_sides.target)) {
        compareFirst();
    }
    m_told(m_keys, m_bytes);
    readOn();
}

void CopyCheck::compareFirst() {
    const int order = m_target.empty() ? -1
                      : m_source.empty()
                          ? 1
                          : m_source.front().key.view().compare(m_target.front().key.view());
    if (order > 0) {
        onlyAtTarget(m_target.front());
        m_target.pop_front();
        return;
    }
    const kv::KeyValue source = std::move(m_source.front());
    m_source.pop_front();
    ++m_keys;
    m_bytes += sizeOf(source);
    if (m_leases.hasEnded(source.lease)) {
        return;  // what the target has there is its own
    }
    if (order < 0) {
        differs(source, CopyDifference::Kind::Missing);
        return;
    }
    const kv::KeyValue target = std::move(m_target.front());
    m_target.pop_front();
    if (source.value != target.value) {
        differs(source, CopyDifference::Kind::OtherValue);
    } else if (source.lease.isNone() != target.lease.isNone()) {
        differs(source, target.lease.isNone() ? CopyDifference::Kind::LeaseMissing
                                              : CopyDifference::Kind::LeaseTooMany);
    }
}

void CopyCheck::differs(const kv::KeyValue& key, CopyDifference::Kind kind) {
    ++m_report.differing;
    if (m_report.differences.size() < CopyReport::kMostDifferences) {
        m_report.differences.push_back({Bytes::copyOf(key.key.view()), kind});
    }
}

void CopyCheck::onlyAtTarget(const kv::KeyValue& key) {
    if (m_writer.isOurs(key.modRevision)) {
        // Without its value, which may be large.
        m_leftOver.push_back(
            {Bytes::copyOf(key.key.view()), {}, key.createRevision, key.modRevision, 0, {}});
    } else {
        ++m_report.others;
    }
}

}  // namespace quorate::network
