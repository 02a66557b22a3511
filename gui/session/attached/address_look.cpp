// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/address_look.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace quorate::gui {

namespace {

QString textIn(const QJsonObject& object, const char* name) {
    // Of a stranger: a version is short.
    return object.value(QLatin1String(name)).toString().left(40);
}

}  // namespace

AddressLook::AddressLook(const NodeAddress& address, const network::ClientCredentials& credentials,
                         int timeoutMs, Done done, QObject* parent)
    : QObject(parent),
      m_address(address),
      m_timeoutMs(timeoutMs),
      m_client(serverAddressOf(address), credentials),
      m_done(std::move(done)) {
    m_client.setTimeout(timeoutMs);
    m_since.start();
    m_client.get("/version", [this](const Result<std::string>& body) { heardVersion(body); });
}

void AddressLook::heardVersion(const Result<std::string>& body) {
    if (!body) {
        // What certainly did not reach anybody is Unavailable.
        if (body.error().code == ErrorCode::Unavailable) {
            m_answer.problem =
                tr("nobody answers (%1)").arg(withoutAddress(body.error().message, m_address));
        } else if (m_since.hasExpired(m_timeoutMs)) {
            m_answer.problem = tr("it takes connections, but does not answer");
        } else {
            m_answer.kind = AddressAnswer::Kind::Other;
            m_answer.problem =
                tr("this is no Quorate node: %1. Give the client port of a node, as 2379")
                    .arg(withoutAddress(body.error().message, m_address));
        }
        finish();
        return;
    }
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(*body)).object();
    const QString quorate = textIn(object, "quorate");
    const QString etcd = textIn(object, "etcdserver");
    if (quorate.isEmpty() && etcd.isEmpty()) {
        m_answer.kind = AddressAnswer::Kind::Other;
        m_answer.problem = tr(
            "this is no Quorate node and no etcd, though it speaks HTTP. Give the client port of "
            "a node, as 2379");
        finish();
        return;
    }
    m_answer.kind = quorate.isEmpty() ? AddressAnswer::Kind::Etcd : AddressAnswer::Kind::Quorate;
    m_answer.version = (quorate.isEmpty() ? etcd : quorate).toStdString();
    m_client.status([this](const Result<network::NodeStatus>& status) {
        if (status) {
            m_answer.node = raft::NodeId(status->header.member);
            m_answer.cluster = status->header.cluster;
            m_answer.leader = status->leader;
        } else {
            m_answer.problem = tr("it does not say how it is: %1")
                                   .arg(QString::fromStdString(status.error().message));
        }
        finish();
    });
}

void AddressLook::finish() {
    // Whoever hears of it may delete this.
    const Done done = std::exchange(m_done, nullptr);
    const AddressAnswer answer = m_answer;
    done(answer);
}

}  // namespace quorate::gui
