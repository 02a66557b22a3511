// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/temporary_directory.h"

#include "engine/base/invariant.h"

namespace quorate::storage {

TemporaryDirectory::TemporaryDirectory() : m_path(m_directory.path().toStdString()) {
    QUORATE_INVARIANT(m_directory.isValid(), m_directory.errorString().toStdString());
}

}  // namespace quorate::storage
