// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/directory_view.h"

#include <utility>

#include "storage/node_directory_layout.h"
#include "storage/path.h"

namespace quorate::storage {

DirectoryView::DirectoryView(FileSystem& files, std::string path)
    : m_files(files),
      m_path(std::move(path)),
      m_identity(readIdentity(m_files, pathOf(kIdentityName))),
      m_peers(readPeers(m_files, pathOf(kPeersName))) {}

Result<std::unique_ptr<DirectoryView>> DirectoryView::open(FileSystem& files, std::string path) {
    while (path.size() > 1 && path.back() == '/') {
        path.pop_back();
    }
    if (const auto names = files.list(path); !names) {
        return names.error();
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    std::unique_ptr<DirectoryView> view(new DirectoryView(files, std::move(path)));
    view->takeLock();
    // Once more: until the lock was taken, a node could write.
    view->m_identity = readIdentity(files, view->pathOf(kIdentityName));
    view->m_peers = readPeers(files, view->pathOf(kPeersName));
    const auto isThere = [&](const char* name) {
        return files.exists(view->pathOf(name)).value_or(false);
    };
    view->m_isUnfinished =
        isThere(kUnfinishedName) && !(view->m_identity.has_value() && view->m_identity->start > 0);
    view->m_isOfANode = isThere(kIdentityName) || isThere(kLogName) || isThere(kUnfinishedName);
    return view;
}

std::string DirectoryView::pathOf(const std::string& name) const {
    return joinPath(m_path, name);
}

void DirectoryView::takeLock() {
    const auto isThere = m_files.exists(pathOf(kLockName));
    if (!isThere) {
        m_lockError = isThere.error();
        return;
    }
    if (!*isThere) {
        // Asking for it would make it.
        m_lock = Lock::Missing;
        return;
    }
    auto taken = lockNodeDirectory(m_files, m_path);
    if (taken) {
        m_held = std::move(taken).value();
        m_lock = Lock::Taken;
        return;
    }
    m_lock = taken.error().code == ErrorCode::Busy ? Lock::Held : Lock::Unknown;
    m_lockError = taken.error();
}

std::optional<WalOwner> DirectoryView::owner() const {
    if (!m_identity) {
        return std::nullopt;
    }
    return WalOwner{m_identity->cluster, m_identity->node, m_identity->directory};
}

const char* toString(DirectoryView::Lock lock) noexcept {
    switch (lock) {
    case DirectoryView::Lock::Taken:
        return "free";
    case DirectoryView::Lock::Missing:
        return "missing";
    case DirectoryView::Lock::Held:
        return "held";
    default:
        return "unknown";
    }
}

}  // namespace quorate::storage
