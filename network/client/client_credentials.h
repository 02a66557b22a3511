// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"

class QSslConfiguration;

namespace quorate::network {

/// By what a client knows a server over TLS, and how it says who it is. Nothing of it is ever part
/// of an error or a log. A value; copies share what was loaded.
class ClientCredentials {
public:
    /// Files in PEM; an empty name is none.
    struct Files {
        std::string authorities;  ///< who may vouch for servers; without it those of the system
        std::string certificate;  ///< the client's own, with its chain
        std::string key;          ///< of that, without a passphrase
    };
    struct User {
        std::string name;  ///< empty: nobody, and no password is sent
        std::string password;
    };

    /// Nobody, the system's authorities.
    ClientCredentials() = default;
    /// InvalidArgument, with the file that is none of those or does not fit. Needs the application
    /// object, as all of TLS in Qt does.
    static Result<ClientCredentials> load(const Files& files, User user = {});

    /// For servers whose address is https.
    [[nodiscard]] QSslConfiguration tls() const;
    [[nodiscard]] const User& user() const noexcept { return m_user; }

private:
    std::shared_ptr<const QSslConfiguration> m_tls;
    User m_user;
};

}  // namespace quorate::network
