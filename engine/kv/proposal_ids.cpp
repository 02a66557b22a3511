// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/proposal_ids.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>

#include "engine/kv/layout.h"
#include "engine/kv/record_wire.h"

namespace quorate::kv {

namespace {

constexpr std::size_t kNodeKeyBytes = 9;
constexpr std::size_t kLifeKeyBytes = 17;

std::string nodeKey(char kind, std::uint64_t node) {
    std::string key(1, kind);
    appendBigEndian64(key, node);
    return key;
}

std::string lifeKey(std::uint64_t node, std::uint64_t incarnation) {
    std::string key = nodeKey(layout::kProposals, node);
    appendBigEndian64(key, incarnation);
    return key;
}

}  // namespace

bool ProposalIds::Window::seen(std::uint64_t sequence) const {
    const std::uint64_t bit = sequence % kProposalWindow;
    return ((m_seen[bit / kBits] >> (bit % kBits)) & 1U) != 0;
}

void ProposalIds::Window::set(std::uint64_t sequence, bool seen) {
    const std::uint64_t bit = sequence % kProposalWindow;
    const std::uint64_t mask = std::uint64_t{1} << (bit % kBits);
    std::uint64_t& word = m_seen[bit / kBits];
    word = seen ? word | mask : word & ~mask;
}

std::uint64_t ProposalIds::Window::lowest() const {
    return m_highest < kProposalWindow ? 1 : m_highest - kProposalWindow + 1;
}

ProposalVerdict ProposalIds::Window::note(std::uint64_t sequence) {
    if (sequence > m_highest) {
        if (sequence - m_highest >= kProposalWindow) {
            m_seen.fill(0);
        } else {
            for (std::uint64_t skipped = m_highest + 1; skipped < sequence; ++skipped) {
                set(skipped, false);
            }
        }
        m_highest = sequence;
    } else if (sequence < lowest()) {
        return ProposalVerdict::Stale;
    } else if (seen(sequence)) {
        return ProposalVerdict::Duplicate;
    }
    set(sequence, true);
    changed = true;
    return ProposalVerdict::New;
}

/// How many numbers, from `sequence` down, are alike: all seen or all not. It goes by words, since
/// nearly always all of a window was seen.
std::uint64_t ProposalIds::Window::runDownFrom(std::uint64_t sequence) const {
    const bool value = seen(sequence);
    std::uint64_t run = 0;
    for (std::uint64_t at = sequence; at >= lowest() && run < kProposalWindow;) {
        const std::uint64_t bit = at % kProposalWindow;
        const std::uint64_t below = bit % kBits + 1;  // bits of this word that are not above `at`
        const std::uint64_t word = m_seen[bit / kBits] << (kBits - below);
        const auto alike =
            static_cast<std::uint64_t>(value ? std::countl_one(word) : std::countl_zero(word));
        const std::uint64_t taken = std::min({alike, below, at - lowest() + 1});
        run += taken;
        at -= taken;
        if (taken < below) {
            break;
        }
    }
    return run;
}

std::string ProposalIds::Window::encode() const {
    std::string stored;
    appendVarint(stored, m_highest);
    appendVarint(stored, lastUsed);
    // The highest was seen; from there down, runs of seen and not seen take turns.
    for (std::uint64_t at = m_highest; at >= lowest();) {
        const std::uint64_t run = runDownFrom(at);
        appendVarint(stored, run);
        at -= run;
    }
    return stored;
}

Result<ProposalIds::Window> ProposalIds::Window::decode(std::string_view storedKey,
                                                        std::string_view stored) {
    RecordReader reader(stored);
    Window window;
    window.m_highest = reader.varint();
    window.lastUsed = reader.varint();
    bool seen = true;
    std::uint64_t at = window.m_highest;
    while (!reader.failed() && at >= window.lowest()) {
        const std::uint64_t run = reader.varint();
        if (run == 0 || run > at - window.lowest() + 1) {
            return layout::corrupted(storedKey);
        }
        for (std::uint64_t i = 0; i < run; ++i) {
            window.set(at - i, seen);
        }
        at -= run;
        seen = !seen;
    }
    if (!reader.complete()) {
        return layout::corrupted(storedKey);
    }
    return window;
}

Result<void> ProposalIds::loadWindow(std::string_view key, std::string_view value) {
    if (key.size() != kLifeKeyBytes) {
        return layout::corrupted(key);
    }
    Result<Window> window = Window::decode(key, value);
    if (!window) {
        return window.error();
    }
    m_windows.emplace(Life(readBigEndian64(key.data() + 1), readBigEndian64(key.data() + 9)),
                      *window);
    return {};
}

Result<void> ProposalIds::loadRetired(std::string_view key, std::string_view value) {
    if (key.size() != kNodeKeyBytes || value.size() % 8 != 0) {
        return layout::corrupted(key);
    }
    Retired& retired = m_retired[readBigEndian64(key.data() + 1)];
    for (std::size_t at = 0; at < value.size(); at += 8) {
        retired.incarnations.push_back(readBigEndian64(value.data() + at));
    }
    return {};
}

Result<ProposalIds> ProposalIds::load(const StoreReader& reader) {
    ProposalIds ids;
    const std::unique_ptr<StoreIterator> iterator = reader.iterate();
    for (iterator->seek(std::string(1, layout::kProposals)); iterator->valid(); iterator->next()) {
        const char kind = iterator->key().front();
        if (kind != layout::kProposals && kind != layout::kRetired) {
            break;
        }
        const Result<void> loaded = kind == layout::kProposals
                                        ? ids.loadWindow(iterator->key(), iterator->value())
                                        : ids.loadRetired(iterator->key(), iterator->value());
        if (!loaded) {
            return loaded.error();
        }
    }
    if (const auto status = iterator->status(); !status) {
        return status.error();
    }
    return ids;
}

/// Retires the life of a node that was used least recently, where it has as many as are kept.
void ProposalIds::makeRoom(std::uint64_t node) {
    const auto first = m_windows.lower_bound(Life(node, 0));
    const auto last = m_windows.upper_bound(Life(node, std::numeric_limits<std::uint64_t>::max()));
    std::size_t lives = 0;
    auto oldest = first;
    for (auto life = first; life != last; ++life) {
        ++lives;
        if (life->second.lastUsed < oldest->second.lastUsed) {
            oldest = life;
        }
    }
    if (lives < kLiveIncarnations) {
        return;
    }
    Retired& retired = m_retired[node];
    retired.changed = true;
    retired.incarnations.push_back(oldest->first.second);
    if (retired.incarnations.size() > kRetiredIncarnations) {
        retired.incarnations.erase(retired.incarnations.begin());
    }
    m_dropped.push_back(oldest->first);
    m_windows.erase(oldest);
}

bool ProposalIds::isRetired(const ProposalId& id) const {
    const auto retired = m_retired.find(id.node);
    return retired != m_retired.end() &&
           std::find(retired->second.incarnations.begin(), retired->second.incarnations.end(),
                     id.incarnation) != retired->second.incarnations.end();
}

bool ProposalIds::wasSeen(const ProposalId& id) const {
    if (id.isNone()) {
        return false;
    }
    const auto window = m_windows.find(Life(id.node, id.incarnation));
    return window == m_windows.end() ? id.sequence == 0 || isRetired(id)
                                     : window->second.wasSeen(id.sequence);
}

ProposalVerdict ProposalIds::note(const ProposalId& id, std::uint64_t index) {
    if (id.isNone()) {
        return ProposalVerdict::New;
    }
    if (id.sequence == 0) {
        return ProposalVerdict::Stale;
    }
    const Life life(id.node, id.incarnation);
    auto window = m_windows.find(life);
    if (window == m_windows.end()) {
        if (isRetired(id)) {
            return ProposalVerdict::Stale;
        }
        makeRoom(id.node);
        window = m_windows.emplace(life, Window()).first;
    }
    const ProposalVerdict verdict = window->second.note(id.sequence);
    if (verdict == ProposalVerdict::New) {
        window->second.lastUsed = index;
    }
    return verdict;
}

void ProposalIds::save(Overlay& overlay) {
    for (const Life& life : m_dropped) {
        overlay.erase(lifeKey(life.first, life.second));
    }
    m_dropped.clear();
    for (auto& [life, window] : m_windows) {
        if (window.changed) {
            overlay.put(lifeKey(life.first, life.second), window.encode());
            window.changed = false;
        }
    }
    for (auto& [node, retired] : m_retired) {
        if (retired.changed) {
            std::string stored;
            for (const std::uint64_t incarnation : retired.incarnations) {
                appendBigEndian64(stored, incarnation);
            }
            overlay.put(nodeKey(layout::kRetired, node), std::move(stored));
            retired.changed = false;
        }
    }
}

}  // namespace quorate::kv
