// SPDX-License-Identifier: Apache-2.0
#include "gui/console/ask_form.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QStringList>

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "engine/kv/kv_error.h"
#include "engine/kv/prefix.h"
#include "gui/console/lease_book.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

/// Rows of a table are one line; more of a value than this is in no row.
constexpr qsizetype kShownCharacters = 120;
constexpr std::size_t kDetailLines = 16;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(KvConsole)
};

QString shown(const Bytes& bytes) {
    const QString text =
        printable(bytes.view().substr(0, static_cast<std::size_t>(4 * kShownCharacters)));
    return text.size() > kShownCharacters ? text.left(kShownCharacters) + QStringLiteral("…")
                                          : text;
}

kv::TxnRequest swapOf(const AskForm& form) {
    kv::Compare compare;
    compare.key = Bytes::copyOf(form.key);
    if (form.expected.empty()) {
        compare.target = kv::CompareTarget::Version;
    } else {
        compare.target = kv::CompareTarget::Value;
        compare.value = Bytes::copyOf(form.expected);
    }
    kv::PutRequest put;
    put.key = compare.key;
    put.value = Bytes::copyOf(form.value);
    kv::RangeRequest look;
    look.key = compare.key;
    kv::TxnRequest swap;
    swap.compares.push_back(std::move(compare));
    swap.success.push_back({std::move(put)});
    swap.failure.push_back({std::move(look)});
    return swap;
}

QString countedKeys(std::int64_t count) {
    return count == 1 ? Words::tr("1 key")
                      : Words::tr("%1 keys").arg(countText(static_cast<std::uint64_t>(count)));
}

QString valueOf(const kv::RangeResponse& response) {
    return response.kvs.empty() ? Words::tr("no such key") : shown(response.kvs.front().value);
}

struct TextOfCommand {
    QString operator()(const kv::PutRequest& put) const {
        const QString text = Words::tr("%1 = %2").arg(shown(put.key), shown(put.value));
        return put.lease.isNone() ? text
                                  : Words::tr("%1  on lease %2").arg(text, textOf(put.lease));
    }
    QString operator()(const kv::RangeRequest& range) const {
        if (range.rangeEnd.empty()) {
            return shown(range.key);
        }
        const bool isAll = range.key.view() == std::string_view("\0", 1);
        return isAll ? Words::tr("all keys") : shown(range.key) + QStringLiteral("…");
    }
    QString operator()(const kv::DeleteRangeRequest& erase) const { return shown(erase.key); }
    QString operator()(const kv::TxnRequest& txn) const {
        const kv::PutRequest* put = nullptr;
        if (txn.compares.size() == 1 && txn.success.size() == 1) {
            put = std::get_if<kv::PutRequest>(&txn.success.front().request);
        }
        if (put == nullptr) {
            return {};
        }
        const kv::Compare& compare = txn.compares.front();
        const QString from =
            compare.target == kv::CompareTarget::Value ? shown(compare.value) : Words::tr("none");
        return Words::tr("%1  %2 → %3").arg(shown(compare.key), from, shown(put->value));
    }
    QString operator()(const kv::LeaseGrantRequest& grant) const {
        return Words::tr("for %1 s").arg(grant.ttlSeconds);
    }
    QString operator()(const kv::LeaseRevokeRequest& revoke) const { return textOf(revoke.id); }
    QString operator()(const stage::LeaseQuestion& question) const {
        return textOf(question.lease);
    }
    template <class Other>
    QString operator()(const Other& /*other*/) const {
        return {};
    }
    QString operator()(const kv::Command& command) const { return std::visit(*this, command); }
    QString operator()(const stage::ClientRead& read) const { return (*this)(read.range); }
};

struct TextOfResponse {
    bool isRange{false};

    QString operator()(const kv::KvError& error) const {
        return QString::fromUtf8(kv::text(error));
    }
    QString operator()(const kv::RangeResponse& response) const {
        return isRange ? countedKeys(response.count) : valueOf(response);
    }
    QString operator()(const kv::DeleteRangeResponse& response) const {
        return response.deleted == 0 ? Words::tr("no such key") : Words::tr("deleted");
    }
    QString operator()(const kv::TxnResponse& response) const {
        if (response.succeeded) {
            return Words::tr("swapped");
        }
        const kv::RangeResponse* found = nullptr;
        if (response.responses.size() == 1) {
            found = std::get_if<kv::RangeResponse>(&response.responses.front().response);
        }
        return found == nullptr ? Words::tr("no match")
                                : Words::tr("no match: %1").arg(valueOf(*found));
    }
    QString operator()(const kv::LeaseGrantResponse& response) const {
        return Words::tr("lease %1 for %2 s").arg(textOf(response.id)).arg(response.ttlSeconds);
    }
    QString operator()(const kv::LeaseRevokeResponse& /*response*/) const {
        return Words::tr("revoked, its keys are deleted");
    }
    template <class Other>
    QString operator()(const Other& /*other*/) const {
        return {};
    }
};

const kv::RangeRequest* rangeOf(const Ask& ask) {
    const auto* read = std::get_if<stage::ClientRead>(&ask.what);
    return read == nullptr ? nullptr : &read->range;
}

/// A name that no lease has; positive, as etcd's are.
kv::LeaseId newLease() {
    constexpr auto kPositive = static_cast<quint64>(std::numeric_limits<std::int64_t>::max());
    const quint64 bits = QRandomGenerator::system()->generate64() & kPositive;
    return {std::max<std::int64_t>(static_cast<std::int64_t>(bits), 1)};
}

/// 0 for what is no number.
std::int64_t revisionOf(const QString& text) {
    return text.trimmed().toLongLong();
}

QString levelText(node::ReadLevel level) {
    switch (level) {
    case node::ReadLevel::Linearizable:
        return {};
    case node::ReadLevel::Lease:
        return Words::tr("lease read");
    case node::ReadLevel::Local:
        return Words::tr("local read");
    }
    return {};
}

}  // namespace

QString whatLacks(const AskForm& form) {
    const bool isLease = form.kind == AskKind::LeaseKeepAlive ||
                         form.kind == AskKind::LeaseTimeToLive || form.kind == AskKind::LeaseRevoke;
    const bool needsKey = !isLease && form.kind != AskKind::LeaseGrant &&
                          form.kind != AskKind::Range &&
                          !(form.kind == AskKind::Watch && form.isPrefix);
    if (needsKey && form.key.empty()) {
        return Words::tr("Type a key first.");
    }
    if (isLease && form.lease.trimmed().isEmpty()) {
        return Words::tr("Say which lease.");
    }
    const bool mayHaveLease = isLease || form.kind == AskKind::Put;
    if (mayHaveLease && !form.lease.trimmed().isEmpty() && !leaseOf(form.lease)) {
        return Words::tr("A lease is named by hexadecimal digits, as its grant was answered.");
    }
    if (form.kind == AskKind::Watch && !form.from.trimmed().isEmpty() &&
        revisionOf(form.from) < 1) {
        return Words::tr("A revision is a number from 1 on; nothing: what changes from now on.");
    }
    return {};
}

WatchAsk watchOf(const AskForm& form) {
    WatchAsk watch;
    watch.key = form.key;
    watch.isPrefix = form.isPrefix;
    watch.target = form.target;
    watch.from = std::max<std::int64_t>(revisionOf(form.from), 0);
    return watch;
}

Ask askOf(const AskForm& form) {
    Ask ask;
    ask.target = form.target;
    ask.timeoutNs = form.timeoutNs;
    const Bytes key = Bytes::copyOf(form.key);
    switch (form.kind) {
    case AskKind::Get:
    case AskKind::Range: {
        stage::ClientRead read;
        read.level = form.level;
        read.range.key = key;
        if (form.kind == AskKind::Range) {
            const kv::PrefixRange all = kv::rangeOfPrefix(form.key);
            read.range.key = Bytes::copyOf(all.key);
            read.range.rangeEnd = Bytes::copyOf(all.rangeEnd);
            read.range.limit = kRangeLimit;
        }
        ask.what = std::move(read);
        break;
    }
    case AskKind::Delete: {
        kv::DeleteRangeRequest erase;
        erase.key = key;
        ask.what = kv::Command(std::move(erase));
        break;
    }
    case AskKind::CompareAndSwap:
        ask.what = kv::Command(swapOf(form));
        break;
    case AskKind::LeaseGrant:
        ask.what = kv::Command(
            kv::LeaseGrantRequest{newLease(), std::max(form.ttlSeconds, kLeastTtlSeconds)});
        break;
    case AskKind::LeaseKeepAlive:
    case AskKind::LeaseTimeToLive:
        ask.what = stage::LeaseQuestion{form.kind == AskKind::LeaseKeepAlive
                                            ? stage::LeaseQuestion::Kind::KeepAlive
                                            : stage::LeaseQuestion::Kind::TimeToLive,
                                        leaseOf(form.lease).value_or(kv::LeaseId())};
        break;
    case AskKind::LeaseRevoke:
        ask.what = kv::Command(kv::LeaseRevokeRequest{leaseOf(form.lease).value_or(kv::LeaseId())});
        break;
    default: {
        kv::PutRequest put;
        put.key = key;
        put.value = Bytes::copyOf(form.value);
        put.lease = leaseOf(form.lease).value_or(kv::LeaseId());
        ask.what = kv::Command(std::move(put));
        break;
    }
    }
    return ask;
}

QString textOf(const Ask& ask) {
    const QString text = std::visit(TextOfCommand(), ask.what);
    if (ask.target == raft::kNoNode) {
        return text;
    }
    return (rangeOf(ask) != nullptr ? Words::tr("%1  from %2") : Words::tr("%1  via %2"))
        .arg(text, nameOf(ask.target));
}

QString textOf(const Ask& ask, const stage::ClientAnswer& answer) {
    if (answer.error) {
        return QString::fromStdString(answer.error->message);
    }
    if (answer.lease) {
        return Words::tr("%1 s of %2 s left")
            .arg(answer.lease->remainingSeconds)
            .arg(answer.lease->grantedSeconds);
    }
    const kv::RangeRequest* range = rangeOf(ask);
    QString text =
        std::visit(TextOfResponse{range != nullptr && !range->rangeEnd.empty()}, answer.response);
    if (const auto* read = std::get_if<stage::ClientRead>(&ask.what)) {
        const QString level = levelText(read->level);
        text += level.isEmpty() ? QString() : QStringLiteral(" · ") + level;
    }
    return text;
}

QString detailOf(const Ask& ask, const stage::ClientAnswer& answer) {
    QStringList lines{textOf(ask, answer)};
    const auto* found = std::get_if<kv::RangeResponse>(&answer.response);
    const kv::RangeRequest* range = rangeOf(ask);
    if (found != nullptr && range != nullptr && !range->rangeEnd.empty()) {
        for (const kv::KeyValue& each : found->kvs) {
            if (static_cast<std::size_t>(lines.size()) > kDetailLines) {
                break;
            }
            lines << Words::tr("%1 = %2").arg(shown(each.key), shown(each.value));
        }
        if (found->count > static_cast<std::int64_t>(lines.size()) - 1) {
            lines << QStringLiteral("…");
        }
    }
    return lines.join(QLatin1Char('\n'));
}

}  // namespace quorate::gui
