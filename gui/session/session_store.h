// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "gui/session/session_file.h"

namespace quorate::gui {

/// A session on the disk, as the start page lists it.
struct StoredSession {
    QString folder;
    /// What its session.json says; nothing where it cannot be read.
    std::optional<SessionFile> file;
    /// Why not.
    QString problem;
};

/// All sessions of a person: one folder each below a common one. Belongs to the thread of the
/// views; its calls wait for the disk, briefly.
class SessionStore {
public:
    /// `root`: made with the first session.
    explicit SessionStore(QString root) : m_root(std::move(root)) {}
    /// Where the platform keeps the data of applications.
    static QString defaultRoot();

    [[nodiscard]] const QString& root() const noexcept { return m_root; }
    /// The latest opened first; damaged ones last.
    [[nodiscard]] std::vector<StoredSession> list() const;
    /// A new folder for a session that is described by `file`, whose name, creation, seed and
    /// cluster are filled in where they are missing. Gives the folder.
    Result<QString> create(SessionFile file) const;
    static Result<void> rename(const QString& folder, const QString& name);
    /// With all its nodes and its recording, for ever. Refused for a folder that is no session, and
    /// for one that is open.
    static Result<void> remove(const QString& folder);

private:
    QString m_root;
};

}  // namespace quorate::gui
