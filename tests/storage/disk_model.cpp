// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/disk_model.h"

#include <algorithm>

#include "storage/path.h"

namespace quorate::storage {

void FileModel::allow(std::uint64_t offset, std::string_view bytes) {
    if (m_others.size() < offset + bytes.size()) {
        m_others.resize(offset + bytes.size());
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        m_others[offset + i].set(static_cast<unsigned char>(bytes[i]));
    }
}

void FileModel::write(std::uint64_t offset, std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    mayWrite(offset, bytes);
    if (m_seen.size() < offset + bytes.size()) {
        m_seen.resize(offset + bytes.size());
    }
    m_seen.replace(offset, bytes.size(), bytes);
}

void FileModel::mayWrite(std::uint64_t offset, std::string_view bytes) {
    const std::uint64_t end = offset + bytes.size();
    if (end > m_seen.size()) {
        // What lies between is zeros until something is written there.
        allow(m_seen.size(), std::string(end - m_seen.size(), '\0'));
    }
    allow(offset, bytes);
    m_most = std::max(m_most, end);
}

void FileModel::truncate(std::uint64_t size) {
    const std::uint64_t from = std::min<std::uint64_t>(size, m_seen.size());
    allow(from, std::string(std::max<std::uint64_t>(m_synced.size(), m_most) - from, '\0'));
    if (size > from) {
        allow(from, std::string(size - from, '\0'));
    }
    m_seen.resize(size);
    m_least = std::min(m_least, size);
    m_most = std::max(m_most, size);
}

void FileModel::sync() {
    m_synced = m_seen;
    m_others.clear();
    m_least = m_seen.size();
    m_most = m_seen.size();
}

std::string FileModel::objectionTo(std::string_view content) const {
    if (content.size() < m_least || content.size() > m_most) {
        return "a size of " + std::to_string(content.size()) + ", not of " +
               std::to_string(m_least) + " to " + std::to_string(m_most);
    }
    for (std::size_t i = 0; i < content.size(); ++i) {
        const bool isSynced = i < m_synced.size() && content[i] == m_synced[i];
        if (!isSynced &&
            (i >= m_others.size() || !m_others[i].test(static_cast<unsigned char>(content[i])))) {
            return "a byte that was never there, at " + std::to_string(i);
        }
    }
    return {};
}

void NamesModel::set(const std::string& path, const FileModelPointer& file) {
    maySet(path, file);
    m_names[path].seen = file;
}

void NamesModel::maySet(const std::string& path, const FileModelPointer& file) {
    Name& name = m_names[path];
    if (name.possible.empty()) {
        name.possible.insert(nullptr);
    }
    name.possible.insert(file);
    name.isOpenEnded = false;
}

void NamesModel::moveBetweenDirectories(const std::string& from, const std::string& to) {
    set(to, seen(from));
    set(from, nullptr);
    // It lasts with the sync of the other directory.
    m_names[from].isOpenEnded = true;
}

void NamesModel::sync(const std::string& directory) {
    for (auto& [path, name] : m_names) {
        if (parentDirectory(path) == directory && !name.isOpenEnded) {
            name.possible = {name.seen};
        }
    }
}

void NamesModel::failSync(const std::string& directory) {
    for (auto& [path, name] : m_names) {
        if (parentDirectory(path) == directory && name.possible.size() > 1) {
            name.isOpenEnded = true;
        }
    }
}

FileModelPointer NamesModel::seen(const std::string& path) const {
    const auto found = m_names.find(path);
    return found == m_names.end() ? nullptr : found->second.seen;
}

bool NamesModel::isCertain(const std::string& path) const {
    const auto found = m_names.find(path);
    return found == m_names.end() || found->second.possible.size() == 1;
}

}  // namespace quorate::storage
