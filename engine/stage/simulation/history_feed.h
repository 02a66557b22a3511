// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage/client_request.h"
#include "engine/stage/history/history_checker.h"

namespace quorate::stage {

/// Tells a HistoryChecker what the clients of a Stage ask and are told. What operators ask is no
/// part of the history.
class HistoryFeed final : public ClientListener {
public:
    /// `checker` outlives the feed.
    explicit HistoryFeed(HistoryChecker& checker) : m_checker(checker) {}

    void invoked(OperationId id, const ClientRequest& request, Moment now) override;
    void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                  Moment now) override;

private:
    HistoryChecker& m_checker;
};

}  // namespace quorate::stage
