// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

class QSslConfiguration;

namespace quorate::network {

/// One answer over HTTP that goes on for as long as the server likes: its body comes piece by
/// piece. Belongs to the thread it is made in, which runs an event loop; may be destroyed in what
/// it calls, and calls nothing then.
class BodyStream final {
public:
    struct Place {
        QString host;  ///< a name, or an address without brackets
        std::uint16_t port{0};
        std::shared_ptr<const QSslConfiguration> tls;  ///< null: without
    };
    /// Of an answer with status 200.
    using TakePiece = std::function<void(std::string_view piece)>;
    /// Once, and the last call: the connection is gone, or could not be made, or what came is no
    /// such answer.
    using Ended = std::function<void(const QString& reason)>;

    /// Connects, and sends the request, which is all of it.
    BodyStream(const Place& place, std::string request, TakePiece takePiece, Ended ended);
    BodyStream(const BodyStream&) = delete;
    BodyStream& operator=(const BodyStream&) = delete;
    ~BodyStream();

private:
    class Connection;
    Connection* m_connection;  ///< goes by itself once it is let go
};

}  // namespace quorate::network
