// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <string>

namespace quorate::storage {

/// A directory on the machine's disk that goes with its test.
class TemporaryDirectory {
public:
    TemporaryDirectory();

    [[nodiscard]] const std::string& path() const noexcept { return m_path; }
    [[nodiscard]] std::string path(const std::string& name) const { return m_path + "/" + name; }

private:
    QTemporaryDir m_directory;
    std::string m_path;
};

}  // namespace quorate::storage
