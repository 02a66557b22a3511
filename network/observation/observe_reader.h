// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>
#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/observe/recorder.h"
#include "network/client/body_stream.h"
#include "network/observation/observe_frames.h"

namespace quorate::network {

/// Reads what a node's observers are told, from its client port (`GET /observe`), in the compact
/// form. Belongs to the thread it lives in, which runs an event loop; signals are sent there.
///
/// What it hands out is sound (ObserveFrameReader); whatever else comes ends it with a reason.
/// Whether and when to call the node again is for its owner.
class ObserveReader final : public QObject {
    Q_OBJECT

public:
    explicit ObserveReader(QObject* parent = nullptr);
    ~ObserveReader() override;

    /// Calls the node; an observation under way ends first, without a signal.
    /// Without `from` the first event is a NodeFrame: the node as it is then. With it, events go on
    /// from this sequence, and if some of those are gone, a Missed and a NodeFrame come first;
    /// from 0, with the first one of the node's life.
    /// `host` is a name, or an address without brackets.
    void open(const QString& host, std::uint16_t port,
              std::optional<std::uint64_t> from = std::nullopt);
    void open(const QHostAddress& address, std::uint16_t port,
              std::optional<std::uint64_t> from = std::nullopt) {
        open(address.toString(), port, from);
    }
    /// Without a signal.
    void close();
    /// From open() until close() or ended().
    [[nodiscard]] bool isOpen() const noexcept { return m_stream != nullptr; }
    /// Of the next event; with this, open() goes on without a gap, if the node has not lost it.
    /// Nothing before the first hello.
    [[nodiscard]] std::optional<std::uint64_t> nextSequence() const noexcept {
        return m_nextSequence;
    }

Q_SIGNALS:
    /// First, and once.
    void hello(const network::ObserveHello& hello);
    /// One chunk, ready for Recording::append(). Its memory is shared and may be kept; one that is
    /// kept keeps a few hundred kilobytes at most.
    void events(const observe::Published& events);
    /// Nothing happened; about ten times a second. What follows happens then or later.
    void heartbeat(observe::Moment through);
    void missed(const network::ObserveMissed& missed);
    /// The last one: the connection is gone, or could not be made, or was no observation.
    void ended(const QString& reason);

private:
    void take(std::string_view piece);
    void hand(const ObserveFrame& frame);
    void end(const QString& reason);

    std::unique_ptr<BodyStream> m_stream;
    ObserveFrameReader m_frames;
    /// Which one of those made is under way, or over.
    std::uint64_t m_call{0};
    std::optional<std::uint64_t> m_nextSequence;
};

}  // namespace quorate::network
