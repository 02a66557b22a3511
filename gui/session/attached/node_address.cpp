// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/node_address.h"

#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace quorate::gui {

namespace {

Error badAddress(const QString& text, const QString& why) {
    return {ErrorCode::InvalidArgument,
            QStringLiteral("\"%1\" is no address of a node: %2; write host:port, as "
                           "localhost:2379 or [::1]:2379")
                .arg(text, why)
                .toStdString()};
}

bool isName(const QString& host) {
    static const QRegularExpression kName(QStringLiteral("\\A[A-Za-z0-9_]([A-Za-z0-9_.-]*)\\z"));
    return host.size() <= 253 && kName.match(host).hasMatch();
}

}  // namespace

QString NodeAddress::text() const {
    return (isTls ? QStringLiteral("https://") : QString()) +
           (host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2"))
               .arg(host)
               .arg(port);
}

Result<NodeAddress> nodeAddressOf(const QString& text) {
    constexpr QLatin1String kHttp("http://");
    constexpr QLatin1String kHttps("https://");
    QString rest = text.trimmed();
    const bool isTls = rest.startsWith(kHttps, Qt::CaseInsensitive);
    if (isTls) {
        rest = rest.mid(kHttps.size());
    } else if (rest.startsWith(kHttp, Qt::CaseInsensitive)) {
        rest = rest.mid(kHttp.size());
    }
    if (rest.endsWith(QLatin1Char('/'))) {
        rest.chop(1);
    }
    const qsizetype colon = rest.lastIndexOf(QLatin1Char(':'));
    const bool isBracketed = rest.startsWith(QLatin1Char('['));
    QString host = rest.left(colon);
    if (isBracketed) {
        if (!host.endsWith(QLatin1Char(']'))) {
            return badAddress(text, QStringLiteral("a bracket or the port is missing"));
        }
        host = host.mid(1, host.size() - 2);
        QHostAddress address;
        if (!address.setAddress(host) || address.protocol() != QHostAddress::IPv6Protocol) {
            return badAddress(text, QStringLiteral("what is in the brackets is no IPv6 address"));
        }
    } else if (rest.count(QLatin1Char(':')) > 1) {
        return badAddress(text, QStringLiteral("an IPv6 address needs brackets"));
    } else if (colon < 0) {
        return badAddress(text, QStringLiteral("the port is missing"));
    } else if (!isName(host)) {
        return badAddress(text, host.isEmpty() ? QStringLiteral("the host is missing")
                                               : QStringLiteral("the host is no name"));
    }
    bool isNumber = false;
    const uint port = rest.mid(colon + 1).toUInt(&isNumber);
    if (!isNumber || port == 0 || port > 65'535) {
        return badAddress(text, QStringLiteral("the port is no number from 1 to 65535"));
    }
    return NodeAddress{host, static_cast<std::uint16_t>(port), isTls};
}

Result<std::vector<NodeAddress>> nodeAddressesOf(const QString& text) {
    static const QRegularExpression kBetween(QStringLiteral("[,;\\s]+"));
    std::vector<NodeAddress> addresses;
    for (const QString& part : text.split(kBetween, Qt::SkipEmptyParts)) {
        auto address = nodeAddressOf(part);
        if (!address) {
            return address.error();
        }
        if (std::find(addresses.begin(), addresses.end(), *address) == addresses.end()) {
            addresses.push_back(std::move(*address));
        }
    }
    if (addresses.empty()) {
        return Error(ErrorCode::InvalidArgument,
                     "no address is given: write host:port, as localhost:2379");
    }
    return addresses;
}

QStringList textsOf(const std::vector<NodeAddress>& addresses) {
    QStringList texts;
    for (const NodeAddress& address : addresses) {
        texts.push_back(address.text());
    }
    return texts;
}

network::ServerAddress serverAddressOf(const NodeAddress& address) {
    return {address.host.toStdString(), address.port, address.isTls};
}

QString withoutAddress(const std::string& text, const NodeAddress& address) {
    QString said = QString::fromStdString(text);
    NodeAddress plain = address;
    plain.isTls = false;
    for (const QString& known : {address.text(), plain.text()}) {
        const QString prefix = known + QStringLiteral(": ");
        if (said.startsWith(prefix)) {
            return said.mid(prefix.size());
        }
    }
    return said;
}

}  // namespace quorate::gui
