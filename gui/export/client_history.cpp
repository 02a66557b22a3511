// SPDX-License-Identifier: Apache-2.0
#include "gui/export/client_history.h"

#include <QByteArray>
#include <QString>
#include <QStringDecoder>

#include <string_view>
#include <utility>
#include <variant>

#include "engine/base/error.h"

namespace quorate::gui {

namespace {

using observe::OperationKind;
using observe::Outcome;

const char* nameOf(OperationKind kind) {
    switch (kind) {
    case OperationKind::Put:
        return "put";
    case OperationKind::Get:
        return "get";
    case OperationKind::Delete:
        return "delete";
    case OperationKind::CompareAndSwap:
        return "cas";
    case OperationKind::Range:
        return "range";
    case OperationKind::Transaction:
        return "txn";
    case OperationKind::LeaseGrant:
        return "lease-grant";
    case OperationKind::LeaseRevoke:
        return "lease-revoke";
    case OperationKind::Compact:
        return "compact";
    case OperationKind::LeaseKeepAlive:
        return "lease-keep-alive";
    case OperationKind::LeaseTimeToLive:
        return "lease-time-to-live";
    case OperationKind::Membership:
        return "membership";
    }
    return "put";
}

const char* nameOf(Outcome outcome) {
    switch (outcome) {
    case Outcome::Done:
        return "done";
    case Outcome::Refused:
        return "refused";
    case Outcome::Unknown:
        break;
    }
    return "unknown";
}

/// In quotes, for JSON and EDN alike; nothing for bytes that are no UTF-8.
bool addQuoted(std::string_view bytes, std::string& text) {
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded =
        decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (decoder.hasError()) {
        return false;
    }
    text += '"';
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        if (each == '"' || each == '\\') {
            text += '\\';
            text += each;
        } else if (byte < 0x20 || byte == 0x7f) {
            constexpr const char* kDigits = "0123456789abcdef";
            text += "\\u00";
            text += kDigits[byte >> 4U];
            text += kDigits[byte & 15U];
        } else {
            text += each;
        }
    }
    text += '"';
    return true;
}

std::string hexOf(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex().toStdString();
}

void add(std::string& text, const char* name, std::uint64_t value) {
    text += name;
    text += std::to_string(value);
}

}  // namespace

void ClientHistory::take(const observe::RecordedEvent& event, std::string& text) {
    const observe::Moment moment = event.event.moment;
    if (const auto* invoked = std::get_if<observe::ClientInvoked>(&event.event.body)) {
        const Open open{*invoked, moment, {}};
        m_open.insert_or_assign(invoked->operation, open);
        if (m_form == Form::Edn) {
            addEdn(open, "invoke", nullptr, moment, text);
        }
    } else if (const auto* appended = std::get_if<observe::ProposalAppended>(&event.event.body)) {
        if (const auto found = m_open.find(appended->operation); found != m_open.end()) {
            found->second.entry = appended->entry;
        }
    } else if (const auto* answered = std::get_if<observe::ClientAnswered>(&event.event.body)) {
        answer(*answered, moment, text);
    }
}

void ClientHistory::answer(const observe::ClientAnswered& answered, observe::Moment moment,
                           std::string& text) {
    const auto found = m_open.find(answered.operation);
    if (found == m_open.end()) {
        // A recording that began in its midst has the answer only.
        return;
    }
    if (m_form == Form::JsonLines) {
        addJson(found->second, &answered, moment, text);
    } else {
        const char* type = answered.outcome == Outcome::Done      ? "ok"
                           : answered.outcome == Outcome::Refused ? "fail"
                                                                  : "info";
        addEdn(found->second, type, &answered, moment, text);
    }
    m_open.erase(found);
}

void ClientHistory::finish(std::string& text) {
    for (const auto& [operation, open] : m_open) {
        if (m_form == Form::JsonLines) {
            addJson(open, nullptr, {}, text);
        }
    }
    m_open.clear();
}

void ClientHistory::addJson(const Open& open, const observe::ClientAnswered* answered,
                            observe::Moment moment, std::string& text) const {
    const observe::ClientInvoked& invoked = open.invoked;
    add(text, "{\"operation\":", invoked.operation.value());
    add(text, ",\"client\":", invoked.client);
    text += ",\"kind\":\"";
    text += nameOf(invoked.kind);
    text += '"';
    if (invoked.target != raft::kNoNode) {
        add(text, ",\"target\":", invoked.target.value());
    }
    text += ",\"key\":";
    const std::string_view key = invoked.key.view();
    if (!addQuoted(key, text)) {
        text += "null,\"keyHex\":\"" + hexOf(key) + '"';
    }
    add(text, ",\"valueBytes\":", invoked.valueBytes);
    add(text, ",\"invokedNs\":", open.moment.nanoseconds());
    if (open.entry.index.value() > 0) {
        add(text, ",\"entry\":{\"term\":", open.entry.term.value());
        add(text, ",\"index\":", open.entry.index.value());
        text += '}';
    }
    if (answered == nullptr) {
        text += ",\"outcome\":\"pending\"}\n";
        return;
    }
    add(text, ",\"answeredNs\":", moment.nanoseconds());
    text += ",\"outcome\":\"";
    text += nameOf(answered->outcome);
    text += '"';
    if (answered->outcome == Outcome::Done) {
        add(text, ",\"revision\":", answered->revision);
    } else {
        text += ",\"code\":\"";
        text += toString(answered->code);
        text += '"';
    }
    text += "}\n";
}

void ClientHistory::addEdn(const Open& open, const char* type,
                           const observe::ClientAnswered* answered, observe::Moment moment,
                           std::string& text) {
    const observe::ClientInvoked& invoked = open.invoked;
    add(text, "{:index ", m_lines++);
    add(text, ", :process ", invoked.client);
    text += ", :type :";
    text += type;
    text += ", :f :";
    text += nameOf(invoked.kind);
    text += ", :key ";
    const std::string_view key = invoked.key.view();
    if (!addQuoted(key, text)) {
        text += "nil, :key-hex \"" + hexOf(key) + '"';
    }
    add(text, ", :operation ", invoked.operation.value());
    add(text, ", :time ", moment.nanoseconds());
    if (answered != nullptr && answered->outcome == Outcome::Done) {
        add(text, ", :revision ", answered->revision);
    } else if (answered != nullptr) {
        text += ", :error :";
        text += toString(answered->code);
    }
    text += "}\n";
}

}  // namespace quorate::gui
