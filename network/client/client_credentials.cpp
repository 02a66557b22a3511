// SPDX-License-Identifier: Apache-2.0
#include "network/client/client_credentials.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

#include <optional>
#include <utility>

namespace quorate::network {

namespace {

Error unfit(const std::string& file, const std::string& why) {
    return {ErrorCode::InvalidArgument, "'" + file + "' " + why};
}

Result<QByteArray> bytesOf(const std::string& name) {
    QFile file(QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return unfit(name, "cannot be read: " + file.errorString().toStdString());
    }
    return file.readAll();
}

Result<QList<QSslCertificate>> certificatesIn(const std::string& name) {
    const auto bytes = bytesOf(name);
    if (!bytes) {
        return bytes.error();
    }
    QList<QSslCertificate> found = QSslCertificate::fromData(*bytes, QSsl::Pem);
    if (found.isEmpty()) {
        return unfit(name, "has no certificate in PEM");
    }
    return found;
}

Result<QSslKey> keyIn(const std::string& name) {
    const auto bytes = bytesOf(name);
    if (!bytes) {
        return bytes.error();
    }
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Ec, QSsl::Rsa, QSsl::Dsa}) {
        QSslKey key(*bytes, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull()) {
            return key;
        }
    }
    return unfit(name, "has no private key in PEM, or one with a passphrase");
}

}  // namespace

Result<ClientCredentials> ClientCredentials::load(const Files& files, User user) {
    ClientCredentials result;
    result.m_user = std::move(user);
    if (files.authorities.empty() && files.certificate.empty() && files.key.empty()) {
        return result;
    }
    QSslConfiguration tls = result.tls();
    if (!files.authorities.empty()) {
        const auto authorities = certificatesIn(files.authorities);
        if (!authorities) {
            return authorities.error();
        }
        tls.setCaCertificates(*authorities);
    }
    if (files.certificate.empty() != files.key.empty()) {
        return Error(ErrorCode::InvalidArgument,
                     "a certificate and its key belong together; give both or neither");
    }
    if (!files.certificate.empty()) {
        const auto chain = certificatesIn(files.certificate);
        const auto key = keyIn(files.key);
        if (!chain || !key) {
            return chain ? key.error() : chain.error();
        }
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
    }
    result.m_tls = std::make_shared<const QSslConfiguration>(tls);
    return result;
}

QSslConfiguration ClientCredentials::tls() const {
    return m_tls ? *m_tls : QSslConfiguration::defaultConfiguration();
}

}  // namespace quorate::network
