// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace quorate::simulation {

/// The first rule that a run broke: later ones are usually its consequences. Belongs to one run.
class Verdict {
public:
    void violated(std::string_view check, std::string detail) {
        if (m_check.empty()) {
            m_check = check;
            m_detail = std::move(detail);
        }
    }
    [[nodiscard]] bool isClean() const noexcept { return m_check.empty(); }
    /// The name of the check, and what it saw; empty while all is well.
    [[nodiscard]] const std::string& check() const noexcept { return m_check; }
    [[nodiscard]] const std::string& detail() const noexcept { return m_detail; }

private:
    std::string m_check;
    std::string m_detail;
};

}  // namespace quorate::simulation
