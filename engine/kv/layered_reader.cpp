// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/layered_reader.h"

#include <optional>
#include <utility>

#include "engine/kv/layered_iterator.h"

namespace quorate::kv {

namespace {

/// A run as a layer.
class RunLayer {
public:
    using Position = std::size_t;
    static constexpr bool kMayGrow = false;

    explicit RunLayer(std::shared_ptr<const SortedRun> run) : m_run(std::move(run)) {}

    [[nodiscard]] Position lowerBound(std::string_view key) const { return m_run->lowerBound(key); }
    [[nodiscard]] Position upperBound(std::string_view key) const {
        const Position at = m_run->lowerBound(key);
        return at < m_run->size() && m_run->keyAt(at) == key ? at + 1 : at;
    }
    [[nodiscard]] Position end() const { return m_run->size(); }
    [[nodiscard]] bool isFirst(Position position) const { return position == 0; }
    [[nodiscard]] bool isEnd(Position position) const { return position >= m_run->size(); }
    [[nodiscard]] Position next(Position position) const { return position + 1; }
    [[nodiscard]] Position prev(Position position) const { return position - 1; }
    [[nodiscard]] std::string_view key(Position position) const { return m_run->keyAt(position); }
    [[nodiscard]] std::optional<std::string_view> value(Position position) const {
        return m_run->at(position).value;
    }

private:
    std::shared_ptr<const SortedRun> m_run;
};

}  // namespace

LayeredReader::LayeredReader(std::shared_ptr<const StoreReader> base, SortedRuns runs)
    : m_base(std::move(base)), m_runs(std::move(runs)) {}

Result<bool> LayeredReader::get(std::string_view key, std::string& value) const {
    for (auto run = m_runs.rbegin(); run != m_runs.rend(); ++run) {
        if (const auto entry = (*run)->find(key)) {
            if (entry->value) {
                value.assign(*entry->value);
            }
            return entry->value.has_value();
        }
    }
    return m_base->get(key, value);
}

std::unique_ptr<StoreIterator> LayeredReader::iterate() const {
    std::unique_ptr<StoreIterator> iterator = m_base->iterate();
    for (const std::shared_ptr<const SortedRun>& run : m_runs) {
        iterator = std::make_unique<LayeredIterator<RunLayer>>(std::move(iterator), RunLayer(run));
    }
    return iterator;
}

}  // namespace quorate::kv
