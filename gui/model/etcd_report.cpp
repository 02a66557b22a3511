// SPDX-License-Identifier: Apache-2.0
#include "gui/model/etcd_report.h"

#include <QCoreApplication>

#include <array>
#include <charconv>
#include <system_error>

#include "gui/model/wording.h"

namespace quorate::gui::etcd_report {

namespace {

std::optional<std::uint64_t> numberOf(const std::string* text, int base) {
    std::uint64_t number = 0;
    if (text == nullptr) {
        return {};
    }
    const char* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, number, base);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<raft::NodeId> memberIn(const observe::NodeReport& report) {
    const auto number = numberOf(report.find(kMember), 16);
    return number ? std::optional(raft::NodeId(*number)) : std::nullopt;
}

std::optional<std::uint64_t> numberIn(const observe::NodeReport& report, std::string_view name) {
    return numberOf(report.find(name), 10);
}

QString textIn(const observe::NodeReport& report, std::string_view name) {
    const std::string* value = report.find(name);
    return value == nullptr ? QString() : QString::fromStdString(*value);
}

std::string textOfMember(raft::NodeId member) {
    std::array<char, 20> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), member.value(), 16);
    return {text.data(), end.ptr};
}

QString longNameOf(const observe::ClusterState& state, raft::NodeId node) {
    const observe::NodeReport* report = state.findReport(node);
    if (report == nullptr) {
        return nameOf(node);
    }
    const QString name = textIn(*report, kName);
    const QString member =
        QCoreApplication::translate("EtcdReport", "member %1").arg(textIn(*report, kMember));
    return name.isEmpty() ? QStringLiteral("%1, %2").arg(nameOf(node), member)
                          : QStringLiteral("%1, %2, %3").arg(nameOf(node), name, member);
}

bool tellsNoLog(const observe::ClusterState& state, raft::NodeId node) {
    return state.findReport(node) != nullptr;
}

bool tellsNoLog(const observe::ClusterState& state) {
    return !state.reports().empty();
}

}  // namespace quorate::gui::etcd_report
