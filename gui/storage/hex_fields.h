// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstddef>
#include <vector>

#include "storage/inspection/disk_question.h"

namespace quorate::gui {

/// A part of a record's bytes with a meaning of its own (storage/FORMAT.md).
struct HexField {
    std::size_t offset{0};
    std::size_t size{0};
    QString name;
    friend bool operator==(const HexField&, const HexField&) = default;
};

/// Of a record from its first byte to its last, without gaps; nothing for bytes that are no record.
std::vector<HexField> hexFieldsOf(const storage::LogRecord& record);

}  // namespace quorate::gui
