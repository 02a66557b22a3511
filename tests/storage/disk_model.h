// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace quorate::storage {

/// What a file may hold after a loss of power: of each byte the synced value, or any that was
/// there since; no size below or above those that it had since.
class FileModel {
public:
    explicit FileModel(std::string content = {}) : m_seen(std::move(content)) { sync(); }

    void write(std::uint64_t offset, std::string_view bytes);
    void truncate(std::uint64_t size);
    /// A part of this may have been written.
    void mayWrite(std::uint64_t offset, std::string_view bytes);
    void sync();

    [[nodiscard]] const std::string& seen() const noexcept { return m_seen; }
    /// Empty if it may, otherwise what cannot be.
    [[nodiscard]] std::string objectionTo(std::string_view content) const;

private:
    void allow(std::uint64_t offset, std::string_view bytes);

    std::string m_seen;
    std::string m_synced;
    std::vector<std::bitset<256>> m_others;  ///< values of each byte since then
    std::uint64_t m_least{0};
    std::uint64_t m_most{0};
};

using FileModelPointer = std::shared_ptr<FileModel>;

/// What names may lead to after a loss of power: each to what it led to when its directory was
/// synced, or at any time since.
class NamesModel {
public:
    struct Name {
        FileModelPointer seen;                ///< null: there is none
        std::set<FileModelPointer> possible;  ///< `seen` among them
        bool isOpenEnded{false};              ///< no sync of the directory makes it certain
    };

    void set(const std::string& path, const FileModelPointer& file);
    /// It happened or not.
    void maySet(const std::string& path, const FileModelPointer& file);
    void moveBetweenDirectories(const std::string& from, const std::string& to);
    void sync(const std::string& directory);
    void failSync(const std::string& directory);

    [[nodiscard]] const std::map<std::string, Name>& names() const noexcept { return m_names; }
    [[nodiscard]] FileModelPointer seen(const std::string& path) const;
    /// The one that is certainly there, whatever happens; or null.
    [[nodiscard]] bool isCertain(const std::string& path) const;

private:
    std::map<std::string, Name> m_names;
};

}  // namespace quorate::storage
