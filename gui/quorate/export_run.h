// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>
#include <string>

#include "engine/base/result.h"
#include "gui/quorate/options.h"
#include "gui/shell/main_window.h"

namespace quorate::gui {

/// Opens a recording in a window, goes to a moment, and makes files of what is there, as a person
/// would.
class ExportRun {
public:
    /// The window outlives it, and is shown.
    ExportRun(MainWindow& window, QString recording, ExportOrder order);

    /// Runs an event loop until all is written. Errors name the file; InvalidArgument for a view or
    /// a node that there is none of, OutOfRange for a moment that the recording does not have.
    Result<void> run();

private:
    Result<void> open();
    Result<void> goToPlace();
    Result<void> takePicture();
    /// FailedPrecondition if it is not so in time.
    static Result<void> until(const std::string& what, const std::function<bool()>& condition);
    /// For what tells later whether it is done.
    static Result<void> finished(
        const std::function<void(std::function<void(const Result<void>&)>)>& begin);

    MainWindow& m_window;
    QString m_recording;
    ExportOrder m_order;
};

}  // namespace quorate::gui
